/*
 * The frames of gdb's remote serial protocol: $data#checksum, confirmed by + or asked for again by - until both sides
 * agree to leave that out.  Here they are read, by a process of its own, and sent.
 */
#include "gdbserver.h"

Packet packet;
int havepacket;

static struct
{
	QLock lk; /* of what is written */
	int r, w;
	int noack;
	int pid;                      /* of the reader */
	char last[2 * Maxpacket + 8]; /* in its frame, until it is confirmed */
	long nlast;
	uchar in[4096];
	long nin, at;
} net;

static void
put(char *s, long n)
{
	if(write(net.w, s, n) != n && debug)
		fprint(2, "gdbserver: write: %r\n");
}

static int
get(void)
{
	char err[ERRMAX];

	while(net.at == net.nin) {
		net.nin = read(net.r, net.in, sizeof net.in);
		net.at = 0;
		if(net.nin > 0)
			break;
		rerrstr(err, sizeof err);
		if(net.nin == 0 || strstr(err, "interrupted") == nil) {
			net.nin = 0;
			return -1;
		}
		net.nin = 0;
	}
	return net.in[net.at++];
}

/* ---- numbers ---- */

long
unhex(uchar *to, char *s, long max)
{
	long n;

	for(n = 0; n < max && dec16chr(s[0]) >= 0 && dec16chr(s[1]) >= 0; n++, s += 2)
		to[n] = dec16chr(s[0]) << 4 | dec16chr(s[1]);
	return n;
}

int
hexnum(char **s, uvlong *v)
{
	int n;

	*v = 0;
	for(n = 0; n < 16 && dec16chr(**s) >= 0; n++)
		*v = *v << 4 | dec16chr(*(*s)++);
	return n > 0 && dec16chr(**s) < 0;
}

int
twonums(char *s, int end, uvlong *a, uvlong *b, char **rest)
{
	if(!hexnum(&s, a) || *s++ != ',' || !hexnum(&s, b) || *s != end)
		return 0;
	if(rest != nil)
		*rest = *s != '\0' ? s + 1 : s;
	return 1;
}

/* ---- sending ---- */

static int
special(int c)
{
	return c == '$' || c == '#' || c == '}' || c == '*';
}

void
send(char *s, long n)
{
	uchar sum = 0;
	char *p;
	long i;

	qlock(&net.lk);
	p = net.last;
	*p++ = '$';
	for(i = 0; i < n && p < net.last + sizeof net.last - 5; i++)
		if(special(s[i])) {
			*p++ = '}';
			*p++ = s[i] ^ 0x20;
		} else
			*p++ = s[i];
	for(char *q = net.last + 1; q < p; q++)
		sum += (uchar)*q;
	p += sprint(p, "#%02x", sum);
	net.nlast = p - net.last;
	put(net.last, net.nlast);
	qunlock(&net.lk);
	if(debug)
		fprint(2, "-> %.*s\n", n < 200 ? (int)n : 200, s);
}

void
sendstr(char *s)
{
	send(s, strlen(s));
}

void
sendfmt(char *fmt, ...)
{
	va_list arg;
	char *s;

	va_start(arg, fmt);
	s = check(vsmprint(fmt, arg));
	va_end(arg);
	sendstr(s);
	free(s);
}

void
sendhex(char *s, void *bytes, long n)
{
	char *buf = check(malloc(strlen(s) + 2 * n + 1)), *p;
	uchar *b = bytes;

	p = buf + sprint(buf, "%s", s);
	while(n-- > 0)
		p += sprint(p, "%02x", *b++);
	send(buf, p - buf);
	free(buf);
}

/* ---- reading ---- */

static void
confirm(char *s)
{
	qlock(&net.lk);
	if(!net.noack)
		put(s, 1);
	qunlock(&net.lk);
}

void
noack(void)
{
	qlock(&net.lk);
	net.noack = 1;
	qunlock(&net.lk);
}

static void
again(void)
{
	qlock(&net.lk);
	if(!net.noack && net.nlast > 0)
		put(net.last, net.nlast);
	qunlock(&net.lk);
}

/* what stands behind a $; result: 0: the checksum is wrong, or the connection ended */
static int
frame(Packet *p)
{
	int c, a, b, over = 0;
	uchar sum = 0;

	p->n = 0;
	for(;;) {
		c = get();
		if(c == '#')
			break;
		if(c < 0)
			return 0;
		if(c == '$') { /* it began anew */
			p->n = over = sum = 0;
			continue;
		}
		sum += c;
		if(c == '}') {
			c = get();
			if(c < 0)
				return 0;
			sum += c;
			c ^= 0x20;
		}
		if(p->n < Maxpacket)
			p->data[p->n++] = c;
		else
			over = 1;
	}
	p->data[p->n] = '\0';
	p->kind = over ? Pbad : Pdata;
	a = dec16chr(get());
	b = dec16chr(get());
	if(a < 0 || b < 0 || (a << 4 | b) != sum) {
		confirm("-");
		p->kind = Pbad; /* without confirmations somebody waits for a reply */
		return net.noack;
	}
	confirm("+");
	return 1;
}

static void
readpacket(Packet *p)
{
	int c;

	while((c = get()) >= 0)
		switch(c) {
		case '$':
			if(frame(p))
				return;
			break;
		case 0x03:
			p->kind = Pintr;
			p->n = 0;
			return;
		case '-':
			again();
			break;
		}
	p->kind = Pend;
	p->n = 0;
}

static void
reader(void)
{
	int end;

	do {
		qlock(&lk);
		while(havepacket)
			rsleep(&change);
		qunlock(&lk);
		readpacket(&packet);
		end = packet.kind == Pend;
		if(debug)
			fprint(2, "<- %s\n",
			       packet.kind == Pdata ? packet.data : "^C, nonsense or the end");
		qlock(&lk);
		havepacket = 1;
		rwakeupall(&change);
		qunlock(&lk);
	} while(!end);
	_exits(nil);
}

void
nextpacket(void)
{
	qlock(&lk);
	havepacket = 0;
	rwakeupall(&change);
	qunlock(&lk);
}

void
netend(void)
{
	if(net.pid > 0)
		postnote(PNPROC, net.pid, "kill");
}

void
netstart(int r, int w)
{
	int pid;

	net.r = r;
	net.w = w;
	pid = rfork(RFPROC | RFMEM | RFNOWAIT);
	if(pid < 0)
		sysfatal("rfork: %r");
	if(pid == 0)
		reader();
	net.pid = pid;
}
