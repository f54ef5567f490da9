/* notes: how they are posted, delivered, handled and survived */
#include "test.h"
#include <ureg.h>

typedef struct Regs Regs;
struct Regs
{
	uvlong r[15];    /* ax bx cx dx si di bp r8 .. r15 */
	uchar v[16][32]; /* vector registers */
	int carry;       /* -1: was set */
	int pad;
	vlong sp; /* how far it is off */
};
extern void spin(Regs *, long *);
extern char spinloop[], spinend[];
extern long spinavx;
extern void rawhandler(void);
extern uvlong rawframe[];
extern vlong stubregs(int, uvlong *);
extern int _notify(void *);

static int
hasavx(void)
{
	uint a = 1, b, c, d;

	__asm__ volatile("cpuid" : "+a"(a), "=b"(b), "=c"(c), "=d"(d));
	return (c >> 27 & 3) == 3 && (c >> 28 & 1);
}

static void
post(int pid, char *note)
{
	if(postnote(PNPROC, pid, note) < 0)
		ok(0, "post %s to %d", note, pid);
}

/* a child that sends us notes; what it does is in fn */
static int
sender(void (*fn)(void *))
{
	return spawn(RFFDG, fn, (void *)(uintptr)getpid());
}

static void
defaults(void)
{
	int pid = fork();

	if(pid == 0) {
		sleep(10000);
		_exits("slept");
	}
	waitstate(pid, "Sleep");
	post(pid, "any text at all");
	expectexit(pid, "any text at all");
	pid = fork();
	if(pid == 0)
		for(;;) {
		}
	sleep(30);
	post(pid, "stop computing");
	expectexit(pid, "stop computing");
}

static void
limits(void)
{
	char big[200], name[32], buf[8];
	int pid, fd, i;

	pid = fork();
	if(pid == 0) {
		sleep(10000);
		_exits("slept");
	}
	waitstate(pid, "Sleep");
	snprint(name, sizeof name, "/proc/%d/note", pid);
	fd = open(name, ORDWR);
	ok(fd >= 0);
	memset(big, 'n', sizeof big);
	expecterr(write(fd, big, 128), "read or write too large");
	expectbad(write(fd, NOWHERE, 10));
	expecterr(read(fd, buf, 0), "read or write too small");
	/* stopped, it takes five */
	ctl(pid, "stop");
	for(i = 0; i < 5; i++)
		eqint(write(fd, "note", 4), 4);
	expecterr(write(fd, "note", 4), "note not posted");
	/* the oldest can be taken back */
	eqint(read(fd, buf, 8), 5);
	eqstr(buf, "note");
	eqint(write(fd, "more", 4), 4);
	ctl(pid, "kill");
	expectexit(pid, "Killed");
	waitstate(pid, "gone");
	expecterr(write(fd, "x", 1), "process exited");
}

static long flag;
static Ureg saved;
static int runs;

static void
recorder(void *v, char *msg)
{
	saved = *(Ureg *)v;
	strecpy(lastnote, lastnote + sizeof lastnote, msg);
	runs++;
	flag = 1;
	noted(NCONT);
}

/* the milliseconds that a process has computed */
static int
computed(int pid)
{
	char name[32], *s, *f[5];
	int t = -1;

	snprint(name, sizeof name, "/proc/%d/status", pid);
	s = slurp(name);
	if(s != nil && tokenize(s, f, 5) == 5)
		t = atoi(f[3]);
	free(s);
	return t;
}

/* a note, when v has computed for a while */
static void
tocomputing(void *v)
{
	int pid = (uintptr)v, was = computed(pid);

	while(computed(pid) < was + 30)
		sleep(10);
	post(pid, "hello there");
}

static char *waiting; /* the state that says so */

/* a note, when v waits */
static void
towaiting(void *v)
{
	waitstate((uintptr)v, waiting);
	post((uintptr)v, "hello there");
}

static int
senderto(char *state)
{
	waiting = state;
	return sender(towaiting);
}

