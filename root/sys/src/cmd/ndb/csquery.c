/*
 * csquery: ask the connection server.
 */
#include <u.h>
#include <libc.h>
#include <bio.h>
#include <ndb.h>

static int silent; /* the exit status tells it */

static void
usage(void)
{
	fprint(2, "usage: ndb/csquery [-s] [server [address ...]]\n");
	exits("usage");
}

static void
show(char *s, void *)
{
	if(!silent)
		print("%s\n", s);
}

/* 0: there is no answer */
static int
query(char *server, char *addr)
{
	int n;

	n = ndbask(server, addr, show, nil);
	if(n < 0 && !silent)
		fprint(2, "csquery: %s: %r\n", addr);
	return n > 0;
}

void
main(int argc, char **argv)
{
	Biobuf in;
	char *server, *s;
	int ok;

	ARGBEGIN
	{
	case 's':
		silent = 1;
		break;
	default:
		usage();
	}
	ARGEND
	server = argc > 0 ? argv[0] : "/net/cs";
	ok = 1;
	if(argc > 1) {
		for(argv++; *argv != nil; argv++)
			ok &= query(server, *argv);
		exits(ok ? nil : "not found");
	}
	Binit(&in, 0, OREAD);
	for(; fprint(2, "> "), (s = Brdstr(&in, '\n', 1)) != nil; free(s))
		if(s[0] != 0)
			ok &= query(server, s);
	exits(ok ? nil : "not found");
}
