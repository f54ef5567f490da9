/*
 * fds: the open files of processes, from /proc.
 */
#include <u.h>
#include <libc.h>
#include <bio.h>
#include <cmd.h>

static Biobuf bout;

static void
usage(void)
{
	fprint(2, "usage: fds pid ...\n");
	exits("usage");
}

static int
fds(int pid, int many)
{
	Biobuf *b;
	char name[64], *s, *f[10];
	int n;

	snprint(name, sizeof name, "/proc/%d/fd", pid);
	b = Bopen(name, OREAD);
	if(b == nil) {
		fprint(2, "fds: can't open %s: %r\n", name);
		return -1;
	}
	for(n = 0; (s = Brdstr(b, '\n', 1)) != nil; n++) {
		if(many)
			Bprint(&bout, "%d ", pid);
		if(n == 0)
			Bprint(&bout, "cwd %s\n", s);
		else if(getfields(s, f, nelem(f), 1, " ") == nelem(f))
			/* descriptor, mode, offset, name; the rest is for the curious */
			Bprint(&bout, "%3s %-2s %10s %s\n", f[0], f[1], f[8], f[9]);
		free(s);
	}
	Bterm(b);
	return 0;
}

void
main(int argc, char **argv)
{
	char *status;
	int pid;

	ARGBEGIN
	{
	default:
		usage();
	}
	ARGEND
	if(argc == 0)
		usage();
	status = nil;
	openstdout(&bout);
	for(int i = 0; i < argc; i++) {
		pid = numarg(argv[i], 10, 1, Maxint, usage);
		if(fds(pid, argc > 1) < 0)
			status = "errors";
	}
	Bterm(&bout);
	exits(status);
}
