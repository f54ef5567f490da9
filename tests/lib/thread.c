/*
 * libthread: channels in and between procs, alt, interrupts and kills, locks, ioprocs, exec, notes,
 * and the end of a program.
 */
#include "check.h"
#include <thread.h>

enum
{
	Stack = 8192,
	Many = 2000,
};

int mainstacksize = 64 * 1024;
static char *self;

/* ---- channels in one proc ---- */

static int made; /* order of events */

static void
sender(void *a)
{
	Channel *c = a;
	int i;

	for(i = 0; i < 100; i++)
		eqint(sendul(c, i), 1);
	chanclose(c);
}

static void
channels(void)
{
	Channel *c;
	ulong v;
	int i, size;
	char *s;

	for(size = 0; size < 4; size++) {
		ok((c = chancreate(sizeof(ulong), size)) != nil);
		ok(threadcreate(sender, c, Stack) > 0);
		for(i = 0; i < 100; i++)
			eqint(recvul(c), i);
		eqint(recv(c, &v), -1);
		eqint(nbrecv(c, &v), -1);
		eqint(sendul(c, 1), -1);
		eqint(chanclosing(c), 0);
		chanfree(c);
	}
	c = chancreate(sizeof(ulong), 2);
	eqint(chanclosing(c), -1);
	eqint(nbrecv(c, &v), 0);
	eqint(nbsendul(c, 5), 1);
	eqint(nbsendul(c, 6), 1);
	eqint(nbsendul(c, 7), 0);
	eqint(nbrecvul(c), 5);
	eqint(chanclose(c), 0);
	eqint(chanclose(c), -1);
	eqint(chanclosing(c), 1);
	eqint(recvul(c), 6);
	eqint(recvul(c), ~0U);
	chanfree(c);
	ok((c = chancreate(sizeof(void *), 1)) != nil);
	eqint(chanprint(c, "%d%s", 1, "x"), 1);
	s = recvp(c);
	eqstr(s, "1x");
	free(s);
	ok(nbrecvp(c) == nil);
	chanfree(c);
	ok(chancreate(0, 1) == nil);
}

/* ---- between procs ---- */

static Channel *work, *sums;

static void
producer(void *a)
{
	ulong base = (uintptr)a;
	int i;

	for(i = 0; i < Many; i++)
		sendul(work, base + i);
	sendul(work, ~0U);
}

static void
consumer(void *)
{
	vlong sum = 0;
	ulong v;

	while((v = recvul(work)) != ~0U)
		sum += v;
	send(sums, &sum);
}

static void
procs(void)
{
	vlong sum = 0, part, want = 0;
	int i, n = 3;

	for(i = 0; i < 2; i++) {
		int k;

		sum = want = 0;
		work = chancreate(sizeof(ulong), i * 3);
		sums = chancreate(sizeof(vlong), 0);
		for(k = 0; k < n; k++) {
			ok(proccreate(producer, (void *)(uintptr)(k * 100000), Stack) > 0);
			ok(proccreate(consumer, nil, Stack) > 0);
			want += (vlong)Many * k * 100000 + (vlong)Many * (Many - 1) / 2;
		}
		for(k = 0; k < n; k++) {
			recv(sums, &part);
			sum += part;
		}
		eqint(sum, want);
		chanfree(work);
		chanfree(sums);
	}
}

/* ---- alt ---- */

static void
feed(void *a)
{
	Channel **c = a;
	int i;

	for(i = 0; i < 300; i++)
		sendul(c[i % 3], i);
	chanclose(c[0]);
}

