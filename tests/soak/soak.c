/*
 * soak seconds [seed]: mixed load on servers, connections, pipes and notes for some time, while servers are
 * killed, connections reset and buffers full.  What comes back must be what went out; a round without
 * a fault must succeed; nobody may be stuck; at the end no process, connection or memory of the kernel may
 * be left behind.
 *
 * This process starts those that work and watches them; load.c is the work.
 */
#include "soak.h"

enum
{
	Patience = 40,     /* seconds without a round */
	Warm = 8,          /* seconds until the kernel has what it keeps for reuse */
	Growth = 6 * 1024, /* KiB that it may have more at the end */
};

Shared *shared;
Slot *me;
static int nslot;

/* what all processes of the soak say, in one write */
void
bad(char *fmt, ...)
{
	char buf[512], *p;
	va_list arg;

	p = seprint(buf, buf + sizeof buf, "soak: %s: ", me != nil ? me->job : "main");
	va_start(arg, fmt);
	p = vseprint(p, buf + sizeof buf - 1, fmt, arg);
	va_end(arg);
	*p++ = '\n';
	write(1, buf, p - buf);
	exits("bad");
}

static void
start(Job *j)
{
	Slot *s = &shared->slot[nslot++];
	long seed = lrand();
	int pid;

	if(nslot > Maxslot)
		bad("too many processes");
	s->job = j->name;
	pid = rfork(RFPROC | RFFDG | RFNAMEG | RFENVG);
	if(pid < 0)
		bad("fork: %r");
	if(pid > 0) {
		s->pid = pid;
		return;
	}
	me = s;
	srand(seed);
	while(!shared->stop) {
		j->fn();
		s->rounds++;
	}
	_exits(nil);
}

static int
slurp(char *name, char *buf, int n)
{
	int fd = open(name, OREAD);

	n = read(fd, buf, n - 1);
	close(fd);
	buf[n > 0 ? n : 0] = '\0';
	return n;
}

/* KiB that the kernel has in use */
static long
kernelmem(void)
{
	char buf[1024], *p, *nl;

	slurp("#c/swap", buf, sizeof buf);
	p = strstr(buf, " kernel malloc");
	if(p == nil)
		bad("no kernel malloc in swap");
	*p = '\0';
	nl = strrchr(buf, '\n');
	return strtoll(nl + 1, nil, 10) / 1024;
}

/* what is there, for who looks for what should not be */
static void
showprocs(void)
{
	char name[64], st[256];
	int fd = open("/proc", OREAD), n, i;
	Dir *d;

	while((n = dirread(fd, &d)) > 0) {
		for(i = 0; i < n; i++) {
			snprint(name, sizeof name, "/proc/%s/status", d[i].name);
			if(slurp(name, st, sizeof st) > 0)
				print("soak: %s: %s\n", d[i].name, st);
		}
		free(d);
	}
	close(fd);
}

static void
stuck(Slot *s)
{
	char name[64], st[256];
	int i;

	snprint(name, sizeof name, "/proc/%d/status", s->pid);
	for(i = 0; i < 5; i++) { /* does it do anything? */
		slurp(name, st, sizeof st);
		print("soak: stuck after %ld rounds: %s\n", s->rounds, st);
		sleep(1000);
	}
	showprocs();
	bad("%d (%s) is stuck after %ld rounds: %s", s->pid, s->job, s->rounds, st);
}

/* Wait for a second, or until one that works has ended, which it must not unless told to; result: its
 * pid, or 0 */
static int
death(void)
{
	static int ticker;
	char msg[256], *f[5];
	int pid;

	if(ticker == 0) {
		ticker = fork();
		if(ticker == 0) {
			sleep(1000);
			_exits(nil);
		}
	}
	pid = await(msg, sizeof msg - 1);
	if(pid < 0)
		bad("await: %r");
	msg[pid] = '\0';
	pid = atoi(msg);
	if(pid == ticker)
		return ticker = 0;
	if(tokenize(msg, f, 5) == 5 && f[4][0] != '\0')
		bad("%d ended: %s", pid, f[4]);
	if(!shared->stop)
		bad("%d ended", pid);
	return pid;
}

