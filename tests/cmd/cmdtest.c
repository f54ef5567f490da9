/*
 * cmdtest: run the cases of a file, which reads like the transcript of a session with rc:
 *
 *	$ echo a b
 *	a b
 *	$ test -d /nonesuch
 *	[false]
 *
 * Lines that follow one another and begin with "$ " are one script.  Below it stands what it
 * writes to its standard output and standard error, and its exit string in brackets if that is
 * not empty.  A missing newline at the end of the output does not count.  The scripts of a file
 * run in one directory, which is empty at first.  They have functions of their own, which wait: until for a command to
 * succeed, becomes for a process to be a program in a state, gone for the end of all programs of a name (an
 * alternative in a regular expression), listens for somebody at a port.  -k goes on after a case that failed.
 */
#include "../rc/session.h"

static char *functions[][2] = {
	{"fn#until", "fn until { while(! eval $*) sleep 0.1 }\n"},
	{"fn#becomes",
	 "fn becomes { while(! grep -s '^'^$2^' .* '^$3^' ' /proc/$1/status) sleep 0.1 }\n"},
	{"fn#gone", "fn gone { while(ps | grep -s ' ('^$1^')$') sleep 0.1 }\n"},
	{"fn#listens",
	 "fn listens { while(! netstat -n -p tcp | grep -s 'Listen +'^$1^' ') sleep 0.1 }\n"},
};

static char *file; /* of the cases */
static int lineno;
static int keepgoing, verbose, nrun, nbad;

/* an exit string without "name pid: ", at its front and from the commands of pipelines */
static char *
status(char *msg)
{
	char *s, *p, *e;

	s = msg;
	while((s = strchr(s, ' ')) != nil) {
		e = s + 1 + strspn(s + 1, "0123456789");
		if(e == s + 1 || e[0] != ':' || e[1] != ' ') {
			s++;
			continue;
		}
		for(p = s; p > msg && p[-1] != ' ' && p[-1] != '|';)
			p--;
		memmove(p, e + 2, strlen(e + 2) + 1);
		s = p;
	}
	return msg;
}

/* output of a script, with its exit string as a last line */
static char *
run(char *script)
{
	char *argv[] = {"rc", "-c", script, nil};
	char *out, *s, *msg;

	out = session(argv, &msg);
	s = timedout ? smprint("%s[out of time]\n", out)
		     : smprint(msg[0] ? "%s[%s]\n" : "%s", out, status(msg));
	free(out);
	free(msg);
	return s;
}

static void
check(char *script, char *want, int line)
{
	char *got;

	if(verbose)
		fprint(2, "%s:%d: %s", file, line, script);
	nrun++;
	got = run(script);
	if(strcmp(got, want) != 0) {
		nbad++;
		fprint(2, "%s:%d: %s--- wanted\n%s--- got\n%s---\n", file, line, script, want, got);
		if(!keepgoing)
			exits("failed");
	}
	free(got);
}

/* the line at s, of which *next is told, ends in newline */
static int
isscript(char *s)
{
	return s[0] == '$' && s[1] == ' ';
}

static char *
nextline(char *s)
{
	lineno++;
	s = strchr(s, '\n');
	if(s == nil)
		sysfatal("%s: last line has no end", file);
	return s + 1;
}

static char *
onecase(char *s)
{
	char *script, *p, *e, *want;
	int line;

	line = lineno;
	script = p = malloc(strlen(s) + 1);
	if(script == nil)
		sysfatal("malloc: %r");
	for(; isscript(s); s = e) {
		e = nextline(s);
		memmove(p, s + 2, e - s - 2);
		p += e - s - 2;
	}
	*p = 0;
	for(e = s; *e && !isscript(e);)
		e = nextline(e);
	want = malloc(e - s + 1);
	if(want == nil)
		sysfatal("malloc: %r");
	memmove(want, s, e - s);
	want[e - s] = 0;
	check(script, want, line);
	free(script);
	free(want);
	return e;
}

static void
usage(void)
{
	fprint(2, "usage: cmdtest [-kv] file\n");
	exits("usage");
}

void
main(int argc, char **argv)
{
	char *s, *dir, *old;
	int i, fd;

	ARGBEGIN
	{
	case 'k':
		keepgoing = 1;
		break;
	case 'v':
		verbose = 1;
		break;
	default:
		usage();
	}
	ARGEND
	if(argc != 1)
		usage();
	file = strrchr(argv[0], '/');
	file = file ? file + 1 : argv[0];
	s = slurp(argv[0]);
	old = smprint("rm -rf /tmp/cmd.%s", file);
	dir = smprint("/tmp/cmd.%s", file);
	if(old == nil || dir == nil)
		sysfatal("no memory");
	free(run(old));
	fd = create(dir, OREAD, DMDIR | 0777);
	if(fd < 0 || chdir(dir) < 0)
		sysfatal("%s: %r", dir);
	close(fd);
	for(i = 0; i < nelem(functions); i++)
		putenv(functions[i][0], functions[i][1]);
	lineno = 1;
	if(!isscript(s))
		sysfatal("%s: does not begin with a script", file);
	while(*s)
		s = onecase(s);
	chdir("/");
	free(run(old));
	if(nbad > 0)
		fprint(2, "%s: %d of %d failed\n", file, nbad, nrun);
	exits(nbad ? "failed" : nil);
}
