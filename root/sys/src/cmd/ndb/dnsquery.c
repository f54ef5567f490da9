/*
 * dnsquery: ask the name server.
 */
#include <u.h>
#include <libc.h>
#include <bio.h>
#include <ip.h>
#include <ndb.h>
#include <cmd.h>

static void
usage(void)
{
	fprint(2, "usage: ndb/dnsquery [-x] [name [type]]\n");
	exits("usage");
}

static void
show(char *s, void *)
{
	print("%s\n", s);
}

/* an address without a type is asked for its name */
static int
query(char *server, char *name, char *type)
{
	uchar ip[IPaddrlen];
	char *question, rev[128];
	int n;

	if(type == nil)
		type = strcmp(ipattr(name), "ip") == 0 ? "ptr" : "ip";
	if(strcmp(type, "ptr") == 0 && parseip(ip, name) != -1) {
		ndbinverse(name, rev, rev + sizeof rev);
		name = rev;
	}
	question = check(smprint("%s %s", name, type));
	n = ndbask(server, question, show, nil);
	if(n < 0)
		fprint(2, "dnsquery: %s: %r\n", question);
	free(question);
	return n > 0;
}

void
main(int argc, char **argv)
{
	Biobuf in;
	char *server, *s, *word[3];
	int ok, n;

	server = "/net/dns";
	ARGBEGIN
	{
	case 'x':
		server = "/net.alt/dns";
		break;
	default:
		usage();
	}
	ARGEND
	if(argc > 2)
		usage();
	if(argc > 0)
		exits(query(server, argv[0], argv[1]) ? nil : "not found");
	ok = 1;
	Binit(&in, 0, OREAD);
	for(; fprint(2, "> "), (s = Brdstr(&in, '\n', 1)) != nil; free(s)) {
		n = tokenize(s, word, nelem(word));
		if(n > 0)
			ok &= query(server, word[0], n > 1 ? word[1] : nil);
	}
	exits(ok ? nil : "not found");
}
