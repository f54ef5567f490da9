/*
 * tee: copy standard input to standard output and to files.
 */
#include <u.h>
#include <libc.h>
#include <cmd.h>

static void
usage(void)
{
	fprint(2, "usage: tee [-ai] [file ...]\n");
	exits("usage");
}

static int
ignore(void *, char *note)
{
	return strcmp(note, "interrupt") == 0;
}

static int
opento(char *name, int append)
{
	int fd;

	fd = -1;
	if(append && (fd = open(name, OWRITE)) >= 0)
		seek(fd, 0, 2);
	if(fd < 0)
		fd = create(name, OWRITE, 0666);
	if(fd < 0)
		fprint(2, "tee: cannot open %s: %r\n", name);
	return fd;
}

void
main(int argc, char **argv)
{
	static char buf[64 * 1024];
	char *status;
	int append, *fds, i, n;

	append = 0;
	status = nil;
	ARGBEGIN
	{
	case 'a':
		append = 1;
		break;
	case 'i':
		atnotify(ignore, 1);
		break;
	default:
		usage();
	}
	ARGEND
	fds = check(malloc((argc + 1) * sizeof *fds));
	for(i = 0; i < argc; i++)
		if((fds[i] = opento(argv[i], append)) < 0)
			status = "open";
	fds[argc] = 1;
	while((n = read(0, buf, sizeof buf)) > 0)
		for(i = 0; i <= argc; i++)
			if(fds[i] >= 0 && write(fds[i], buf, n) != n) {
				fprint(2, "tee: write error on %s: %r\n",
				       i < argc ? argv[i] : "standard output");
				fds[i] = -1;
				status = "write";
			}
	if(n < 0) {
		fprint(2, "tee: read error: %r\n");
		status = "read";
	}
	exits(status);
}
