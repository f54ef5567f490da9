/*
 * Reading directories: the entries of one read, or all there are.
 */
#include <u.h>
#include <libc.h>
#include <fcall.h>

/* the entries in n bytes of buf as an array in one piece of memory; result: how many */
static long
unpack(uchar *buf, long n, Dir **d)
{
	long i, m, strings = 0, count = 0;
	char *s;

	for(i = 0; i < n; i += m, count++) {
		if(n - i < BIT16SZ)
			break;
		m = BIT16SZ + GBIT16(buf + i);
		if(m > n - i || statcheck(buf + i, m) < 0)
			break;
		strings += m - STATFIXLEN + 4;
	}
	if(i < n) {
		werrstr("malformed stat buffer");
		return -1;
	}
	*d = malloc(count * sizeof(Dir) + strings);
	if(*d == nil)
		return -1;
	s = (char *)(*d + count);
	for(i = count = 0; i < n; i += m, count++) {
		m = BIT16SZ + GBIT16(buf + i);
		convM2D(buf + i, m, *d + count, s);
		s += m - STATFIXLEN + 4;
	}
	return count;
}

long
dirread(int fd, Dir **d)
{
	uchar *buf = malloc(DIRMAX);
	long n;

	*d = nil;
	if(buf == nil)
		return -1;
	n = read(fd, buf, DIRMAX);
	if(n > 0)
		n = unpack(buf, n, d);
	free(buf);
	return n;
}

long
dirreadall(int fd, Dir **d)
{
	uchar *buf = nil, *nb;
	long n = 0, m;

	*d = nil;
	for(;;) {
		nb = realloc(buf, n + DIRMAX);
		if(nb == nil) {
			free(buf);
			return -1;
		}
		buf = nb;
		m = read(fd, buf + n, DIRMAX);
		if(m <= 0)
			break;
		n += m;
	}
	if(n > 0)
		m = unpack(buf, n, d);
	free(buf);
	return m;
}
