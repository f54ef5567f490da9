/*
 * Bytes as text: base 64, 32 and 16.  Encoders give the length of the text or -1 if it does
 * not fit; decoders skip what is no digit.  The forms that end in x are told which characters stand for which
 * values.
 */
#include <u.h>
#include <libc.h>

static const char set64[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
static const char set32[] = "23456789abcdefghijkmnpqrstuvwxyz";
static const char set16[] = "0123456789ABCDEF";

static int
encode(char *out, int lim, const uchar *in, int n, int (*chr)(int), int bits)
{
	char *p = out, *e = out + lim - 1;
	uint acc = 0;
	int have = 0;

	while(n > 0 || have > 0) {
		if(have < bits) {
			acc = acc << 8 | (n > 0 ? *in++ : 0);
			if(n-- > 0)
				have += 8;
			else {
				acc = acc >> 8 << (bits - have);
				have = bits;
			}
		}
		for(; have >= bits; have -= bits) {
			if(p >= e)
				return -1;
			*p++ = chr(acc >> (have - bits) & ((1 << bits) - 1));
		}
	}
	*p = '\0';
	return p - out;
}

static int
decode(uchar *out, int lim, const char *in, int n, int (*digit)(int), int bits)
{
	uchar *p = out;
	uint acc = 0;
	int have = 0, d;

	for(; n > 0 && *in != '='; n--) {
		d = digit(*in++);
		if(d < 0)
			continue;
		acc = acc << bits | d;
		have += bits;
		if(have >= 8) {
			have -= 8;
			if(p - out >= lim)
				return -1;
			*p++ = acc >> have;
		}
	}
	return p - out;
}

static int
find(const char *set, int c)
{
	const char *p = c ? strchr(set, c) : nil;

	return p == nil ? -1 : (int)(p - set);
}

int
enc64chr(int v)
{
	return v < 0 || v > 63 ? -1 : set64[v];
}

int
dec64chr(int c)
{
	return find(set64, c);
}

int
enc32chr(int v)
{
	return v < 0 || v > 31 ? -1 : set32[v];
}

int
dec32chr(int c)
{
	if(c >= 'A' && c <= 'Z')
		c += 'a' - 'A';
	return find(set32, c);
}

int
enc16chr(int v)
{
	return v < 0 || v > 15 ? -1 : set16[v];
}

int
dec16chr(int c)
{
	if(c >= 'a' && c <= 'f')
		c += 'A' - 'a';
	return find(set16, c);
}

int
enc64x(char *out, int lim, const uchar *in, int n, int (*chr)(int))
{
	int m = encode(out, lim, in, n, chr, 6);

	if(m < 0)
		return -1;
	for(; m % 4 != 0; m++) {
		if(m >= lim - 1)
			return -1;
		out[m] = '=';
		out[m + 1] = '\0';
	}
	return m;
}

int
enc64(char *out, int lim, const uchar *in, int n)
{
	return enc64x(out, lim, in, n, enc64chr);
}

int
dec64x(uchar *out, int lim, const char *in, int n, int (*chr)(int))
{
	return decode(out, lim, in, n, chr, 6);
}

int
dec64(uchar *out, int lim, const char *in, int n)
{
	return decode(out, lim, in, n, dec64chr, 6);
}

int
enc32x(char *out, int lim, const uchar *in, int n, int (*chr)(int))
{
	return encode(out, lim, in, n, chr, 5);
}

int
enc32(char *out, int lim, const uchar *in, int n)
{
	return encode(out, lim, in, n, enc32chr, 5);
}

int
dec32x(uchar *out, int lim, const char *in, int n, int (*chr)(int))
{
	return decode(out, lim, in, n, chr, 5);
}

int
dec32(uchar *out, int lim, const char *in, int n)
{
	return decode(out, lim, in, n, dec32chr, 5);
}

int
enc16(char *out, int lim, const uchar *in, int n)
{
	return encode(out, lim, in, n, enc16chr, 4);
}

int
dec16(uchar *out, int lim, const char *in, int n)
{
	return decode(out, lim, in, n, dec16chr, 4);
}

/* %.*H, %.*lH in small letters, %.*[ and %.*<, for fmtinstall: the precision is the number of bytes */
int
encodefmt(Fmt *f)
{
	uchar *b = va_arg(f->args, uchar *);
	int len = f->flags & FmtPrec ? f->prec : 0, lim = 2 * len + 8, n;
	char *buf, *p;

	f->flags &= ~FmtPrec;
	if(b == nil || len < 0)
		return fmtstrcpy(f, "<nil>");
	buf = malloc(lim);
	if(buf == nil)
		return -1;
	switch(f->r) {
	case '<':
		n = enc32(buf, lim, b, len);
		break;
	case '[':
		n = enc64(buf, lim, b, len);
		break;
	default:
		n = enc16(buf, lim, b, len);
		for(p = buf; ((f->flags & FmtLong) || (f->r != 'X' && f->r != 'H')) && *p; p++)
			if(*p >= 'A')
				*p += 'a' - 'A';
		break;
	}
	n = n < 0 ? fmtstrcpy(f, "<encodefmt>") : fmtstrcpy(f, buf);
	free(buf);
	return n;
}
