/*
 * rconnect: have another system run a script of rc, and a command here on the connection to it.  With
 * -R this is the other system's side: for a call that is standard input and output it reads the script's
 * length, as a line, and the script.
 */
#include <u.h>
#include <libc.h>
#include <cmd.h>

enum
{
	Maxscript = 1 << 20,
};

static void
usage(void)
{
	fprint(2, "usage: rconnect [-p] [-k keypattern] [-u user] host script command [arg ...]\n"
		  "       rconnect -R\n");
	exits("usage");
}

static noreturn void
runscript(char *script)
{
	dup(1, 2);
	putenv("service", "cpu");
	execl("/bin/rc", "rc", "-c", script, nil);
	sysfatal("/bin/rc: %r");
}

/* the line that says how long it is, then the script; what stands behind that is not ours */
static noreturn void
serve(void)
{
	char line[16], *script, *e;
	long n;

	n = 0;
	do
		if(n == sizeof line - 1 || read(0, line + n, 1) != 1)
			exits("no script");
	while(line[n++] != '\n');
	line[n - 1] = 0;
	n = strtol(line, &e, 10);
	if(*e != 0 || n <= 0 || n > Maxscript)
		exits("no script");
	script = check(malloc(n + 1));
	if(readn(0, script, n) != n)
		exits("no script");
	script[n] = 0;
	rfork(RFNAMEG | RFENVG | RFNOTEG);
	runscript(script);
}

/* -L: the same through aan; this is what -p has the other side run */
static noreturn void
servethrough(char *script)
{
	if(aanserve(nil) < 0)
		sysfatal("aan: %r");
	runscript(script);
}

static int
call(char *host, char *script, int aan)
{
	char *s;
	int fd;

	fd = dial(netmkaddr(host, nil, "rcpu"), nil, nil, nil);
	if(fd < 0)
		return -1;
	s = check(aan ? smprint("exec rconnect -L %q\n", script) : smprint("%s\n", script));
	if(fprint(fd, "%ld\n%s", (long)strlen(s), s) < 0)
		return -1;
	free(s);
	return aan ? aancall(fd) : fd;
}

void
main(int argc, char **argv)
{
	int fd, aan, server;

	aan = server = 0;
	quotefmtinstall();
	ARGBEGIN
	{
	case 'k':
		EARGF(usage()); /* no key is needed */
		break;
	case 'L':
		servethrough(EARGF(usage()));
	case 'p':
		aan = 1;
		break;
	case 'R':
		server = 1;
		break;
	case 'u':
		EARGF(usage());
		sysfatal("there is no authentication here");
	default:
		usage();
	}
	ARGEND
	if(server ? argc != 0 : argc < 3)
		usage();
	if(server)
		serve();
	fd = call(argv[0], argv[1], aan);
	if(fd < 0)
		sysfatal("%s: %r", argv[0]);
	dup(fd, 0);
	dup(fd, 1);
	close(fd);
	execbin(argv + 2);
	sysfatal("%s: %r", argv[2]);
}
