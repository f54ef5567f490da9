/* addresses: constants, masks, comparisons, numbers in network order */
#include <u.h>
#include <libc.h>
#include <ip.h>

uchar IPv4bcast[IPaddrlen] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff};
uchar IPv4bcastobs[IPaddrlen] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0, 0, 0};
uchar IPv4allsys[IPaddrlen] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 224, 0, 0, 1};
uchar IPv4allrouter[IPaddrlen] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 224, 0, 0, 2};
uchar IPnoaddr[IPaddrlen];
uchar v4prefix[IPaddrlen] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0, 0, 0};
uchar IPallbits[IPaddrlen] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
			      0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff};

static uchar masks[4][IPaddrlen] = {
	{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0, 0},
	{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0, 0},
	{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0},
	{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
	 0},
};
static uchar mask64[IPaddrlen] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff};
static uchar loopback6[IPaddrlen] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};

int
isv4(const uchar *ip)
{
	return memcmp(ip, v4prefix, IPv4off) == 0;
}

void
v4tov6(uchar *v6, const uchar *v4)
{
	memmove(v6 + IPv4off, v4, IPv4addrlen);
	memmove(v6, v4prefix, IPv4off);
}

/* 0, or -1 if it is no IPv4 address; the unspecified address is one */
int
v6tov4(uchar *v4, const uchar *v6)
{
	if(isv4(v6) || ipcmp(v6, IPnoaddr) == 0) {
		memmove(v4, v6 + IPv4off, IPv4addrlen);
		return 0;
	}
	memset(v4, 0, IPv4addrlen);
	return -1;
}

int
equivip4(const uchar *a, const uchar *b)
{
	return memcmp(a, b, IPv4addrlen) == 0;
}

int
equivip6(const uchar *a, const uchar *b)
{
	return memcmp(a, b, IPaddrlen) == 0;
}

void
maskip(const uchar *from, const uchar *mask, uchar *to)
{
	int i;

	for(i = 0; i < IPaddrlen; i++)
		to[i] = from[i] & mask[i];
}

/* what the mask would be if nobody had said: by class, or half of an IPv6 address */
uchar *
defmask(const uchar *ip)
{
	if(isv4(ip))
		return masks[CLASS(ip + IPv4off)];
	return ipcmp(ip, loopback6) == 0 ? IPallbits : mask64;
}

void
hnputs(void *p, ushort v)
{
	uchar *a = p;

	a[0] = v >> 8;
	a[1] = v;
}

void
hnputl(void *p, uint v)
{
	hnputs(p, v >> 16);
	hnputs((uchar *)p + 2, v);
}

void
hnputv(void *p, uvlong v)
{
	hnputl(p, v >> 32);
	hnputl((uchar *)p + 4, v);
}

ushort
nhgets(const void *p)
{
	const uchar *a = p;

	return a[0] << 8 | a[1];
}

uint
nhgetl(const void *p)
{
	return (uint)nhgets(p) << 16 | nhgets((const uchar *)p + 2);
}

uvlong
nhgetv(const void *p)
{
	return (uvlong)nhgetl(p) << 32 | nhgetl((const uchar *)p + 4);
}

/* the sum of 16-bit words in ones' complement, not complemented at the end */
ushort
ptclbsum(const uchar *p, int n)
{
	u64int sum = 0;

	for(; n > 1; n -= 2, p += 2)
		sum += nhgets(p);
	if(n == 1)
		sum += p[0] << 8;
	while(sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return sum;
}
