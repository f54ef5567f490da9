/*
 * Processes killed at any moment, while they are in all parts of the kernel: what they held must
 * be free again, and the survivors must see nothing of it.
 */
#include "test.h"
#include "srv9p.h"

static long sem = 1;
static int pipefd[2];

static void
files(void)
{
	char name[32];
	Dir d;

	for(;;) {
		snprint(name, sizeof name, "f%d", nrand(4));
		if(spit(name, "contents") < 0)
			continue;
		free(slurp(name));
		nulldir(&d);
		d.mode = 0600 + nrand(64);
		dirwstat(name, &d);
		remove(name);
	}
}

static void
names(void)
{
	rfork(RFNAMEG);
	for(;;) {
		bind("#c", "/n", nrand(3));
		bind("/tmp", "/n", MAFTER);
		access("/n/null", AEXIST);
		access("/dev/../n/../dev/zero", AEXIST);
		unmount(nil, "/n");
	}
}

static void
pipes(void)
{
	char buf[64];
	int p[2];

	for(;;) {
		pipe(p);
		write(p[0], buf, sizeof buf);
		read(p[1], buf, sizeof buf);
		close(p[0]);
		close(p[1]);
		write(pipefd[0], buf, 1);
		read(pipefd[1], buf, 1);
	}
}

static void
memory(void)
{
	char *p;

	for(;;) {
		p = sbrk(1 << 16);
		memset(p, 1, 1 << 16);
		brk(p);
		p = segattach(0, "shared", nil, 1 << 16);
		if(p != (void *)-1) {
			p[0] = 1;
			segdetach(p);
		}
	}
}

static void
forks(void)
{
	int pid;

	for(;;) {
		pid = rfork(RFPROC | (nrand(2) ? RFMEM : 0) | (nrand(2) ? RFFDG : 0) |
			    (nrand(2) ? RFNAMEG : 0) | (nrand(2) ? RFENVG : 0));
		if(pid == 0)
			_exits(nrand(2) ? "x" : nil);
		if(nrand(2))
			postnote(PNPROC, pid, "die");
		waitpid();
	}
}

static void
semas(void)
{
	for(;;) {
		tsemacquire(&sem, 5);
		semrelease(&sem, 1);
		rendezvous((void *)1, nil);
	}
}

static void
variables(void)
{
	char name[16];

	for(;;) {
		snprint(name, sizeof name, "chaos%d", nrand(3));
		putenv(name, "value");
		free(getenv(name));
		snprint(name, sizeof name, "/env/chaos%d", nrand(3));
		remove(name);
	}
}

static void
processes(void)
{
	char name[64];
	Dir *d;
	int n, i, fd;

	for(;;) {
		fd = open("/proc", OREAD);
		n = dirreadall(fd, &d);
		close(fd);
		for(i = 0; i < n; i++) {
			static char *f[] = {"status", "segment", "ns", "fd", "regs", "args"};

			snprint(name, sizeof name, "/proc/%s/%s", d[i].name, f[nrand(nelem(f))]);
			free(slurp(name));
		}
		if(n > 0)
			free(d);
	}
}

static void
server(void)
{
	static uchar buf[20000];

	for(;;) {
		int fd = open("/mnt/big", OREAD);

		read(fd, buf, sizeof buf);
		close(fd);
		access("/mnt/dir/a", AEXIST);
		access("/mnt/dir/nosuch", AEXIST);
		spit("/mnt/hello", "again");
	}
}

static void
blocked(void)
{
	char buf[8];

	for(;;) {
		int fd = open("/mnt/block", OREAD);

		alarm(1 + nrand(10));
		read(fd, buf, sizeof buf);
		close(fd);
	}
}

static void (*work[])(void) = {files, names,     pipes,     memory, forks,
			       semas, variables, processes, server, blocked};

static void
shrug(void *u, char *msg)
{
	USED(u, msg);
	noted(NCONT);
}

static void
start(void *v)
{
	srand(nsec());
	/* some have a partner that shares their memory and soon dies, perhaps with a lock of libc's; so
	 * the parent shares with nobody */
	if(nrand(2) && rfork(RFPROC | RFMEM | RFFDG | RFNOWAIT) == 0)
		alarm(10 + nrand(100));
	else if(work[(uintptr)v] != forks)
		notify(shrug);
	work[(uintptr)v]();
}

static void
chaos(void)
{
	enum
	{
		N = 10
	};
	int pid[N], i, k;
	vlong t0 = nsec();

	scratch();
	pipe(pipefd);
	srvmount("/mnt", MREPL);
	rfork(RFREND);
	srand(nsec());
	for(i = 0; i < N; i++)
		pid[i] = spawn(RFFDG, start, (void *)(uintptr)(i % nelem(work)));
	for(k = 0; nsec() - t0 < 10 * 1000000000LL; k++) {
		i = nrand(N);
		sleep(nrand(5));
		ctl(pid[i], "kill");
		reap(pid[i]);
		pid[i] = spawn(RFFDG, start, (void *)(uintptr)nrand(nelem(work)));
	}
	for(i = 0; i < N; i++) {
		ctl(pid[i], "kill");
		reap(pid[i]);
	}
	if(verbose)
		print("%d kills\n", k);
	/* all still works */
	eqstr(slurp("/mnt/dir/a"), "file a");
	eqint(spit("still", "here"), 0);
	eqstr(slurp("still"), "here");
	eqint(putenv("chaos", "x"), 0);
}

Case cases[] = {{"chaos", chaos, 60}, {nil}};
