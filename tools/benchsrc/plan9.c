#include "sys.h"

vlong
now(void)
{
	return nsec();
}

void
nullcall(void)
{
	brk_(nil);
}

int
spawn(void (*fn)(void *), void *arg)
{
	int pid = rfork(RFPROC | RFFDG);

	if(pid == 0) {
		fn(arg);
		_exits(nil);
	}
	return pid;
}

int
spawnmem(void)
{
	int pid = rfork(RFPROC | RFMEM);

	if(pid == 0)
		_exits(nil);
	return pid;
}

void
reap(void)
{
	char buf[256];

	await(buf, sizeof buf);
}

void
run(char **argv)
{
	exec(argv[0], argv);
	_exits("exec");
}

void
yield(void)
{
	sleep(0);
}

void
statfile(char *name)
{
	uchar buf[512];

	if(stat(name, buf, sizeof buf) < 0)
		fail(name);
}

/* dir 0 is bound upon dir 1 of itself, and so on: each element crosses a mount */
void
tenbinds(char *file, char *out)
{
	char name[256], *p;
	int i;

	USED(file);
	strcpy(name, "bench.d");
	for(i = 0; i < 10; i++) {
		p = name + strlen(name);
		sprint(p, "/%d", i);
		if(bind(name, name, MREPL) < 0)
			fail(name);
	}
	strcpy(out, "bench.d/0/1/2/3/4/5/6/7/8/9/file");
}

static void
handler(void *ureg, char *msg)
{
	USED(ureg);
	USED(msg);
	noted(NCONT);
}

static int notefd;

void
noteinit(void)
{
	char name[64];

	notify(handler);
	sprint(name, "/proc/%d/note", getpid());
	notefd = open(name, OWRITE);
	if(notefd < 0)
		fail(name);
}

void
note(void)
{
	write(notefd, "bench", 5);
}

void *
shared(int n)
{
	void *p = segattach(0, "shared", nil, n);

	if(p == (void *)-1)
		fail("segattach");
	return p;
}

void
semdown(int *s)
{
	semacquire((void *)s, 1);
}

void
semup(int *s)
{
	semrelease((void *)s, 1);
}

/* ---- tcp ---- */

static char lines[NETPATHLEN]; /* the directory of the conversation that waits for calls */
static char dest[128];

void
tcplisten(void)
{
	char name[NETPATHLEN + 8], local[128], *port;
	int fd, n;

	if(announce("tcp!127.0.0.1!0", lines) < 0)
		fail("announce");
	sprint(name, "%s/local", lines);
	fd = open(name, OREAD);
	n = read(fd, local, sizeof local - 1);
	if(n <= 0)
		fail(name);
	close(fd);
	local[n] = 0;
	port = strchr(local, '!');
	sprint(dest, "/net/tcp!127.0.0.1!%d", atoi(port + 1));
}

int
tcpaccept(void)
{
	char dir[NETPATHLEN];
	int ctl = listen(lines, dir), fd;

	if(ctl < 0)
		fail("listen");
	fd = accept(ctl, dir);
	if(fd < 0)
		fail("accept");
	close(ctl);
	return fd;
}

int
tcpdial(void)
{
	int fd = dial(dest, nil, nil, nil);

	if(fd < 0)
		fail("dial");
	return fd;
}

/* ---- 9P ---- */

static char file9[] = "/mnt/big";
static int fd9;

static int
mustopen9(char *name)
{
	int fd = open(name, OREAD);

	if(fd < 0)
		fail(name);
	return fd;
}

/* ramfs, speaking 9P on its descriptors 0 and 1 */
static void
server(void *v)
{
	char *argv[] = {"ramfs", "-iu", nil};
	int *fd = v;

	dup(fd[0], 0);
	dup(fd[0], 1);
	close(fd[0]);
	close(fd[1]);
	exec("/bin/ramfs", argv);
	_exits("exec");
}

static void
called(void *v)
{
	int fd[2] = {-1, -1};

	USED(v);
	fd[0] = tcpaccept();
	server(fd);
}

void
mount9(int tcp, char *buf, vlong size)
{
	int fd[2];

	if(tcp) {
		tcplisten();
		if(spawn(called, nil) < 0)
			fail("fork");
		fd[1] = tcpdial();
	} else {
		if(pipe(fd) < 0 || spawn(server, fd) < 0)
			fail("fork");
		close(fd[0]);
	}
	if(mount(fd[1], -1, "/mnt", MREPL | MCREATE | MCACHE, "") < 0)
		fail("mount");
	fd9 = create(file9, ORDWR, 0600);
	for(; size > 0; size -= 65536)
		if(write(fd9, buf, 65536) != 65536)
			fail(file9);
	close(fd9);
	fd9 = mustopen9(file9);
}

void
stat9(void)
{
	uchar buf[512];

	if(fstat(fd9, buf, sizeof buf) < 0)
		fail(file9);
}

int
read9(char *buf, int n, vlong off)
{
	if(off == 0)
		seek(fd9, 0, 0);
	return read(fd9, buf, n);
}

void
fail(char *what)
{
	fprint(2, "bench: %s: %r\n", what);
	exits("fail");
}

void
leave(void)
{
	exits(nil);
}
