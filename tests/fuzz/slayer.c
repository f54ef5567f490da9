/*
 * Runs an emu, and kills its processes at any instruction of the kernel.
 *
 *	slayer [-b] [-n kills] [-i ms] [-s seed] [-v] [-t stopfile] command [arg ...]
 *
 * The processes of the command, an emu, but for the first, are killed one after the other (-i: so
 * long apart), at random: some wherever they are, some after a number of single steps, most a few
 * steps after they took a lock, which an instruction with a lock prefix in the kernel's text says.
 * After so many kills it makes the stop file and waits for the emu to end by itself.  Without a stop
 * file the emu may end at any time.  -b tells where each was killed.
 *
 * It is also the guard of programs that could run away: the emu is an ordinary user's even when we
 * are root's, that user may have Maxuser processes, and with more than Maxprocs all of them are
 * killed.  The status is the emu's, or 1 when it had to be killed.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

enum
{
	Maxprocs = 200,
	Maxuser = 400, /* processes of the user, threads too */
	Nobody = 65534,
	Maxsteps = 4000,
	Stepms = 20,     /* a step that takes longer waits for something */
	Maxend = 30000,  /* milliseconds from the stop file to the end */
	Maxidle = 30000, /* looks, a millisecond each, that find nobody to kill */
	Nmodes = 5,
};
#define Kernel ((unsigned long)0x500000000000) /* emu's text is above, user programs' below */

static int emu;
static uint64_t state;
static bool verbose;
static bool tell; /* where each was killed */
static long nkilled[Nmodes];

static uint32_t
rnd(uint32_t n)
{
	state = state * 6364136223846793005ULL + 1442695040888963407ULL;
	return (uint32_t)(state >> 33) % n;
}

/* the emu's children */
static int
victims(int *pid, int max)
{
	char name[64], *p;
	static char buf[65536];
	int fd, n = 0;
	ssize_t r, len = 0;

	snprintf(name, sizeof name, "/proc/%d/task/%d/children", emu, emu);
	fd = open(name, O_RDONLY | O_CLOEXEC);
	if(fd < 0)
		return 0;
	while((r = read(fd, buf + len, sizeof buf - 1 - (size_t)len)) > 0)
		len += r;
	close(fd);
	buf[len] = '\0';
	for(p = buf; *p != '\0' && n < max;) {
		pid[n] = (int)strtol(p, &p, 10);
		if(pid[n] != 0)
			n++;
		while(*p == ' ')
			p++;
	}
	return n;
}

static void
alarmed(int sig)
{
	(void)sig;
}

static void
timer(int ms)
{
	struct itimerval t = {.it_value = {0, ms * 1000}, .it_interval = {0, ms * 1000}};

	setitimer(ITIMER_REAL, &t, NULL);
}

/* wait until pid stops; 0: it does not, or is gone */
static int
stopped(int pid, int *sig)
{
	int status, r;

	timer(Stepms);
	r = waitpid(pid, &status, __WALL);
	timer(0);
	if(r != pid || !WIFSTOPPED(status))
		return 0;
	*sig = status >> 16 == PTRACE_EVENT_STOP ? 0 : WSTOPSIG(status);
	if(*sig == SIGTRAP)
		*sig = 0;
	return 1;
}

static bool
locks(int pid, unsigned long pc)
{
	long op = ptrace(PTRACE_PEEKTEXT, pid, pc, 0);
	unsigned char b[8];

	memcpy(b, &op, sizeof b);
	return pc > Kernel && (b[0] == 0xf0 || b[0] == 0x87 || (b[0] == 0x48 && b[1] == 0x87));
}

/* single steps: n, or as many as lead to a lock and then n */
static void
step(int pid, int n, bool tolock)
{
	int sig = 0, left = tolock ? Maxsteps : n;
	unsigned long pc;

	if(ptrace(PTRACE_SEIZE, pid, 0, 0) < 0)
		return;
	if(ptrace(PTRACE_INTERRUPT, pid, 0, 0) < 0 || !stopped(pid, &sig))
		return;
	while(left-- > 0) {
		pc = (unsigned long)ptrace(PTRACE_PEEKUSER, pid,
					   offsetof(struct user_regs_struct, rip), 0);
		if(tolock && rnd(4) == 0 && locks(pid, pc)) {
			tolock = false;
			left = n;
		}
		if(ptrace(PTRACE_SINGLESTEP, pid, 0, sig) < 0 || !stopped(pid, &sig))
			return;
	}
}

/* return addresses, by the chain of frames, relative to the text */
static void
backtrace(int pid)
{
	unsigned long pc, bp, base = 0, next;
	char name[64], line[256];
	FILE *f;

	snprintf(name, sizeof name, "/proc/%d/maps", emu);
	f = fopen(name, "r");
	while(base == 0 && f != NULL && fgets(line, sizeof line, f) != NULL)
		if(strstr(line, "/emu") != NULL)
			base = strtoul(line, NULL, 16);
	if(f != NULL)
		fclose(f);
	pc = (unsigned long)ptrace(PTRACE_PEEKUSER, pid, offsetof(struct user_regs_struct, rip), 0);
	bp = (unsigned long)ptrace(PTRACE_PEEKUSER, pid, offsetof(struct user_regs_struct, rbp), 0);
	fprintf(stderr, "slayer: killed at %#lx", pc - base);
	for(int i = 0; i < 12 && bp > Kernel; i++) {
		pc = (unsigned long)ptrace(PTRACE_PEEKDATA, pid, bp + 8, 0);
		next = (unsigned long)ptrace(PTRACE_PEEKDATA, pid, bp, 0);
		if(pc < base || next <= bp)
			break;
		fprintf(stderr, " %#lx", pc - base);
		bp = next;
	}
	fprintf(stderr, "\n");
}

