/*
 * 9ptrace: a server of 9P that passes all on to another, and prints the messages.  Two processes do so, one
 * for the requests and one for the answers.
 */
#include <u.h>
#include <libc.h>
#include <fcall.h>
#include <cmd.h>

static int out = 2;
static int timed;
static vlong start;
static QLock lk; /* for a line to be printed whole, and in the order of the messages */

static void
usage(void)
{
	fprint(2, "usage: 9ptrace [-at] [-o file] { /srv/service | net!host[!service] | "
		  "'{command}' }\n");
	exits("usage");
}

static void
see(Fcall *f, uchar *msg, long n)
{
	Fmt line;
	vlong t;
	char *s;

	qlock(&lk);
	fmtstrinit(&line);
	if(timed) {
		t = (nsec() - start) / 1000;
		fmtprint(&line, "%lld.%.6lld ", t / 1000000, t % 1000000);
	}
	if(f == nil)
		fmtprint(&line, "?? %ld malformed bytes of type %d\n", n, msg[BIT32SZ]);
	else
		fmtprint(&line, "%s %F\n", f->type & 1 ? "<-" : "->", f);
	s = check(fmtstrflush(&line));
	write(out, s, strlen(s));
	free(s);
	qunlock(&lk);
}

/* the other side may be gone; that is the end of the other process too */
static int
onnote(void *, char *note)
{
	return strncmp(note, "sys: write on closed pipe", 25) == 0;
}

void
main(int argc, char **argv)
{
	char *file;
	int fd, append, pid;

	file = nil;
	append = 0;
	ARGBEGIN
	{
	case 'a':
		append = 1;
		break;
	case 'o':
		file = EARGF(usage());
		break;
	case 't':
		timed = 1;
		break;
	default:
		usage();
	}
	ARGEND
	if(argc != 1)
		usage();
	if(file != nil) {
		out = append ? open(file, OWRITE) : -1;
		if(out < 0 && (out = create(file, OWRITE, 0666)) < 0)
			sysfatal("can't create %s: %r", file);
		seek(out, 0, 2);
	}
	fmtinstall('F', fcallfmt);
	fmtinstall('D', dirfmt);
	fmtinstall('M', dirmodefmt);
	fd = openserver(argv[0], "styx");
	if(fd < 0)
		sysfatal("%s: %r", argv[0]);
	start = nsec();
	atnotify(onnote, 1);
	pid = rfork(RFPROC | RFMEM | RFNOWAIT);
	if(pid < 0)
		sysfatal("fork: %r");
	if(pid == 0) {
		pass9p(fd, 1, see);
		postnote(PNPROC, getppid(), "kill");
		_exits(nil);
	}
	pass9p(0, fd, see);
	postnote(PNPROC, pid, "kill");
	exits(nil);
}
