/* clocks */
#include <u.h>
#include <libc.h>

static char bintime[] = "/dev/bintime";

static int
readtime(int fd, uchar *b)
{
	return pread(fd, b, 8, 0) == 8;
}

/*
 * Nanoseconds since 1970.  The descriptor is kept; the kernel's name for it tells whether it is still ours.
 * Processes that share memory need not share descriptors: where the number is another file's, the clock
 * is opened for this once, since two processes that took turns in keeping theirs would use all up.
 */
vlong
nsec(void)
{
	static int fd = -1;
	uchar b[8];
	char path[32];
	uvlong t = 0;
	int i, taken, good;

	taken = fd >= 0 && fd2path(fd, path, sizeof path) >= 0;
	good = taken && strcmp(path, bintime) == 0 && readtime(fd, b);
	if(!good) {
		i = open(bintime, OREAD | OCEXEC);
		good = readtime(i, b);
		if(taken || !good)
			close(i);
		else
			fd = i;
	}
	for(i = 0; i < 8 && good; i++)
		t = t << 8 | b[i];
	return t;
}

long
time(long *tp)
{
	long t = nsec() / 1000000000;

	if(tp != nil)
		*tp = t;
	return t;
}

/* user, system, children's user and system time in ms; result: real time */
long
times(long *t)
{
	char buf[200], *p = buf;
	ulong v[4];
	int i, n, fd = open("/dev/cputime", OREAD | OCEXEC);
	long real = 0;

	memset(v, 0, sizeof v);
	n = fd < 0 ? -1 : read(fd, buf, sizeof buf - 1);
	close(fd);
	if(n > 0) {
		buf[n] = '\0';
		v[0] = strtoul(p, &p, 10);
		v[1] = strtoul(p, &p, 10);
		real = strtoul(p, &p, 10);
		v[2] = strtoul(p, &p, 10);
		v[3] = strtoul(p, &p, 10);
	}
	for(i = 0; i < 4 && t != nil; i++)
		t[i] = v[i];
	return real;
}

double
cputime(void)
{
	long t[4];

	times(t);
	return (t[0] + t[1] + t[2] + t[3]) / 1000.0;
}