static void
fill(Regs *r)
{
	int i, k;

	for(i = 0; i < 15; i++)
		r->r[i] = 0x0101010101010101ULL * (i + 1);
	for(i = 0; i < 16; i++)
		for(k = 0; k < 32; k++)
			r->v[i][k] = 16 * i + k;
	r->carry = r->sp = 0;
}

static void
sameregs(Regs *r)
{
	static uchar set[] = {0, 1, 2, 14, 15};
	int i, k, n = spinavx ? 32 : 16;

	for(i = 1; i < 15; i++)
		ok(r->r[i] == 0x0101010101010101ULL * (i + 1), "register %d: %llux", i, r->r[i]);
	for(i = 0; i < nelem(set); i++)
		for(k = 0; k < n; k++)
			if(r->v[set[i]][k] != (uchar)(16 * set[i] + k)) {
				ok(0, "vector register %d byte %d", set[i], k);
				break;
			}
	eqint(r->carry, -1);
	eqint(r->sp, 0);
}

/* all registers survive a note in the middle of a loop, and the Ureg shows them */
static void
registers(void)
{
	int pid;
	Regs r;

	spinavx = hasavx();
	fill(&r);
	notify(recorder);
	flag = 0;
	pid = sender(tocomputing);
	spin(&r, &flag);
	sameregs(&r);
	eqint(runs, 1);
	eqstr(lastnote, "hello there");
	ok(saved.bx == r.r[1] && saved.cx == r.r[2] && saved.dx == r.r[3] && saved.si == r.r[4] &&
	   saved.di == r.r[5] && saved.bp == r.r[6] && saved.r8 == r.r[7] && saved.r15 == r.r[14]);
	ok(saved.pc >= (uintptr)spinloop && saved.pc < (uintptr)spinend, "pc %llux", saved.pc);
	eqint(saved.cs, 0x2b);
	eqint(saved.ss, 0x23);
	ok(saved.flags & 1, "carry");
	expectexit(pid, "");
}

static volatile double sum;
static Regs junk;

static void
usesfp(void *v, char *msg)
{
	Regs r;
	int i;

	USED(v, msg);
	for(i = 0; i < 100; i++)
		sum += i * 1.5;
	memset(&r, 0xee, sizeof r);
	junk = r;
	if(spinavx)
		__asm__ volatile("vmovdqu (%0), %%ymm0; vmovdqu (%0), %%ymm1; vmovdqu (%0), %%ymm2;"
				 "vmovdqu (%0), %%ymm14; vmovdqu (%0), %%ymm15"
				 :
				 : "r"(&junk)
				 : "memory");
	flag = 1;
	noted(NCONT);
}

/* a handler may compute with floating point; the interrupted computation does not see it */
static void
floats(void)
{
	int pid;
	Regs r;

	spinavx = hasavx();
	fill(&r);
	notify(usesfp);
	flag = 0;
	pid = sender(tocomputing);
	spin(&r, &flag);
	sameregs(&r);
	ok(sum == 7425, "%g", sum);
	expectexit(pid, "");
}

/* the frame, word by word */
static void
frame(void)
{
	int pid;
	Regs r;

	_notify(rawhandler);
	pid = fork();
	if(pid == 0) {
		waitstate(getppid(), "Sleep");
		post(getppid(), "raw note");
		_exits(nil);
	}
	expecterr(sleep(5000), "interrupted");
	eqint(rawframe[0], rawframe[1] - 160);
	eqint(rawframe[2], 0);
	eqint(rawframe[3], rawframe[1]);
	eqint(rawframe[4], rawframe[0] + 24);
	eqint(rawframe[5], 0);
	eqstr((char *)&rawframe[7], "raw note");
	ok(rawframe[1] + 184 + 256 < (uintptr)&r, "below the stack in use");
	ok((uintptr)&r - rawframe[1] < 4096);
	ok((rawframe[6] & 0x400) == 0, "direction flag");
	expectexit(pid, "");
}

static int depth;
static uintptr uregs[3];

