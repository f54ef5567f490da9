/*
 * mv: rename a file with wstat when it stays in its directory, else copy it and remove the
 * original.  Directories can only be renamed.
 */
#include <u.h>
#include <libc.h>
#include <cmd.h>

static char *status;

static int
fail(char *what, char *name)
{
	fprint(2, "mv: can't %s %s: %r\n", what, name);
	return -1;
}

/* the directory of a name, freshly allocated; *elem points to the last element in name */
static char *
split(char *name, char **elem)
{
	char *s, *dir;

	s = strrchr(name, '/');
	*elem = s ? s + 1 : name;
	if(s == nil)
		dir = check(strdup("."));
	else if(s == name)
		dir = check(strdup("/"));
	else
		dir = check(smprint("%.*s", utfnlen(name, s - name), name));
	return dir;
}

static int
samefile(char *a, char *b)
{
	Dir *da, *db;
	int same;

	da = dirstat(a);
	db = dirstat(b);
	same = da && db && samedir(da, db);
	free(da);
	free(db);
	return same;
}

static int
rename(char *from, char *to, char *elem)
{
	Dir d, *t;

	t = dirstat(to);
	if(t != nil) {
		free(t);
		if(samefile(from, to)) {
			fprint(2, "mv: %s and %s are the same file\n", from, to);
			return -1;
		}
		if(remove(to) < 0)
			return fail("remove", to);
	}
	nulldir(&d);
	d.name = elem;
	if(dirwstat(from, &d) < 0)
		return fail("rename", from);
	return 0;
}

static int
copydata(int in, int out)
{
	static char buf[64 * 1024];
	long n;

	while((n = read(in, buf, sizeof buf)) > 0)
		if(write(out, buf, n) != n)
			return -1;
	return n;
}

static int
copyaway(char *from, char *to, Dir *d)
{
	Dir t;
	int in, out, r;

	if(samefile(from, to)) {
		fprint(2, "mv: %s and %s are the same file\n", from, to);
		return -1;
	}
	in = open(from, OREAD);
	if(in < 0)
		return fail("open", from);
	out = create(to, OWRITE, d->mode & 0777);
	if(out < 0) {
		close(in);
		return fail("create", to);
	}
	r = copydata(in, out);
	if(r < 0) {
		fail("copy", from);
	} else {
		nulldir(&t);
		t.mtime = d->mtime;
		t.mode = d->mode & 0777;
		dirfwstat(out, &t); /* not every server keeps times */
	}
	close(in);
	close(out);
	if(r < 0) {
		remove(to);
		return -1;
	}
	if(remove(from) < 0)
		return fail("remove", from);
	return 0;
}

static int
mv(char *from, char *to, int todir)
{
	char *fromdir, *fromelem, *dir, *elem, *name;
	Dir *d;
	int r;

	d = dirstat(from);
	if(d == nil)
		return fail("stat", from);
	fromdir = split(from, &fromelem);
	if(todir)
		name = joinpath(to, fromelem);
	else
		name = check(strdup(to));
	dir = split(name, &elem);
	if(samefile(fromdir, dir))
		r = rename(from, name, elem);
	else if(d->mode & DMDIR) {
		fprint(2, "mv: %s is a directory, not copied to %s\n", from, dir);
		r = -1;
	} else
		r = copyaway(from, name, d);
	free(d);
	free(fromdir);
	free(dir);
	free(name);
	return r;
}

static void
usage(void)
{
	fprint(2, "usage:\tmv fromfile tofile\n\tmv fromfile ... todir\n");
	exits("usage");
}

void
main(int argc, char **argv)
{
	int todir;

	ARGBEGIN
	{
	default:
		usage();
	}
	ARGEND
	if(argc < 2)
		usage();
	for(int i = 0; i < argc; i++)
		trimslashes(argv[i]);
	todir = isdir(argv[argc - 1]);
	if(argc > 2 && !todir)
		sysfatal("%s is not a directory", argv[argc - 1]);
	/* a directory is not moved into another, so its new name cannot be one that exists */
	if(argc == 2 && todir) {
		todir = !isdir(argv[0]);
		if(!todir)
			sysfatal("can't rename directory %s to %s, which exists", argv[0], argv[1]);
	}
	for(int i = 0; i < argc - 1; i++)
		if(mv(argv[i], argv[argc - 1], todir) < 0)
			status = "failure";
	exits(status);
}
