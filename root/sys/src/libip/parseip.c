/* addresses and masks from text */
#include <u.h>
#include <libc.h>
#include <ctype.h>
#include <ip.h>

/*
 * Dotted numbers; gives where they end, or nil.  Those that are missing are zeros before the last, so
 * 10.1 is 10.0.0.1.
 */
char *
v4parseip(uchar *to, const char *from)
{
	uchar b[IPv4addrlen];
	int n = 0, v, digits;

	for(;;) {
		v = 0;
		for(digits = 0; isdigit(*from) && digits < 4; digits++)
			v = 10 * v + *from++ - '0';
		if(digits == 0 || digits == 4 || v > 255)
			return nil;
		b[n++] = v;
		if(*from != '.' || n == IPv4addrlen)
			break;
		from++;
	}
	memset(to, 0, IPv4addrlen);
	memmove(to, b, n == IPv4addrlen || n == 1 ? n : n - 1);
	if(n > 1)
		to[IPv4addrlen - 1] = b[n - 1];
	return (char *)from;
}

static int
hexdigit(int c)
{
	if(c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* one group of an IPv6 address; gives where it ends */
static const char *
group(uchar *to, const char *from)
{
	int v = 0, n;

	for(n = 0; n < 4 && hexdigit(*from) >= 0; n++)
		v = v << 4 | hexdigit(*from++);
	if(n == 0 || hexdigit(*from) >= 0)
		return nil;
	hnputs(to, v);
	return from;
}

/* gives where the address ends, or nil */
static const char *
v6parse(uchar *to, const char *from)
{
	int n = 0, gap = -1;
	const char *next;

	memset(to, 0, IPaddrlen);
	if(from[0] == ':' && from[1] == ':') {
		gap = 0;
		from += 2;
	}
	while(n < IPaddrlen && hexdigit(*from) >= 0) {
		next = group(to + n, from);
		if(next != nil && *next == '.') { /* the last four bytes as IPv4 */
			if(n > IPaddrlen - IPv4addrlen || (next = v4parseip(to + n, from)) == nil)
				return nil;
			n += IPv4addrlen;
			from = next;
			break;
		}
		if(next == nil)
			return nil;
		n += 2;
		from = next;
		if(from[0] != ':')
			break;
		if(from[1] == ':') {
			if(gap >= 0)
				return nil;
			gap = n;
			from += 2;
		} else if(hexdigit(from[1]) >= 0 && n < IPaddrlen)
			from++;
		else
			return nil;
	}
	if(gap < 0)
		return n == IPaddrlen ? from : nil;
	if(n == IPaddrlen)
		return nil;
	memmove(to + IPaddrlen - (n - gap), to + gap, n - gap);
	memset(to + gap, 0, IPaddrlen - n);
	return from;
}

/* the rest of the text must be no part of an address */
static int
ends(const char *p)
{
	return p != nil && !isalnum(*p) && *p != '.' && *p != ':';
}

/* 6, the value of an IPv4 address, or -1 */
vlong
parseip(uchar *to, const char *from)
{
	const char *p;
	uchar v4[IPv4addrlen];

	p = from + strspn(from, "0123456789.");
	if(*p != ':' && ends(p) && p != from) {
		p = v4parseip(v4, from);
		if(ends(p)) {
			v4tov6(to, v4);
			return nhgetl(v4);
		}
	}
	p = v6parse(to, from);
	if(ends(p))
		return isv4(to) ? (vlong)nhgetl(to + IPv4off) : 6;
	memset(to, 0, IPaddrlen);
	return -1;
}

static void
prefix(uchar *to, int bits)
{
	int i;

	memset(to, 0, IPaddrlen);
	for(i = 0; i < bits; i++)
		to[i / 8] |= 0x80 >> i % 8;
}

/* /bits, of an IPv4 address if v4 is set, or as an address; as parseip */
vlong
parseipmask(uchar *to, const char *from, int v4)
{
	vlong x;
	char *e;
	int n;

	if(*from == '/') {
		n = strtol(from + 1, &e, 10);
		if(e == from + 1 || !ends(e) || n < 0 || n > 8 * (v4 ? IPv4addrlen : IPaddrlen))
			return -1;
		if(v4)
			n += 8 * IPv4off;
		prefix(to, n);
		return n < 8 * IPv4off ? 6 : (vlong)nhgetl(to + IPv4off);
	}
	x = parseip(to, from);
	if(x >= 0 && isv4(to))
		memset(to, 0xff, IPv4off);
	return x;
}

/* an address and a mask: /bits, a mask as an address, or nil for all bits */
vlong
parseipandmask(uchar *ip, uchar *mask, const char *ipstr, const char *maskstr)
{
	vlong x = parseip(ip, ipstr);

	if(x < 0)
		return -1;
	if(maskstr == nil)
		ipmove(mask, IPallbits);
	else if(parseipmask(mask, maskstr, isv4(ip)) < 0)
		return -1;
	return x;
}

/* address/bits; without bits the mask of its class */
vlong
parsecidr(uchar *ip, uchar *mask, const char *from)
{
	const char *slash = strchr(from, '/');
	vlong x = parseip(ip, from);

	if(x < 0)
		return -1;
	if(slash == nil)
		ipmove(mask, defmask(ip));
	else if(parseipmask(mask, slash, isv4(ip)) < 0)
		return -1;
	return x;
}

/* the same with four bytes; gives where the text ends, or nil */
char *
v4parsecidr(uchar *ip, uchar *mask, const char *from)
{
	uchar v6[IPaddrlen], m[IPaddrlen];
	char *p = v4parseip(ip, from), *slash = p;
	int bits;

	if(p == nil)
		return nil;
	v4tov6(v6, ip);
	if(*p == '/') {
		bits = strtol(slash + 1, &p, 10);
		if(p == slash + 1 || bits < 0 || bits > 32)
			return nil;
		prefix(m, 8 * IPv4off + bits);
	} else
		ipmove(m, defmask(v6));
	memmove(mask, m + IPv4off, IPv4addrlen);
	return p;
}

int
parseether(uchar *to, const char *from)
{
	int i, h, l;

	for(i = 0; i < 6; i++) {
		h = hexdigit(from[0]);
		l = h < 0 ? -1 : hexdigit(from[1]);
		if(l < 0)
			return -1;
		to[i] = h << 4 | l;
		from += 2;
		if(*from == ':' && i < 5)
			from++;
	}
	return 0;
}