static void
nester(void *v, char *msg)
{
	USED(msg);
	uregs[depth] = (uintptr)v;
	depth++;
	if(depth == 1) {
		post(getpid(), "second");
		sleep(20); /* not interrupted: we are in a handler */
		uregs[2] = depth;
	}
	noted(NCONT);
}

/* while a handler runs, notes wait */
static void
queued(void)
{
	notify(nester);
	post(getpid(), "first");
	eqint(depth, 2);
	eqint(uregs[2], 1);
}

static void
faulty(void *v, char *msg)
{
	USED(v, msg);
	*(volatile int *)16 = 0;
}

/* a trap in a handler is the end */
static void
faultinhandler(void)
{
	int pid = fork();

	if(pid == 0) {
		notify(faulty);
		post(getpid(), "first");
		_exits("went on");
	}
	expectexit(pid, "sys: trap: fault write addr=0x10 pc=0x2");
	waitstate(pid, "Broken");
	ctl(pid, "kill");
}

static jmp_buf jb;

static void
jumper(void *v, char *msg)
{
	USED(msg);
	notejmp(v, jb, 42);
}

static void
jumps(void)
{
	volatile int n = 0;
	int r;

	notify(jumper);
	r = setjmp(jb);
	n++;
	if(n < 4) {
		eqint(r, n == 1 ? 0 : 42);
		if(n == 1)
			post(getpid(), "jump");
		if(n == 2)
			*(volatile int *)16 = 0;
		if(n == 3) {
			post(getpid(), "jump");
		}
		ok(0, "not reached");
	}
	eqint(n, 4);
	/* and notes are delivered again */
	notify(recorder);
	runs = 0;
	post(getpid(), "x");
	eqint(runs, 1);
}

static void
skipper(void *v, char *msg)
{
	Ureg *u = v;

	strecpy(lastnote, lastnote + sizeof lastnote, msg);
	saved = *u;
	u->pc += 2; /* over the instruction */
	u->ax = 77;
	noted(NCONT);
}

/* the registers that a handler leaves in the Ureg are those that execution goes on with */
static void
modify(void)
{
	uvlong ax;

	notify(skipper);
	__asm__ volatile("mov $1, %%eax; mov (%%rcx), %%edx; nop" : "=a"(ax) : "c"(16) : "rdx");
	eqint(ax, 77);
	ok(strncmp(lastnote, "sys: trap: fault read addr=0x10 pc=0x2", 38) == 0, "%s", lastnote);
	eqint(saved.type, 14);
}

static void
trapnames(void)
{
	volatile int zero = 0;

	notify(skipper);
	__asm__ volatile("ud2");
	ok(strncmp(lastnote, "sys: trap: invalid opcode pc=0x", 31) == 0, "%s", lastnote);
	eqint(saved.type, 6);
	__asm__ volatile("mov $1, %%eax; xor %%edx, %%edx; mov %0, %%ecx; div %%ecx"
			 :
			 : "m"(zero)
			 : "rax", "rcx", "rdx");
	ok(strncmp(lastnote, "sys: trap: divide error pc=0x", 29) == 0, "%s", lastnote);
	eqint(saved.type, 0);
	/* not a canonical address */
	__asm__ volatile("mov $0x8000000000000000, %%rcx; mov (%%rcx), %%eax" : : : "rax", "rcx");
	ok(strncmp(lastnote, "sys: trap: general protection violation pc=0x", 45) == 0, "%s",
	   lastnote);
	__asm__ volatile("hlt; nop");
	ok(strncmp(lastnote, "sys: trap: general protection violation pc=0x", 45) == 0, "%s",
	   lastnote);
	__asm__ volatile("mov %%eax, (%%rcx)" : : "a"(1), "c"(0x18) : "memory");
	ok(strncmp(lastnote, "sys: trap: fault write addr=0x18 pc=0x", 38) == 0, "%s", lastnote);
	/* writing text */
	__asm__ volatile("mov %%eax, (%%rcx)" : : "a"(1), "c"(0x200100) : "memory");
	ok(strncmp(lastnote, "sys: trap: fault write addr=0x200100 pc=0x", 42) == 0, "%s",
	   lastnote);
	/* the kernel is not there */
	__asm__ volatile("mov (%%rcx), %%eax" : : "c"(0x700000000000LL) : "rax");
	ok(strncmp(lastnote, "sys: trap: fault read addr=0x700000000000 pc=0x", 47) == 0, "%s",
	   lastnote);
}

