/*
 * eipfmt: the verbs I (16 bytes), V (4 bytes), M (a mask), E (6 bytes of an Ethernet address).
 */
#include <u.h>
#include <libc.h>
#include <ip.h>

/* the longest run of zero groups, of two at least, begins at *from */
static int
zeros(const uchar *ip, int *from)
{
	int i, n = 0, best = 0;

	for(i = 0; i < 8; i++) {
		n = ip[2 * i] == 0 && ip[2 * i + 1] == 0 ? n + 1 : 0;
		if(n > best) {
			best = n;
			*from = i + 1 - n;
		}
	}
	if(best >= 2)
		return best;
	*from = 8;
	return 0;
}

static void
v6text(char *p, char *e, const uchar *ip)
{
	int i, from = 8, n = zeros(ip, &from);

	*p = '\0';
	for(i = 0; i < 8; i++) {
		if(n > 0 && i == from) {
			p = seprint(p, e, "::");
			i += n - 1;
			continue;
		}
		p = seprint(p, e, "%s%x", i > 0 && i != from + n ? ":" : "", nhgets(ip + 2 * i));
	}
}

/* the bits set, if they are the first ones; or -1 */
static int
masklen(const uchar *m)
{
	int i, n = 0;

	while(n < 8 * IPaddrlen && (m[n / 8] & 0x80 >> n % 8))
		n++;
	for(i = n; i < 8 * IPaddrlen; i++)
		if(m[i / 8] & 0x80 >> i % 8)
			return -1;
	return n;
}

static void
iptext(char *p, char *e, const uchar *ip)
{
	if(isv4(ip))
		seprint(p, e, "%d.%d.%d.%d", ip[12], ip[13], ip[14], ip[15]);
	else
		v6text(p, e, ip);
}

int
eipfmt(Fmt *f)
{
	char buf[64], *e = buf + sizeof buf;
	uchar *p = va_arg(f->args, uchar *);
	int n;

	if(p == nil)
		return fmtstrcpy(f, "<nil>");
	switch(f->r) {
	case 'E':
		seprint(buf, e, "%.2x%.2x%.2x%.2x%.2x%.2x", p[0], p[1], p[2], p[3], p[4], p[5]);
		break;
	case 'V':
		seprint(buf, e, "%d.%d.%d.%d", p[0], p[1], p[2], p[3]);
		break;
	case 'M':
		n = masklen(p);
		if(n >= 0)
			seprint(buf, e, "/%d", n);
		else
			iptext(buf, e, p);
		break;
	default:
		iptext(buf, e, p);
	}
	return fmtstrcpy(f, buf);
}
