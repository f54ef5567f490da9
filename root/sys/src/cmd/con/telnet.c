/*
 * telnet: talk to a service by the telnet protocol.  Of its options we let the other side echo and
 * do without go-aheads; all others are refused, on both sides.
 */
#include <u.h>
#include <libc.h>
#include "talk.h"

enum
{
	/* commands */
	Se = 240,
	Sb = 250,
	Will = 251,
	Wont = 252,
	Do = 253,
	Dont = 254,
	Iac = 255,
	/* options */
	Echo = 1,
	Nogoahead = 3,
};

static void
usage(void)
{
	fprint(2, "usage: telnet [-Cnr] [net!]host[!service]\n");
	exits("usage");
}

/* what we have said of the other side's options: an answer is sent only when that changes */
static uchar theirs[256];

static void
say(Talk *t, int verb, int option)
{
	uchar msg[3];

	msg[0] = Iac;
	msg[1] = verb;
	msg[2] = option;
	write(t->fd, msg, sizeof msg);
}

static void
negotiate(Talk *t, int verb, int option)
{
	int want;

	switch(verb) {
	case Do:
		say(t, Wont, option);
		break;
	case Will:
		want = option == Echo || option == Nogoahead;
		if(!want || !theirs[option])
			say(t, want ? Do : Dont, option);
		theirs[option] = want;
		break;
	case Wont:
		if(theirs[option])
			say(t, Dont, option);
		theirs[option] = 0;
		break;
	}
	if(option == Echo && !t->linger)
		rawmode(t->raw = theirs[Echo]);
}

/* take the protocol out of what came; it may be cut anywhere */
static long
fromtelnet(Talk *t, char *buf, long n)
{
	static enum
	{
		Text,
		Command,
		Option,
		Sub,
		Subcommand
	} state;
	static int verb;
	char *to;
	int c;

	to = buf;
	for(long i = 0; i < n; i++) {
		c = buf[i] & 0xff;
		switch(state) {
		case Text:
			if(c == Iac)
				state = Command;
			else if(c != 0)
				*to++ = c;
			break;
		case Command:
			state = Text;
			if(c == Iac)
				*to++ = c;
			else if(c == Sb)
				state = Sub;
			else if(c >= Will) {
				verb = c;
				state = Option;
			}
			break;
		case Option:
			negotiate(t, verb, c);
			state = Text;
			break;
		case Sub:
			if(c == Iac)
				state = Subcommand;
			break;
		case Subcommand:
			state = c == Se ? Text : Sub;
			break;
		}
	}
	return to - buf;
}

/* a line ends in carriage return and newline */
static long
totelnet(Talk *, char *to, char *from, long n)
{
	char *p;

	p = to;
	for(; n > 0; n--, from++) {
		if(*from == '\n')
			*p++ = '\r';
		else if((*from & 0xff) == Iac)
			*p++ = Iac;
		*p++ = *from;
	}
	return p - to;
}

void
main(int argc, char **argv)
{
	Talk t;

	memset(&t, 0, sizeof t);
	t.nocr = 1;
	ARGBEGIN
	{
	case 'C':
		break; /* it is so until the other side echoes */
	case 'n':
		t.linger = 1;
		break;
	case 'r':
		t.nocr = 0;
		break;
	default:
		usage();
	}
	ARGEND
	if(argc != 1)
		usage();
	t.name = "telnet";
	t.in = fromtelnet;
	t.out = totelnet;
	t.fd = dial(netmkaddr(argv[0], "tcp", "telnet"), nil, nil, &t.ctl);
	if(t.fd < 0) {
		fprint(2, "telnet: %s: %r\n", argv[0]);
		exits("dial");
	}
	exits(talk(&t));
}