static void
breaker(void *v, char *msg)
{
	strecpy(lastnote, lastnote + sizeof lastnote, msg);
	saved = *(Ureg *)v;
	((Ureg *)v)->pc++;
	noted(NCONT);
}

static void
breakpoint(void)
{
	extern char brkhere[];

	notify(breaker);
	__asm__ volatile(".globl brkhere\nbrkhere: int3");
	ok(strncmp(lastnote, "sys: breakpoint pc=0x", 21) == 0, "%s", lastnote);
	eqint(saved.pc, (uintptr)brkhere);
}

static int jumped;

static void
fetcher(void *v, char *msg)
{
	Ureg *u = v;

	strecpy(lastnote, lastnote + sizeof lastnote, msg);
	u->pc = *(uvlong *)u->sp; /* return from the call */
	u->sp += 8;
	jumped++;
	noted(NCONT);
}

static void
fetches(void)
{
	void (*fn)(void) = (void (*)(void))0x5000;

	notify(fetcher);
	fn();
	eqint(jumped, 1);
	ok(strncmp(lastnote, "sys: trap: fault read addr=0x5000 pc=0x5000", 43) == 0, "%s",
	   lastnote);
}

static void
broken(void)
{
	int pid = fork();
	char *m;

	if(pid == 0) {
		*(volatile int *)16 = 1;
		_exits("went on");
	}
	m = reap(pid);
	ok(strstr(m, ": sys: trap: fault write addr=0x10 pc=0x2") != nil, "%s", m);
	waitstate(pid, "Broken");
	ctl(pid, "kill");
	waitstate(pid, "gone");
}

/* at most four are kept: the fifth lets the oldest go */
static void
fivebroken(void)
{
	int pid[5], i;

	for(i = 0; i < 5; i++) {
		pid[i] = fork();
		if(pid[i] == 0) {
			*(volatile int *)16 = 1;
			_exits("went on");
		}
		reap(pid[i]);
		waitstate(pid[i], "Broken");
	}
	waitstate(pid[0], "gone");
	for(i = 1; i < 5; i++) {
		waitstate(pid[i], "Broken");
		ctl(pid[i], "kill");
	}
}

static void
sleepers(void)
{
	int pid, p[2];
	char b[8];
	long sem = 0;

	pipe(p);
	notify(recorder);
	pid = senderto("Sleep");
	expecterr(sleep(5000), "interrupted");
	expectexit(pid, "");
	eqint((int)saved.ax, -1);
	pid = senderto("Pread");
	expecterr(read(p[0], b, 8), "interrupted");
	expectexit(pid, "");
	pid = senderto("Semacquire");
	expecterr(semacquire(&sem, 1), "interrupted");
	expectexit(pid, "");
	eqint(sem, 0);
	pid = senderto("Tsemacquire");
	expecterr(tsemacquire(&sem, 5000), "interrupted");
	expectexit(pid, "");
	pid = senderto("Rendez");
	ok(rendezvous((void *)123, (void *)4) == (void *)~0);
	expectexit(pid, "");
	eqint(runs, 5);
}

static void
tothegroup(void *v)
{
	char name[32];
	int fd;

	USED(v);
	snprint(name, sizeof name, "/proc/%d/notepg", getpid());
	fd = open(name, OWRITE);
	ok(write(fd, "interrupt", 9) == 9);
	expecterr(read(fd, name, 1), "inappropriate use of fd");
}

