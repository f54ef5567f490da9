/*
 * The work of con and telnet: a process reads the connection, another the terminal.  The character
 * ^\ stops that for a command of one letter.
 */
#include <u.h>
#include <libc.h>
#include "talk.h"

enum
{
	Escape = '\\' & 0x1f,
	Interrupt = 0x7f,
	Bufsize = 8192,
};

static int consctl = -1;

void
rawmode(int on)
{
	if(consctl < 0 && on)
		consctl = open("/dev/consctl", OWRITE | OCEXEC);
	if(consctl >= 0)
		fprint(consctl, on ? "rawon" : "rawoff");
}

static long
dropcr(char *buf, long n)
{
	char *to, *p;

	to = buf;
	for(p = buf; p < buf + n; p++)
		if(*p != '\r')
			*to++ = *p;
	return to - buf;
}

static void
fromnet(Talk *t)
{
	static char buf[Bufsize];
	long n;

	while((n = read(t->fd, buf, sizeof buf)) > 0) {
		if(t->in != nil)
			n = t->in(t, buf, n);
		if(t->nocr)
			n = dropcr(buf, n);
		if(n > 0 && write(1, buf, n) != n)
			break;
	}
}

/* what the person wants instead; 0: to go on, 1: to leave */
static int
command(Talk *t)
{
	char line[256];
	long n;

	rawmode(0);
	fprint(2, ">>> ");
	n = read(0, line, sizeof line - 1);
	if(n <= 0)
		return 1;
	line[n] = 0;
	switch(line[0]) {
	case 'q':
	case 'x':
		return 1;
	case 'i': /* an interrupt for the other side */
		line[0] = Interrupt;
		write(t->fd, line, 1);
		break;
	case 'r':
		t->nocr = !t->nocr;
		break;
	case '!':
		if(rfork(RFPROC | RFFDG | RFNAMEG) == 0) {
			execl("/bin/rc", "rc", "-c", line + 1, nil);
			sysfatal("/bin/rc: %r");
		}
		waitpid();
		break;
	case '.':
		break;
	default:
		fprint(2,
		       "q or x: leave, i: send an interrupt, r: leave carriage returns out or not, "
		       "!: a command of rc, .: go on\n");
	}
	if(t->raw)
		rawmode(1);
	return 0;
}

static int
send(Talk *t, char *buf, long n)
{
	static char out[2 * Bufsize];

	if(t->out != nil) {
		n = t->out(t, out, buf, n);
		buf = out;
	}
	return n == 0 || write(t->fd, buf, n) == n;
}

static void
tonet(Talk *t)
{
	static char buf[Bufsize];
	char *p, *e;
	long n;

	while((n = read(0, buf, sizeof buf)) > 0)
		for(p = buf; n > 0; n -= e + 1 - p, p = e + 1) {
			e = memchr(p, Escape, n);
			if(e == nil) {
				if(!send(t, p, n))
					return;
				break;
			}
			if(!send(t, p, e - p) || command(t))
				return;
		}
	/* the end of the input is not the end of the conversation */
	while(t->linger)
		sleep(1000);
}

static int catch(void *, char *note)
{
	return strncmp(note, "sys: write on closed pipe", 25) == 0;
}

char *
talk(Talk *t)
{
	int in, out, pid;

	atnotify(catch, 1);
	if(t->raw)
		rawmode(1);
	in = rfork(RFPROC | RFMEM);
	if(in == 0) {
		fromnet(t);
		_exits(nil);
	}
	out = rfork(RFPROC | RFMEM);
	if(out == 0) {
		tonet(t);
		_exits(nil);
	}
	if(in < 0 || out < 0)
		sysfatal("fork: %r");
	while((pid = waitpid()) >= 0 && pid != in && pid != out) {
	}
	postnote(PNPROC, in, "kill");
	postnote(PNPROC, out, "kill");
	if(t->raw)
		rawmode(0);
	return nil;
}