static void
slay(int pid)
{
	int mode = (int)rnd(Nmodes);

	switch(mode) {
	case 0:
		if(tell)
			step(pid, 0, false);
		usleep(rnd(3000));
		break;
	case 1:
		step(pid, (int)rnd(Maxsteps), false);
		break;
	default:
		step(pid, (int)rnd(80), true);
	}
	if(tell)
		backtrace(pid);
	if(kill(pid, SIGKILL) == 0)
		nkilled[mode]++;
	/* a tracer has to hear of it first */
	waitpid(pid, NULL, __WALL);
}

static void
killall(const char *why)
{
	static int pid[10000];
	int n = victims(pid, 10000);

	fprintf(stderr, "slayer: %s: %d processes\n", why, n);
	for(int i = 0; i < n; i++)
		kill(pid[i], SIGKILL);
	kill(emu, SIGKILL);
	exit(1);
}

/* one or, now and then, some at once; result: how many */
static int
round1(void)
{
	static int pid[Maxprocs + 2];
	int n = victims(pid, Maxprocs + 2), i, some = 0;

	if(n > Maxprocs)
		killall("too many");
	if(n < 2)
		return 0;
	if(rnd(50) == 0)
		for(i = 1; i < n; i++)
			if(rnd(3) == 0 && kill(pid[i], SIGKILL) == 0)
				some++;
	slay(pid[1 + rnd((uint32_t)n - 1)]);
	return some + 1;
}

static int
report(long kills, int status)
{
	if(kills > 0)
		fprintf(stderr,
			"slayer: %ld kills: %ld at random, %ld after steps, %ld after a lock\n",
			kills, nkilled[0], nkilled[1], nkilled[2] + nkilled[3] + nkilled[4]);
	if(WIFSIGNALED(status))
		fprintf(stderr, "slayer: the emu died of signal %d\n", WTERMSIG(status));
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/* until the emu ends; with a stop file, which asks for it, not for long */
static int
finish(const char *stop)
{
	static int pid[Maxprocs + 2];
	int status, fd;

	if(stop != NULL) {
		fd = open(stop, O_CREAT | O_WRONLY | O_CLOEXEC, 0666);
		if(fd >= 0)
			close(fd);
	}
	for(int i = 0; waitpid(emu, &status, WNOHANG) != emu; i++) {
		if(victims(pid, Maxprocs + 2) > Maxprocs)
			killall("too many");
		if(stop != NULL && i == Maxend)
			killall("it does not end");
		usleep(1000);
	}
	return status;
}

static void
startemu(char **argv)
{
	struct rlimit r = {Maxuser, Maxuser};

	emu = fork();
	if(emu != 0)
		return;
	if(getuid() == 0 && (setgid(Nobody) < 0 || setuid(Nobody) < 0))
		_exit(126);
	setrlimit(RLIMIT_NPROC, &r);
	prctl(PR_SET_DUMPABLE, 1);
	execv(argv[0], argv);
	_exit(127);
}

static void
usage(void)
{
	fprintf(stderr,
		"usage: slayer [-bv] [-n kills] [-i ms] [-s seed] [-t stopfile] command ...\n");
	exit(2);
}

/* kill until there were so many; false: the emu has ended */
static bool
killmany(long kills, int ms, long *done, int *status)
{
	int idle = 0, r;

	while(*done < kills) {
		if(waitpid(emu, status, WNOHANG) == emu)
			return false;
		r = round1();
		*done += r;
		idle = r > 0 ? 0 : idle + 1;
		if(idle > Maxidle)
			killall("nobody to kill");
		usleep(r == 0 ? 1000 : (useconds_t)ms * 1000);
		if(verbose && r > 0 && *done % 1000 < r)
			fprintf(stderr, "slayer: %ld\n", *done);
	}
	return true;
}

int
main(int argc, char **argv)
{
	struct sigaction sa = {.sa_handler = alarmed};
	long kills = 0, done = 0;
	const char *stop = NULL;
	int c, ms = 0, status;

	state = (uint64_t)getpid();
	while((c = getopt(argc, argv, "+bi:n:s:t:v")) != -1)
		switch(c) {
		case 'b':
			tell = true;
			break;
		case 'i':
			ms = atoi(optarg);
			break;
		case 'n':
			kills = atol(optarg);
			break;
		case 's':
			state = strtoull(optarg, NULL, 0);
			break;
		case 't':
			stop = optarg;
			break;
		case 'v':
			verbose = true;
			break;
		default:
			usage();
		}
	if(argv[optind] == NULL)
		usage();
	if(stop != NULL)
		unlink(stop);
	startemu(argv + optind);
	sigaction(SIGALRM, &sa, NULL);
	if(killmany(kills, ms, &done, &status))
		status = finish(stop);
	else if(stop != NULL) {
		report(done, status);
		fprintf(stderr, "slayer: the emu ended too early\n");
		return 1;
	}
	return report(done, status);
}