static void
alts(void)
{
	Channel *c[3], *out;
	ulong v[3], o = 77;
	int i, r, n[4] = {0};
	Alt a[] = {
		{nil, &v[0], CHANRCV}, {nil, &v[1], CHANRCV}, {nil, &v[2], CHANRCV},
		{nil, &o, CHANSND},    {nil, nil, CHANEND},
	};

	for(i = 0; i < 3; i++)
		a[i].c = c[i] = chancreate(sizeof(ulong), i);
	out = a[3].c = chancreate(sizeof(ulong), 0);
	a[3].op = CHANNOP;
	a[4].op = CHANNOBLK;
	eqint(alt(a), 4);
	a[4].op = CHANEND;
	proccreate(feed, c, Stack);
	for(i = 0; i < 300; i++) {
		r = alt(a);
		if(r == 0 && a[0].err != nil) { /* closed, and others are not empty yet */
			a[0].op = CHANNOP;
			i--;
			continue;
		}
		if(r < 0 || r > 2 || a[r].err != nil) {
			eqint(r, -2);
			break;
		}
		eqint(v[r] % 3, r);
		n[r]++;
	}
	eqint(n[0] == 100 && n[1] == 100 && n[2] == 100, 1);
	a[0].op = CHANRCV;
	eqint(alt(a), 0); /* closed by now, or soon */
	ok(a[0].err != nil);
	a[0].op = CHANNOP;
	/* both ways at once: somebody who receives */
	a[3].op = CHANSND;
	sums = out;
	work = c[1];
	threadcreate(producer, nil, Stack);
	r = alt(a);
	eqint(r, 1);
	eqint(v[1], 0);
	eqint(recvul(c[1]), 1);
	for(i = 2; i < Many; i++)
		recvul(c[1]);
	eqint(recvul(c[1]), ~0U);
	for(i = 1; i < 3; i++)
		chanfree(c[i]);
	chanfree(out);
}

/* each of several that are possible comes true now and then */
static void
fairness(void)
{
	Channel *c[2];
	int i, n[2] = {0, 0};
	Alt a[] = {{nil, nil, CHANSND}, {nil, nil, CHANSND}, {nil, nil, CHANEND}};

	a[0].c = c[0] = chancreate(1, 1000);
	a[1].c = c[1] = chancreate(1, 1000);
	for(i = 0; i < 200; i++)
		n[alt(a)]++;
	ok(n[0] > 50 && n[1] > 50);
	chanfree(c[0]);
	chanfree(c[1]);
}

/* ---- interrupts and kills ---- */

static Channel *done;
static int victimgot;

static void
victim(void *a)
{
	ulong v;

	victimgot = recv(a, &v);
	sendul(done, 1);
}

static void
rvictim(void *a)
{
	victimgot = threadrendezvous(a, nil) == (void *)~0;
	sendul(done, 1);
}

static void
forever(void *a)
{
	for(;;)
		recvul(a);
}

static void
sleeper(void *)
{
	victimgot = sleep(20000);
	sendul(done, 1);
}

static void
interrupts(void)
{
	Channel *c = chancreate(sizeof(ulong), 0);
	int id, grp, i;

	done = chancreate(sizeof(ulong), 0);
	victimgot = 9;
	id = threadcreate(victim, c, Stack);
	yield();
	threadint(id);
	recvul(done);
	eqint(victimgot, -1);
	id = proccreate(victim, c, Stack);
	for(victimgot = 9; victimgot == 9; sleep(1))
		threadint(id);
	recvul(done);
	eqint(victimgot, -1);
	id = proccreate(rvictim, c, Stack);
	for(victimgot = 9; victimgot == 9; sleep(1))
		threadint(id);
	recvul(done);
	eqint(victimgot, 1);
	id = proccreate(sleeper, nil, Stack);
	for(victimgot = 9; victimgot == 9; sleep(1))
		threadint(id);
	recvul(done);
	eqint(victimgot, -1);

	grp = threadsetgrp(42);
	for(i = 0; i < 5; i++)
		threadcreate(forever, c, Stack);
	id = threadcreate(forever, c, Stack);
	proccreate(forever, c, Stack);
	eqint(threadsetgrp(grp), 42);
	yield();
	eqint(sendul(c, 1), 1);
	threadkillgrp(42);
	for(i = 0; i < 500 && threadpid(id) > 0; i++) {
		yield();
		sleep(1);
	}
	eqint(threadpid(id), -1);
	eqint(nbsendul(c, 1), 0);
	chanfree(c);
	chanfree(done);
}

/* ---- locks ---- */

static QLock ql;
static RWLock rwl;
static Rendez rz = {&ql};
static int count, readers, writers;

static void
locker(void *)
{
	int i, k;

	for(i = 0; i < 200; i++) {
		qlock(&ql);
		k = count;
		if(i % 3 == 0)
			yield();
		count = k + 1;
		qunlock(&ql);
		if(i % 5 == 0) {
			wlock(&rwl);
			eqint(++writers, 1);
			yield();
			eqint(readers, 0);
			writers--;
			wunlock(&rwl);
		} else {
			rlock(&rwl);
			ainc((long *)&readers);
			eqint(writers, 0);
			yield();
			adec((long *)&readers);
			runlock(&rwl);
		}
	}
	qlock(&ql);
	count++;
	rwakeup(&rz);
	qunlock(&ql);
}

