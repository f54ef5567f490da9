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
