/*
 * Work for processes that the host kills: this one keeps a number of others busy in all parts of
 * the kernel, and starts another for each that dies.  When the file /tmp/stop is there it
 * ends them all and looks whether the kernel is as it should be.
 *
 *	emu -b dir:/tmp -x torture [processes [seed]]
 *
 * A process that lives and does nothing for a minute is an error too: it waits for what one that was
 * killed had.
 */
#include <u.h>
#include <libc.h>
#include "../sys/srv9p.h"

enum
{
	Maxproc = 32,
	Patience = 60, /* seconds */
	Tickms = 100,
};

typedef struct Slot
{
	long pid;
	long rounds; /* of its work, done */
	long seen;   /* rounds when it was last looked at */
	long since;  /* that many ticks ago */
	char *what;
} Slot;

static Slot *slots; /* shared */
static Slot *me;
static long *sem;
static int nproc = 12;
static int common[2]; /* a pipe that all use */

static void
files(void)
{
	char name[32], buf[64];
	Dir d;
	int fd;

	snprint(name, sizeof name, "/tmp/f%d", nrand(4));
	fd = create(name, ORDWR, 0666);
	write(fd, name, sizeof name);
	pread(fd, buf, sizeof buf, 0);
	close(fd);
	nulldir(&d);
	d.mode = 0600 + nrand(64);
	dirwstat(name, &d);
	remove(name);
	close(create("/tmp/dir", OREAD, DMDIR | 0777));
	access("/tmp/dir/none", AEXIST);
	close(open("/tmp/dir/../dir", OREAD));
	remove("/tmp/dir");
}

static void
names(void)
{
	Dir *d;
	int fd;

	if(nrand(8) == 0)
		rfork(RFNAMEG);
	bind("#c", "/n", nrand(3));
	bind("/tmp", "/n", MAFTER);
	access("/n/null", AEXIST);
	access("/dev/../n/../dev/zero", AEXIST);
	chdir("/n");
	fd = open(".", OREAD);
	if(dirread(fd, &d) > 0)
		free(d);
	close(fd);
	chdir("/");
	unmount(nil, "/n");
}

static void
pipes(void)
{
	char buf[64] = {0};
	int p[2];

	pipe(p);
	write(p[0], buf, sizeof buf);
	read(p[1], buf, sizeof buf);
	dup(p[0], 20);
	close(20);
	close(p[0]);
	close(p[1]);
	alarm(50); /* a partner may have died with what was ours */
	write(common[0], buf, 1);
	read(common[1], buf, 1);
	alarm(0);
}

static void
memory(void)
{
	char *p;

	p = sbrk(1 << 16);
	memset(p, 1, 1 << 16);
	brk(p);
	p = segattach(0, "shared", nil, 1 << 16);
	if(p != (void *)-1) {
		p[0] = 1;
		segdetach(p);
	}
}

static void
forks(void)
{
	int pid, flags = RFPROC;

	if(nrand(4) == 0)
		rfork(nrand(2) ? RFFDG : RFREND | RFENVG);
	flags |= (nrand(2) ? RFMEM : 0) | (nrand(2) ? RFFDG : 0) | (nrand(2) ? RFNAMEG : 0) |
		 (nrand(2) ? RFENVG : 0);
	pid = rfork(flags);
	if(pid == 0)
		_exits(nrand(2) ? "x" : nil);
	if(pid < 0)
		return;
	if(nrand(2))
		postnote(PNPROC, pid, "die");
	waitpid();
}

static void
semas(void)
{
	tsemacquire(sem, 5);
	semrelease(sem, 1);
	alarm(10);
	rendezvous((void *)1, nil);
	alarm(0);
}

static void
variables(void)
{
	char name[32];

	snprint(name, sizeof name, "chaos%d", nrand(3));
	putenv(name, "value");
	free(getenv(name));
	snprint(name, sizeof name, "/env/chaos%d", nrand(3));
	remove(name);
}

static void
processes(void)
{
	static char *f[] = {"status", "segment", "ns", "fd", "regs", "args", "note"};
	char name[64], buf[512];
	int i, fd;

	for(i = 0; i < nproc; i++) {
		snprint(name, sizeof name, "/proc/%ld/%s", slots[i].pid, f[nrand(nelem(f))]);
		fd = open(name, OREAD);
		read(fd, buf, sizeof buf);
		close(fd);
	}
}

static void
clients(void)
{
	static int mounted;
	uchar buf[1000];
	int fd;

	if(!mounted) {
		rfork(RFNAMEG);
		if(srvstart(&fd) < 0 || mount(fd, -1, "/mnt", MREPL, "") < 0)
			exits("mount");
		mounted = 1;
	}
	fd = open("/mnt/big", OREAD);
	if(fd < 0)
		exits("server"); /* killed */
	read(fd, buf, sizeof buf);
	close(fd);
	access("/mnt/dir/a", AEXIST);
	access("/mnt/dir/nosuch", AEXIST);
	if(nrand(4) == 0) {
		fd = open("/mnt/block", OREAD);
		alarm(1 + nrand(10));
		read(fd, buf, sizeof buf);
		alarm(0);
		close(fd);
	}
}

