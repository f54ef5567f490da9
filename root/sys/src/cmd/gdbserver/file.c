/*
 * Files for gdb, to be read only: with those it takes the program's symbols from where the program is.  A program that
 * 9cc -g made lies beside an ELF file with what gdb wants to know.
 */
#include "gdbserver.h"

enum
{
	Nopen = 16,
	Statsize = 64,
	Unixfile = 0100000, /* in the mode of a file */
	/* errors as the protocol has them */
	Eperm = 1,
	Enoent = 2,
	Ebadf = 9,
	Eacces = 13,
	Einval = 22,
	Emfile = 24,
};

static int open9[Nopen]; /* a descriptor and 1 */

static void
result(int n, int errno)
{
	if(n < 0)
		sendfmt("F-1,%x", errno);
	else
		sendfmt("F%x", n);
}

/* -1: not one of gdb's */
static int
fdof(uvlong n)
{
	return n < Nopen ? open9[n] - 1 : -1;
}

/* NAME,FLAGS,MODE, the name in hex */
static void
fileopen(char *s)
{
	char name[1024];
	uvlong flags, mode;
	long n;
	int i, fd;

	n = unhex((uchar *)name, s, sizeof name - 1);
	name[n] = '\0';
	s += 2 * n;
	if(n == 0 || *s++ != ',' || !twonums(s, '\0', &flags, &mode, nil)) {
		result(-1, Einval);
		return;
	}
	for(i = 0; i < Nopen && open9[i] != 0; i++)
		;
	if((flags & 0xFFF) != 0 || i == Nopen) {
		result(-1, i == Nopen ? Emfile : Eacces);
		return;
	}
	fd = open(name, OREAD | OCEXEC);
	open9[i] = fd + 1;
	result(fd >= 0 ? i : -1, Enoent);
}

static void
fileread(char *s)
{
	char head[24], *buf;
	uvlong fd, n, off;
	long got;
	int k;

	if(!twonums(s, ',', &fd, &n, &s) || !hexnum(&s, &off) || fdof(fd) < 0) {
		result(-1, Ebadf);
		return;
	}
	if(n > Maxpacket / 2)
		n = Maxpacket / 2;
	buf = check(malloc(sizeof head + n));
	got = pread(fdof(fd), buf + sizeof head, n, off);
	if(got < 0)
		result(-1, Eperm);
	else {
		k = sprint(head, "F%lx;", got);
		memmove(buf + sizeof head - k, head, k);
		send(buf + sizeof head - k, k + got);
	}
	free(buf);
}

static uchar *
big(uchar *p, int bytes, uvlong v)
{
	while(bytes-- > 0)
		*p++ = v >> (8 * bytes);
	return p;
}

static void
filestat(char *s)
{
	uchar st[Statsize], *p = st;
	char reply[16 + Statsize];
	uvlong fd;
	int n;
	Dir *d;

	if(!hexnum(&s, &fd) || fdof(fd) < 0 || (d = dirfstat(fdof(fd))) == nil) {
		result(-1, Ebadf);
		return;
	}
	p = big(p, 4, d->dev);
	p = big(p, 4, d->qid.path);
	p = big(p, 4, Unixfile | (d->mode & 0777));
	p = big(p, 4, 1);
	p = big(p, 12, 0); /* user, group, device */
	p = big(p, 8, d->length);
	p = big(p, 8, 8192);
	p = big(p, 8, (d->length + 511) / 512);
	p = big(p, 4, d->atime);
	p = big(p, 4, d->mtime);
	big(p, 4, d->mtime);
	free(d);
	n = sprint(reply, "F%x;", Statsize);
	memmove(reply + n, st, Statsize);
	send(reply, n + Statsize);
}

static void
fileclose(char *s)
{
	uvlong n;

	if(!hexnum(&s, &n) || fdof(n) < 0) {
		result(-1, Ebadf);
		return;
	}
	close(fdof(n));
	open9[n] = 0;
	result(0, 0);
}

void
filecall(char *s)
{
	static struct
	{
		char *name;
		void (*fn)(char *);
	} calls[] = {{"open:", fileopen},
		     {"pread:", fileread},
		     {"fstat:", filestat},
		     {"close:", fileclose}};

	if(strncmp(s, "setfs:", 6) == 0) {
		result(0, 0);
		return;
	}
	for(int i = 0; i < nelem(calls); i++)
		if(strncmp(s, calls[i].name, strlen(calls[i].name)) == 0) {
			calls[i].fn(s + strlen(calls[i].name));
			return;
		}
	sendstr("");
}

char *
elffile(void)
{
	static char name[1024];
	char text[32];
	int fd, n;

	snprint(text, sizeof text, "/proc/%d/text", target.pid);
	fd = open(text, OREAD);
	if(fd < 0)
		return nil;
	n = fd2path(fd, name, sizeof name - 4);
	close(fd);
	if(n < 0)
		return nil;
	strcat(name, ".elf");
	return access(name, AREAD) >= 0 ? name : nil;
}
