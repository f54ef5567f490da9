/* checksums, and what errors mean */
#include <u.h>
#include <libc.h>
#include <flate.h>

/* poly has its lowest power in the highest bit */
ulong *
mkcrctab(ulong poly)
{
	ulong *tab = malloc(256 * sizeof *tab), c;
	int i, k;

	if(tab == nil)
		return nil;
	for(i = 0; i < 256; i++) {
		c = i;
		for(k = 0; k < 8; k++)
			c = c & 1 ? c >> 1 ^ poly : c >> 1;
		tab[i] = c;
	}
	return tab;
}

ulong
blockcrc(ulong *tab, ulong crc, void *buf, int n)
{
	uchar *p = buf, *e = p + n;

	crc ^= 0xffffffff;
	while(p < e)
		crc = tab[(crc ^ *p++) & 0xff] ^ crc >> 8;
	return crc ^ 0xffffffff;
}

enum
{
	Adler = 65521,
	Adlermax = 5552, /* bytes before a sum could overflow */
};

ulong
adler32(ulong adler, void *buf, int n)
{
	ulong a = adler & 0xffff, b = adler >> 16;
	uchar *p = buf;
	int k;

	for(; n > 0; n -= k) {
		for(k = 0; k < n && k < Adlermax; k++) {
			a += *p++;
			b += a;
		}
		a %= Adler;
		b %= Adler;
	}
	return b << 16 | a;
}

char *
flateerr(int err)
{
	switch(err) {
	case FlateOk:
		return "no error";
	case FlateNoMem:
		return "out of memory";
	case FlateInputFail:
		return "input error";
	case FlateOutputFail:
		return "output error";
	case FlateCorrupted:
		return "corrupted data";
	case FlateInternal:
		return "internal error";
	}
	return "unknown error";
}
