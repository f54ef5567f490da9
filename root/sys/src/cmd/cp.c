/*
 * cp: copy files.  Directories are for dircp(1).
 */
#include <u.h>
#include <libc.h>
#include <cmd.h>

static int gflag, uflag, xflag;
static char *status;

static int
copydata(int from, int to, char *fromname, char *toname)
{
	static char buf[64 * 1024];
	long n;

	while((n = read(from, buf, sizeof buf)) > 0)
		if(write(to, buf, n) != n) {
			fprint(2, "cp: error writing %s: %r\n", toname);
			return -1;
		}
	if(n < 0) {
		fprint(2, "cp: error reading %s: %r\n", fromname);
		return -1;
	}
	return 0;
}

/* what -x, -g and -u keep; a server may well refuse it */
static int
keepattr(int fd, Dir *from, char *name)
{
	Dir d;

	nulldir(&d);
	if(xflag) {
		d.mtime = from->mtime;
		d.mode = from->mode & 0777;
	}
	if(uflag)
		d.uid = from->uid;
	if(gflag || uflag)
		d.gid = from->gid;
	if(!xflag && !gflag && !uflag)
		return 0;
	if(dirfwstat(fd, &d) < 0) {
		fprint(2, "cp: warning: can't wstat %s: %r\n", name);
		return -1;
	}
	return 0;
}

/* with the source open as fd; takes neither fd nor d */
static int
copyopen(int fd, Dir *d, char *from, char *to)
{
	Dir *t;
	int out, r;

	if(d->mode & DMDIR) {
		fprint(2, "cp: %s is a directory\n", from);
		return -1;
	}
	t = dirstat(to);
	if(t != nil && samedir(d, t)) {
		fprint(2, "cp: %s and %s are the same file\n", from, to);
		free(t);
		return -1;
	}
	free(t);
	out = create(to, OWRITE, d->mode & 0777);
	if(out < 0) {
		fprint(2, "cp: can't create %s: %r\n", to);
		return -1;
	}
	r = copydata(fd, out, from, to);
	if(r == 0)
		r = keepattr(out, d, to);
	close(out);
	return r;
}

static int
copy(char *from, char *to, int todir)
{
	char *name;
	Dir *d;
	int fd, r;

	name = nil;
	if(todir)
		to = name = joinpath(to, lastelem(from));
	r = -1;
	fd = open(from, OREAD);
	d = fd < 0 ? nil : dirfstat(fd);
	if(fd < 0)
		fprint(2, "cp: can't open %s: %r\n", from);
	else if(d == nil)
		fprint(2, "cp: can't stat %s: %r\n", from);
	else
		r = copyopen(fd, d, from, to);
	if(fd >= 0)
		close(fd);
	free(d);
	free(name);
	return r;
}

static void
usage(void)
{
	fprint(2, "usage:\tcp [-gux] fromfile tofile\n\tcp [-gux] fromfile ... todir\n");
	exits("usage");
}

void
main(int argc, char **argv)
{
	int todir;

	ARGBEGIN
	{
	case 'g':
		gflag = 1;
		break;
	case 'u':
		uflag = gflag = 1;
		break;
	case 'x':
		xflag = 1;
		break;
	default:
		usage();
	}
	ARGEND
	if(argc < 2)
		usage();
	todir = isdir(argv[argc - 1]);
	if(argc > 2 && !todir)
		sysfatal("%s is not a directory", argv[argc - 1]);
	for(int i = 0; i < argc - 1; i++) {
		trimslashes(argv[i]);
		if(copy(argv[i], argv[argc - 1], todir) < 0)
			status = "errors";
	}
	exits(status);
}
