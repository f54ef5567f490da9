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
#include "../sys/busy.h"

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
static int nproc = 12;

static void
worker(Slot *s, int what)
{
	me = s;
	me->what = jobs[what].name;
	atnotify(shrug, 1);
	/* some share their memory with one that soon dies */
	if(nrand(4) == 0 && !jobs[what].alone && rfork(RFPROC | RFMEM | RFFDG | RFNOWAIT) == 0) {
		sleep(10 + nrand(100));
		_exits(nil);
	}
	for(;;) {
		jobs[what].fn();
		ainc(&me->rounds);
	}
}

static void
start(Slot *s)
{
	int what = nrand(njobs), pid;
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
	slots = segattach(0, "shared", nil, Maxproc * sizeof *slots);
	if(slots == (void *)-1)
		sysfatal("segattach: %r");
	busyinit();
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
	busyend();
	check();
	print("torture: done, %ld deaths\n", deaths);
	exits(nil);
}
