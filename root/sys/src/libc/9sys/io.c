/* reading and writing in terms of pread and pwrite, and what is made of them */
#include <u.h>
#include <libc.h>
#include "../port/_libc.h"

long
read(int fd, void *buf, long n)
{
	return pread(fd, buf, n, -1LL);
}

long
write(int fd, const void *buf, long n)
{
	return pwrite(fd, buf, n, -1LL);
}

/* read until n bytes are there, or the end */
long
readn(int fd, void *buf, long n)
{
	long m, t;

	for(t = 0; t < n; t += m) {
		m = read(fd, (char *)buf + t, n - t);
		if(m <= 0)
			return t == 0 ? m : t;
	}
	return t;
}

vlong
seek(int fd, vlong off, int type)
{
	vlong n;

	return _seek(&n, fd, off, type) < 0 ? -1 : n;
}

/* may the file be used so?  found out by opening it */
int
access(const char *name, int mode)
{
	static const char omode[] = {0, OEXEC, OWRITE, ORDWR, OREAD, OEXEC, ORDWR, ORDWR};
	Dir *d;
	int fd;

	if(mode == AEXIST) {
		d = dirstat(name);
		free(d);
		return d == nil ? -1 : 0;
	}
	fd = open(name, omode[mode & 7]);
	if(fd >= 0) {
		close(fd);
		return 0;
	}
	d = dirstat(name); /* a directory cannot be opened for writing or executing */
	if(d != nil && (d->mode & DMDIR) && (mode & AEXEC) != 0 && (fd = open(name, OREAD)) >= 0)
		close(fd);
	free(d);
	return fd < 0 ? -1 : 0;
}

char *
getwd(char *buf, int n)
{
	int r, fd = open(".", OREAD);

	if(fd < 0)
		return nil;
	r = fd2path(fd, buf, n);
	close(fd);
	return r < 0 ? nil : buf;
}

/* the most that one read or write of fd moves at once; 0: not known */
int
iounit(int fd)
{
	char name[32], buf[1024], *field[10];
	int n, ctl;

	snprint(name, sizeof name, "#d/%dctl", fd);
	ctl = open(name, OREAD);
	if(ctl < 0)
		return 0;
	n = read(ctl, buf, sizeof buf - 1);
	close(ctl);
	if(n < 0)
		return 0;
	buf[n] = '\0';
	return tokenize(buf, field, 10) == 10 ? atoi(field[7]) : 0;
}

char *
mktemp(char *s)
{
	char *x = s + strlen(s);
	int i, pid = getpid();

	while(x > s && x[-1] == 'X') {
		*--x = '0' + pid % 10;
		pid /= 10;
	}
	for(i = 'a'; i <= 'z'; i++) {
		if(access(s, AEXIST) < 0)
			return s;
		if(*x != '\0')
			*x = i;
	}
	return "/";
}
