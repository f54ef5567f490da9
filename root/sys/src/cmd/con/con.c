/*
 * con: talk to a service of another machine, or to a device, as it is.
 */
#include <u.h>
#include <libc.h>
#include "talk.h"

static void
usage(void)
{
	fprint(2, "usage: con [-Cnr] { [net!]host[!service] | file }\n");
	exits("usage");
}

void
main(int argc, char **argv)
{
	Talk t;
	int cooked, lines;

	memset(&t, 0, sizeof t);
	cooked = lines = 0;
	ARGBEGIN
	{
	case 'C':
		cooked = 1;
		break;
	case 'n':
		lines = 1;
		break;
	case 'r':
		t.nocr = 1;
		break;
	default:
		usage();
	}
	ARGEND
	if(argc != 1)
		usage();
	t.name = "con";
	t.ctl = -1;
	if(access(argv[0], AEXIST) == 0)
		t.fd = open(argv[0], ORDWR);
	else
		t.fd = dial(netmkaddr(argv[0], nil, "telnet"), nil, nil, &t.ctl);
	if(t.fd < 0) {
		fprint(2, "con: %s: %r\n", argv[0]);
		exits("dial");
	}
	t.raw = !cooked && !lines;
	t.linger = lines;
	exits(talk(&t));
}