static void
services(void)
{
	char name[32];
	int p[2], fd;

	snprint(name, sizeof name, "#s/torture%d", nrand(2));
	pipe(p);
	fd = create(name, OWRITE, 0600);
	if(fd >= 0) {
		fprint(fd, "%d", p[0]);
		close(fd);
	}
	close(open(name, ORDWR));
	remove(name);
	close(p[0]);
	close(p[1]);
}

static struct
{
	char *name;
	void (*fn)(void);
} work[] = {
	{"files", files},     {"names", names},  {"pipes", pipes},   {"memory", memory},
	{"forks", forks},     {"semas", semas},  {"env", variables}, {"processes", processes},
	{"clients", clients}, {"srv", services},
};

static int
shrug(void *u, char *msg)
{
	USED(u);
	return strcmp(msg, "die") != 0 && strncmp(msg, "sys:", 4) != 0;
}

static void
worker(Slot *s, int what)
{
	me = s;
	me->what = work[what].name;
	atnotify(shrug, 1);
	/* some share their memory with one that soon dies */
	if(nrand(4) == 0 && work[what].fn != clients &&
	   rfork(RFPROC | RFMEM | RFFDG | RFNOWAIT) == 0) {
		sleep(10 + nrand(100));
		_exits(nil);
	}
	for(;;) {
		work[what].fn();
		ainc(&me->rounds);
	}
}

static void
start(Slot *s)
{
	int what = nrand(nelem(work)), pid;
	long seed = lrand();

	s->rounds = s->seen = s->since = 0;
	pid = fork();
	if(pid == 0) {
		srand(seed);
		worker(s, what);
	}
	if(pid < 0)
		sysfatal("fork: %r");
	s->pid = pid;
}

/* somebody died: start another in its place */
static void
replace(int pid)
{
	int i;

	for(i = 0; i < nproc; i++)
		if(slots[i].pid == pid)
			start(&slots[i]);
}

static void
lookafter(void)
{
	char cmd[64];
	Slot *s;
	int i;

	for(i = 0; i < nproc; i++) {
		s = &slots[i];
		if(s->rounds != s->seen) {
			s->seen = s->rounds;
			s->since = 0;
		} else if(++s->since == Patience * 1000 / Tickms) {
			snprint(cmd, sizeof cmd, "/proc/%ld/status", s->pid);
			int fd = open(cmd, OREAD);
			char st[256];
			int n = read(fd, st, sizeof st - 1);
			st[n > 0 ? n : 0] = '\0';
			print("torture: %ld (%s) is stuck: %s\n", s->pid, s->what, st);
			exits("stuck");
		}
	}
}

/* The next death; result: its pid, 0: a little time has passed.  An alarm would not do: it could come
 * just before the wait. */
static int
death(void)
{
	static int ticker;
	char msg[256];
	int pid;

	if(ticker == 0) {
		ticker = fork();
		if(ticker == 0) {
			sleep(Tickms);
			_exits(nil);
		}
	}
	if(await(msg, sizeof msg) < 0)
		return 0;
	pid = atoi(msg);
	if(pid != ticker)
		return pid;
	ticker = 0;
	return 0;
}

static void
check(void)
{
	char buf[8];
	int p[2];

	if(pipe(p) < 0 || write(p[1], "x", 1) != 1 || read(p[0], buf, 1) != 1)
		sysfatal("pipe: %r");
	if(create("/env/torturedone", OWRITE, 0666) < 0)
		sysfatal("env: %r");
	if(open("/proc/1/status", OREAD) < 0)
		sysfatal("proc: %r");
}

void
main(int argc, char **argv)
{
	long deaths = 0;
	int i, pid, live;

	if(argc > 1)
		nproc = atoi(argv[1]);
	if(nproc < 1 || nproc > Maxproc)
		sysfatal("1 to %d processes", Maxproc);
	srand(argc > 2 ? atoi(argv[2]) : nsec());
	slots = segattach(0, "shared", nil, (Maxproc + 1) * sizeof *slots);
	if(slots == (void *)-1)
		sysfatal("segattach: %r");
	sem = &slots[Maxproc].pid;
	*sem = 1;
	pipe(common);
	for(i = 0; i < nproc; i++)
		start(&slots[i]);
	for(;;) {
		pid = death();
		if(pid != 0) {
			deaths++;
			replace(pid);
		} else if(access("/tmp/stop", AEXIST) >= 0)
			break;
		else
			lookafter();
	}
	print("torture: stopping\n");
	for(live = nproc; live > 0;) {
		for(i = 0; i < nproc; i++)
			postnote(PNPROC, slots[i].pid, "die");
		pid = death();
		for(i = 0; i < nproc; i++)
			if(slots[i].pid == pid)
				live--;
	}
	remove("#s/torture0"); /* what the dead posted stays */
	remove("#s/torture1");
	check();
	print("torture: done, %ld deaths\n", deaths);
	exits(nil);
}