/* until then, or, with 0, until all have ended */
static void
watch(long until)
{
	static long seen[Maxslot], since[Maxslot];
	int live = nslot, pid, i;
	Slot *s;

	for(i = 0; i < nslot; i++)
		since[i] = time(nil);
	while(until != 0 ? time(nil) < until : live > 0) {
		pid = death();
		for(i = 0; i < nslot; i++) {
			s = &shared->slot[i];
			if(pid != 0 && pid == s->pid) {
				s->pid = 0;
				live--;
			}
			if(s->rounds != seen[i]) {
				seen[i] = s->rounds;
				since[i] = time(nil);
			} else if(s->pid != 0 && time(nil) - since[i] > Patience)
				stuck(s);
		}
	}
}

/* ---- the end ---- */

static int
nprocs(void)
{
	int fd = open("/proc", OREAD), n, i, all = 0;
	Dir *d;

	while((n = dirread(fd, &d)) > 0) {
		for(i = 0; i < n; i++)
			all += d[i].name[0] >= '0' && d[i].name[0] <= '9';
		free(d);
	}
	close(fd);
	return all;
}

/* conversations that are not closed */
static int
nconvs(void)
{
	int fd = open("/net/tcp", OREAD), n, i, all = 0;
	char name[64], st[256];
	Dir *d;

	while((n = dirread(fd, &d)) > 0) {
		for(i = 0; i < n; i++) {
			snprint(name, sizeof name, "/net/tcp/%s/status", d[i].name);
			if((d[i].qid.type & QTDIR) && slurp(name, st, sizeof st) > 0 &&
			   strncmp(st, "Closed", 6) != 0)
				all++;
		}
		free(d);
	}
	close(fd);
	return all;
}

/* what it is must be what it was, soon */
static void
same(char *what, int (*now)(void), int before)
{
	int i;

	for(i = 0; i < 200 && now() > before; i++)
		sleep(50);
	if(now() > before) {
		showprocs();
		bad("%d more %s than at the beginning", now() - before, what);
	}
}

static void
summary(long secs, long grown)
{
	long rounds = 0, faults = 0, kib = 0;
	Slot *s;

	for(s = shared->slot; s < shared->slot + nslot; s++) {
		print("soak: %s: %ld rounds, %ld with faults\n", s->job, s->rounds, s->faults);
		if(s->rounds < 2)
			bad("%s: hardly did anything", s->job);
		rounds += s->rounds;
		faults += s->faults;
		kib += s->kib;
	}
	print("soak: %ld s, %ld rounds, %ld faults, %ld MiB, kernel memory %+ld KiB\n", secs,
	      rounds, faults, kib / 1024, grown);
}

void
main(int argc, char **argv)
{
	long secs, begin, mem;
	int procs, convs, i, k;

	secs = argc > 1 ? atoi(argv[1]) : 0;
	if(secs < 2 * Warm) {
		fprint(2, "usage: soak seconds [seed], at least %d\n", 2 * Warm);
		exits("usage");
	}
	srand(argc > 2 ? atoi(argv[2]) : nsec());
	shared = segattach(0, "shared", nil, sizeof *shared);
	if(shared == (void *)-1)
		sysfatal("segattach: %r");
	begin = time(nil);
	procs = nprocs();
	convs = nconvs();
	startservers();
	for(i = 0; i < njobs; i++)
		for(k = 0; k < jobs[i].n; k++)
			start(&jobs[i]);
	watch(begin + Warm);
	mem = kernelmem();
	for(i = 1; 60 * i < secs; i++) {
		watch(begin + 60 * i);
		print("soak: %d min, kernel memory %+ld KiB\n", i, kernelmem() - mem);
	}
	watch(begin + secs);
	shared->stop = 1;
	watch(0);
	endservers();
	same("processes", nprocs, procs + 1); /* the one that ticks */
	same("conversations", nconvs, convs);
	mem = kernelmem() - mem;
	summary(secs, mem);
	if(mem > Growth)
		bad("the kernel has %ld KiB more than at the beginning", mem);
	print("soak: done\n");
	exits(nil);
}