static void
locks(void)
{
	int i, n = 6;

	count = 0;
	for(i = 0; i < n; i++)
		if(i % 2)
			threadcreate(locker, nil, Stack);
		else
			proccreate(locker, nil, Stack);
	qlock(&ql);
	while(count < n * 201)
		rsleep(&rz);
	qunlock(&ql);
	eqint(count, n * 201);
	/* a lock that a thread of this proc waits for */
	qlock(&ql);
	threadcreate(locker, nil, Stack);
	yield();
	eqint(canqlock(&ql), 0);
	qunlock(&ql);
	while(count < (n + 1) * 201)
		yield();
}

/* ---- ioprocs ---- */

static int ticks, stop;

static void
ticker(void *)
{
	while(!stop) {
		ticks++;
		sleep(1);
		yield();
	}
	stop = 2;
}

static void
writer(void *a)
{
	int *p = a;

	sleep(100);
	write(p[1], "hello", 5);
}

static Ioproc *busy;

static void
breaker(void *a)
{
	int i;

	for(i = 0; i < (uintptr)a; i++)
		yield();
	iointerrupt(busy);
}

static void
ioprocs(void)
{
	char buf[20];
	int p[2], before, i;

	pipe(p);
	busy = ioproc();
	threadcreate(ticker, nil, Stack);
	proccreate(writer, p, Stack);
	before = ticks;
	eqint(ioread(busy, p[0], buf, sizeof buf), 5);
	eqint(memcmp(buf, "hello", 5), 0);
	ok(ticks > before + 2);
	for(i = 0; i < 20; i++) { /* early and late */
		threadcreate(breaker, (void *)(uintptr)i, Stack);
		eqint(ioread(busy, p[0], buf, sizeof buf), -1);
		rerrstr(buf, sizeof buf);
		eqstr(buf, "interrupted");
	}
	eqint(iowrite(busy, p[1], "abc", 3), 3);
	eqint(ioreadn(busy, p[0], buf, 3), 3);
	eqint(ioopen(busy, "/no/such", OREAD), -1);
	eqint(ioclose(busy, p[0]), 0);
	eqint(iosleep(busy, 1), 0);
	closeioproc(busy);
	close(p[1]);
	stop = 1;
	while(stop != 2)
		yield();
}

/* ---- exec ---- */

typedef struct Ex Ex;
struct Ex
{
	char *arg;
	char *prog;
	Channel *pid;
	int fd[2];
};

static void
execer(void *a)
{
	Ex *e = a;

	if(e->fd[1] >= 0) {
		dup(e->fd[1], 1);
		close(e->fd[0]);
		close(e->fd[1]);
	}
	procexecl(e->pid, e->prog, e->prog, "-x", e->arg, nil);
	threadexits(nil);
}

static void
execs(void)
{
	Ex e = {"hello", self, chancreate(sizeof(ulong), 0), {-1, -1}};
	Channel *wc = threadwaitchan();
	char buf[100];
	ulong pid;
	Waitmsg *w;
	int n, m = 0;

	pipe(e.fd);
	ok(procrfork(execer, &e, Stack, RFFDG) > 0);
	pid = recvul(e.pid);
	ok(pid != ~0U);
	close(e.fd[1]);
	while((n = read(e.fd[0], buf + m, sizeof buf - 1 - m)) > 0)
		m += n; /* ends only if nobody else has the pipe */
	buf[m] = '\0';
	eqstr(buf, "said hello\n");
	w = recvp(wc);
	eqint(w->pid, pid);
	ok(strstr(w->msg, "status hello") != nil);
	free(w);
	close(e.fd[0]);
	e.prog = "/no/such/program";
	e.fd[1] = -1;
	ok(procrfork(execer, &e, Stack, RFFDG) > 0);
	eqint(recvul(e.pid), ~0U);
	chanfree(e.pid);
}

/* ---- notes ---- */

static int noted1;

static int
onnote(void *, char *msg)
{
	if(strncmp(msg, "hello", 5) != 0)
		return 0;
	noted1++;
	return 1;
}

