/*
 * A client of 9P2000.L for Linux's half of the benchmark: it speaks to Debian's diod, which serves
 * a directory on descriptors that it is given.
 */
#include "sys.h"
#include <errno.h>
#include <stdint.h>

enum
{
	Rlerror = 7,
	Tlopen = 12,
	Tgetattr = 24,
	Tversion = 100,
	Tattach = 104,
	Twalk = 110,
	Tread = 116,
	Msize = 512 * 1024 + 24,
	Hdr = 7,
	Datahdr = Hdr + 4,
	Root = 0,
	File = 1,
};

static int fd;
static unsigned char msg[Msize];
static int len;
static int iounit; /* bytes of data in a message that diod agreed to */

static void
begin(int type)
{
	msg[4] = type;
	msg[5] = type == Tversion ? 0xff : 1;
	msg[6] = type == Tversion ? 0xff : 0;
	len = Hdr;
}

static void
num(uint64_t v, int size)
{
	for(; size > 0; size--, v >>= 8)
		msg[len++] = v;
}

static void
str(const char *s)
{
	int n = strlen(s);

	num(n, 2);
	memcpy(msg + len, s, n);
	len += n;
}

static void
all(unsigned char *p, int n, ssize_t (*io)(int, void *, size_t))
{
	ssize_t k;

	for(; n > 0; n -= k, p += k) {
		k = io(fd, p, n);
		if(k <= 0)
			fail("9P connection");
	}
}

static uint32_t
word(const unsigned char *p)
{
	return p[0] | p[1] << 8 | p[2] << 16 | (uint32_t)p[3] << 24;
}

/* The reply to what msg holds; all of it but the first head bytes goes to data, if that is given. */
static int
rpc(char *data, int head)
{
	int size, type = msg[4], first = data != nil ? head : Hdr;

	memcpy(msg, (uint32_t[]){len}, 4);
	all(msg, len, (void *)write);
	all(msg, Hdr, read);
	size = word(msg);
	if(msg[4] != type + 1 || size > Msize) {
		if(msg[4] == Rlerror) {
			all(msg + Hdr, 4, read);
			errno = word(msg + Hdr);
		}
		fail("9P reply");
	}
	all(msg + Hdr, first - Hdr, read);
	all(data != nil ? (unsigned char *)data : msg + Hdr, size - first, read);
	return size - first;
}

static void
server(void *v)
{
	char num9[16], dir[4096];
	int s = *(int *)v;

	snprintf(num9, sizeof num9, "%d", s);
	if(getcwd(dir, sizeof dir) == nil)
		fail("getcwd");
	execlp("diod", "diod", "-f", "-n", "-N", "-c", "/dev/null", "-L", "stderr", "-e", dir, "-r",
	       num9, "-w", num9, nil);
	fail("diod");
}

static void
called(void *v)
{
	int s = tcpaccept();

	(void)v;
	server(&s);
}

static void
start(int tcp)
{
	int pair[2];

	if(tcp) {
		tcplisten();
		if(spawn(called, nil) < 0)
			fail("fork");
		fd = tcpdial();
		return;
	}
	if(socketpair(AF_UNIX, SOCK_STREAM, 0, pair) < 0 || spawn(server, &pair[1]) < 0)
		fail("fork");
	close(pair[1]);
	fd = pair[0];
}

static void
makefile(char *buf, vlong size)
{
	int f = creat("big9", 0600);

	for(; size > 0; size -= 65536)
		if(write(f, buf, 65536) != 65536)
			fail("big9");
	close(f);
}

void
mount9(int tcp, char *buf, vlong size)
{
	char dir[4096];

	makefile(buf, size);
	start(tcp);
	begin(Tversion);
	num(Msize, 4);
	str("9P2000.L");
	rpc(nil, 0);
	iounit = word(msg + Hdr) - 24;
	begin(Tattach);
	num(Root, 4);
	num(0xffffffff, 4);
	str("");
	str(getcwd(dir, sizeof dir));
	num(getuid(), 4);
	rpc(nil, 0);
	begin(Twalk);
	num(Root, 4);
	num(File, 4);
	num(1, 2);
	str("big9");
	rpc(nil, 0);
	if(size <= 65536)
		return; /* to be asked for its attributes only */
	begin(Tlopen);
	num(File, 4);
	num(O_RDONLY, 4);
	rpc(nil, 0);
}

void
stat9(void)
{
	begin(Tgetattr);
	num(File, 4);
	num(0x7ff, 8);
	rpc(nil, 0);
}

int
read9(char *buf, int n, vlong off)
{
	int done = 0, want, got;

	while(done < n) {
		want = n - done < iounit ? n - done : iounit;
		begin(Tread);
		num(File, 4);
		num(off + done, 8);
		num(want, 4);
		got = rpc(buf + done, Datahdr);
		done += got;
		if(got < want)
			break;
	}
	return done;
}
