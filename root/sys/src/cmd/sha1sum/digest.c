/*
 * digest.c: reading a file and printing its digest.
 */
#include <u.h>
#include <libc.h>
#include <libsec.h>
#include "digest.h"

char *
digestfile(int fd, char *name, Digest *digest, int size)
{
	static uchar buf[64 * 1024];
	uchar out[SHA2_512dlen];
	char hex[2 * SHA2_512dlen + 1];
	DigestState s;
	long n;

	memset(&s, 0, sizeof s);
	while((n = read(fd, buf, sizeof buf)) > 0)
		digest(buf, n, nil, &s);
	if(n < 0) {
		fprint(2, "%s: error reading %s: %r\n", argv0, name ? name : "<stdin>");
		return "error";
	}
	digest(buf, 0, out, &s);
	for(int i = 0; i < size; i++)
		snprint(hex + 2 * i, 3, "%.2ux", out[i]);
	if(print("%s%s%s\n", hex, name ? "\t" : "", name ? name : "") < 0)
		sysfatal("write error: %r");
	return nil;
}