/* all of the group but the writer */
static void
groups(void)
{
	int pid, other, outside;

	rfork(RFNOTEG);
	notify(recorder);
	other = fork();
	if(other == 0) {
		notify(nil);
		sleep(10000);
		_exits("slept");
	}
	outside = rfork(RFPROC | RFFDG | RFNOTEG);
	if(outside == 0) {
		notify(nil);
		sleep(10000);
		_exits("slept");
	}
	waitstate(other, "Sleep");
	waitstate(outside, "Sleep");
	pid = spawn(RFFDG, tothegroup, nil);
	expectexit(pid, "");
	expectexit(other, "interrupt");
	eqint(runs, 1);
	eqstr(procstate(outside), "Sleep");
	post(outside, "end");
	expectexit(outside, "end");
}

/* a word pushed on the interrupted stack, as Go does, is not in the frame's way */
static void
udskip(void *v, char *msg)
{
	Ureg *u = v;

	USED(msg);
	u->pc += 2;
	u->sp -= 8;
	*(uvlong *)u->sp = 0x1234567812345678ULL;
	noted(NCONT);
}

static void
pushword(void)
{
	uvlong got = 0;

	notify(udskip);
	__asm__ volatile("sub $256, %%rsp; ud2; pop %0; add $256, %%rsp" : "=r"(got) : : "memory");
	eqint(got, 0x1234567812345678LL);
}

/* r14, r15 and the stack come through a call; one made by a stub that the kernel does not know */
static void
preserved(void)
{
	static int calls[] = {17, 53, 8000};
	uvlong keep[3];
	int i;

	for(i = 0; i < nelem(calls); i++) {
		catchnotes();
		stubregs(calls[i], keep);
		ok(keep[0] == 0x1414141414141414ULL && keep[1] == 0x1515151515151515ULL &&
			   keep[2] == 0,
		   "call %d: %llux %llux %lld", calls[i], keep[0], keep[1], keep[2]);
	}
}

/* a storm of notes while computing and calling: nothing is lost or mixed up */
static long storm;

static void
counter(void *v, char *msg)
{
	USED(v, msg);
	storm++;
	noted(NCONT);
}

static void
stormer(void *v)
{
	int i;

	for(i = 0; i < 500; i++)
		while(postnote(PNPROC, (uintptr)v, "storm") < 0)
			sleep(1); /* five wait already */
}

static void
storms(void)
{
	volatile double d = 1;
	int i, pid, z = open("/dev/zero", OREAD);
	vlong t0 = nsec();
	char b[8];

	notify(counter);
	pid = sender(stormer);
	for(i = 0; storm < 500 && nsec() - t0 < 40 * 1000000000LL; i++) {
		d = d * 1.0000001 / 1.0000001;
		if(i % 100 == 0)
			pread(z, b, 8, 0);
	}
	eqint(storm, 500);
	ok(d > 0.99 && d < 1.01, "%g", d);
	expectexit(pid, "");
}

/* kill works on anything: computing, sleeping, stopped, ignoring notes */
static void
ignores(void *v, char *msg)
{
	USED(v, msg);
	noted(NCONT);
}

static void
kills(void)
{
	int pid, p[2];
	char c;

	pipe(p);
	pid = fork();
	if(pid == 0) {
		notify(ignores);
		write(p[1], "x", 1);
		for(;;) {
		}
	}
	eqint(read(p[0], &c, 1), 1);
	post(pid, "please");
	sleep(20);
	ctl(pid, "kill");
	expectexit(pid, "Killed");
	pid = fork();
	if(pid == 0) {
		notify(ignores);
		for(;;)
			sleep(1000);
	}
	waitstate(pid, "Sleep");
	ctl(pid, "kill");
	expectexit(pid, "Killed");
}

Case cases[] = {
	{"defaults", defaults},
	{"limits", limits},
	{"registers", registers},
	{"floats", floats},
	{"frame", frame},
	{"queued", queued},
	{"faultinhandler", faultinhandler},
	{"jumps", jumps},
	{"modify", modify},
	{"trapnames", trapnames},
	{"breakpoint", breakpoint},
	{"fetches", fetches},
	{"broken", broken},
	{"fivebroken", fivebroken},
	{"sleepers", sleepers},
	{"groups", groups},
	{"pushword", pushword},
	{"preserved", preserved},
	{"storms", storms, 60},
	{"kills", kills},
	{nil},
};
