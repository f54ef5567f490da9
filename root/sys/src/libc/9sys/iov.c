/* reading and writing several pieces of memory, as one read or write */
#include <u.h>
#include <libc.h>

static long
total(IOchunk *io, int n)
{
	uvlong t = 0;
	int i;

	for(i = 0; i < n; i++)
		t += io[i].len;
	if(t > 0x7fffffff) {
		werrstr("too much in one read or write");
		return -1;
	}
	return t;
}

long
preadv(int fd, IOchunk *io, int n, vlong off)
{
	long t = total(io, n), got, k, done;
	char *buf = t < 0 ? nil : malloc(t);
	int i;

	if(buf == nil)
		return -1;
	got = pread(fd, buf, t, off);
	for(i = 0, done = 0; i < n && done < got; i++, done += k) {
		k = io[i].len < got - done ? io[i].len : got - done;
		memmove(io[i].addr, buf + done, k);
	}
	free(buf);
	return got;
}

long
pwritev(int fd, IOchunk *io, int n, vlong off)
{
	long t = total(io, n), done = 0;
	char *buf = t < 0 ? nil : malloc(t);
	int i;

	if(buf == nil)
		return -1;
	for(i = 0; i < n; done += io[i++].len)
		memmove(buf + done, io[i].addr, io[i].len);
	done = pwrite(fd, buf, t, off);
	free(buf);
	return done;
}

long
readv(int fd, IOchunk *io, int n)
{
	return preadv(fd, io, n, -1LL);
}

long
writev(int fd, IOchunk *io, int n)
{
	return pwritev(fd, io, n, -1LL);
}
