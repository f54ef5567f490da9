/* the usual system calls by way of an Ioproc */
#include <u.h>
#include <libc.h>
#include <thread.h>

static long
doopen(va_list *a)
{
	const char *name = va_arg(*a, const char *);
	int mode = va_arg(*a, int);

	return open(name, mode);
}

static long
doclose(va_list *a)
{
	return close(va_arg(*a, int));
}

static long
doread(va_list *a)
{
	int fd = va_arg(*a, int);
	void *buf = va_arg(*a, void *);
	long n = va_arg(*a, long);

	return read(fd, buf, n);
}

static long
doreadn(va_list *a)
{
	int fd = va_arg(*a, int);
	void *buf = va_arg(*a, void *);
	long n = va_arg(*a, long);

	return readn(fd, buf, n);
}

static long
dowrite(va_list *a)
{
	int fd = va_arg(*a, int);
	const void *buf = va_arg(*a, const void *);
	long n = va_arg(*a, long);

	return write(fd, buf, n);
}

static long
dosleep(va_list *a)
{
	return sleep(va_arg(*a, long));
}

static long
dodial(va_list *a)
{
	const char *addr = va_arg(*a, const char *);
	const char *local = va_arg(*a, const char *);
	char *dir = va_arg(*a, char *);
	int *cfd = va_arg(*a, int *);

	return dial(addr, local, dir, cfd);
}

int
ioopen(Ioproc *io, const char *name, int mode)
{
	return iocall(io, doopen, name, mode);
}

int
ioclose(Ioproc *io, int fd)
{
	return iocall(io, doclose, fd);
}

long
ioread(Ioproc *io, int fd, void *buf, long n)
{
	return iocall(io, doread, fd, buf, n);
}

long
ioreadn(Ioproc *io, int fd, void *buf, long n)
{
	return iocall(io, doreadn, fd, buf, n);
}

long
iowrite(Ioproc *io, int fd, const void *buf, long n)
{
	return iocall(io, dowrite, fd, buf, n);
}

int
iosleep(Ioproc *io, long ms)
{
	return iocall(io, dosleep, ms);
}

int
iodial(Ioproc *io, const char *addr, const char *local, char *dir, int *cfd)
{
	return iocall(io, dodial, addr, local, dir, cfd);
}