static void
notes(void)
{
	eqint(threadnotify(onnote, 1), 1);
	postnote(PNPROC, getpid(), "hello");
	sleep(1);
	eqint(noted1, 1);
	eqint(threadnotify(onnote, 0), 1);
	eqint(threadnotify(onnote, 0), 0);
}

/* ---- data, names, order of threads ---- */

static void
named(void *a)
{
	ok(*threaddata() == nil);
	*threaddata() = a;
	threadsetname("number %d", (int)(uintptr)a);
	yield();
	eqint((uintptr)*threaddata(), (uintptr)a);
	ok(threadgetname()[7] == '0' + (uintptr)a);
	needstack(1000);
	made++;
}

static void
data(void)
{
	int i, id;

	*procdata() = &made;
	for(i = 0; i < 5; i++)
		id = threadcreate(named, (void *)(uintptr)i, Stack);
	eqint(threadpid(id), getpid());
	while(made < 5)
		yield();
	ok(*procdata() == &made);
	ok(threadid() != id);
}

/* ---- the end of all ---- */

static void
idler(void *)
{
	for(;;)
		sleep(1000);
}

static void
failer(void *)
{
	sleep(20);
	argv0 = "thread test, as it should";
	sysfatal("all done");
}

static void
killer(void *)
{
	sleep(20);
	threadexitsall("all done");
}

/* a program of its own: how it ends is its status */
static void
other(char **argv)
{
	if(strcmp(argv[1], "-x") == 0) {
		print("said %s\n", argv[2]);
		threadexitsall(smprint("status %s", argv[2]));
	}
	proccreate(idler, nil, Stack);
	proccreate(idler, nil, Stack);
	if(strcmp(argv[1], "-last") == 0) {
		threadcreate(killer, nil, Stack);
		threadexits("not this");
	}
	proccreate(strcmp(argv[1], "-fatal") == 0 ? failer : killer, nil, Stack);
	recvul(chancreate(sizeof(ulong), 0));
}

/* threads in groups, one that is killed, sends that do not wait, calls in another process */
static Channel *told;

static void
member(void *a)
{
	threadsetgrp((uintptr)a);
	sendul(told, threadgetgrp());
	recvul(chancreate(sizeof(ulong), 0)); /* until interrupted or killed */
	sendul(told, 100 + threadgetgrp());
}

static long
doubled(va_list *arg)
{
	return 2 * va_arg(*arg, int);
}

static void
groups(void)
{
	Channel *one = chancreate(sizeof(int), 1), *ptr = chancreate(sizeof(void *), 0);
	Ioproc *io = ioproc();
	Ref r = {0};
	int a, b, v = 7;

	ok(nbsend(one, &v) == 1 && nbsend(one, &v) == 0 && nbsendp(ptr, &v) == 0);
	v = 0;
	ok(nbrecv(one, &v) == 1 && v == 7);
	incref(&r);
	incref(&r);
	ok(decref(&r) == 1 && decref(&r) == 0);
	eqint(iocall(io, doubled, 21), 42);
	closeioproc(io);

	told = chancreate(sizeof(ulong), 8);
	a = threadcreate(member, (void *)1, Stack);
	b = threadcreate(member, (void *)2, Stack);
	threadcreate(member, (void *)3, Stack);
	eqint(recvul(told) + recvul(told) + recvul(told), 6);
	ok(a != b && threadgetgrp() == 0);
	threadintgrp(2);
	eqint(recvul(told), 102);
	threadkill(a);
	yield();
	threadintgrp(1); /* nobody is left in it */
	threadintgrp(3);
	eqint(recvul(told), 103);
	yield();
	ok(nbrecv(told, &v) == 0);
}

static void
ends(char *how)
{
	Waitmsg *w;

	if(fork() == 0) {
		execl(self, self, how, nil);
		_exits("no exec");
	}
	w = wait();
	ok(w != nil && strstr(w->msg, "all done") != nil);
	free(w);
}

void
threadmain(int argc, char **argv)
{
	self = argv[0];
	if(argc > 1 && argv[1][0] == '-')
		other(argv);
	alarm(60000);
	channels();
	procs();
	alts();
	fairness();
	interrupts();
	locks();
	ioprocs();
	execs();
	notes();
	data();
	groups();
	ends("-all");
	ends("-last");
	ends("-fatal");
	threadexitsall(failed ? "failed" : nil);
}
