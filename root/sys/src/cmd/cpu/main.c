/*
 * cpu: run a command on another system, in its name space with the files of this one at /mnt/term.
 */
#include <u.h>
#include <libc.h>
#include <cmd.h>
#include "cpu.h"

int
sendstr(int fd, char *s)
{
	long n;

	n = strlen(s) + 1;
	return write(fd, s, n) == n ? 0 : -1;
}

char *
recvstr(int fd)
{
	char *s;
	int n;

	s = check(malloc(Maxstr));
	for(n = 0; n < Maxstr && read(fd, s + n, 1) == 1; n++)
		if(s[n] == 0)
			return s;
	free(s);
	return nil;
}

static void
usage(void)
{
	fprint(2,
	       "usage: cpu [-a method] [-e encryption] [-h host] [-k keypattern] [-P patternfile] "
	       "[-u user] [-c command [arg ...]]\n"
	       "       cpu host [command [arg ...]]\n"
	       "       cpu -R\n");
	exits("usage");
}

/* one word is a script; several are quoted, to be the words of a command */
static char *
join(char **argv)
{
	char *s, *t;

	if(argv[0] == nil)
		return nil;
	if(argv[1] == nil)
		return argv[0];
	s = check(smprint("%q", *argv++));
	for(; *argv != nil; argv++) {
		t = check(smprint("%s %q", s, *argv));
		free(s);
		s = t;
	}
	return s;
}

void
main(int argc, char **argv)
{
	char *host, *method, *patterns;
	int hascmd;

	host = patterns = nil;
	method = "none";
	hascmd = 0;
	quotefmtinstall();
	ARGBEGIN
	{
	case 'a':
		method = EARGF(usage());
		break;
	case 'c':
		hascmd = 1;
		break;
	case 'e':
		if(strcmp(EARGF(usage()), "clear") != 0)
			sysfatal("there is no encryption here");
		break;
	case 'h':
		host = EARGF(usage());
		break;
	case 'k':
		EARGF(usage()); /* no key is needed */
		break;
	case 'P':
		patterns = EARGF(usage());
		break;
	case 'R':
		serve();
	case 'u':
		EARGF(usage());
		sysfatal("there is no authentication here");
	default:
		usage();
	}
	ARGEND
	if(strcmp(method, "none") != 0)
		sysfatal("the only method of authentication here is none");
	if(host == nil && !hascmd && argc > 0) {
		host = *argv++;
		hascmd = 1;
	} else if(hascmd != (argv[0] != nil))
		usage();
	if(host == nil || host[0] == 0)
		host = getenv("cpu");
	if(host == nil || host[0] == 0)
		sysfatal("say -h host, or set $cpu");
	client(host, method, patterns, hascmd ? join(argv) : nil);
}
