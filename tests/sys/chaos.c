/*
 * Processes killed at any moment, while they are in all parts of the kernel: what they held must
 * be free again, and the survivors must see nothing of it.
 */
#include "test.h"
#include "busy.h"
#include "srv9p.h"

/* of the server that all have in common */
static void
server(void)
{
	static uchar buf[20000];
	int fd = open("/mnt/big", OREAD);

	read(fd, buf, sizeof buf);
	close(fd);
	access("/mnt/dir/a", AEXIST);
	access("/mnt/dir/nosuch", AEXIST);
	spit("/mnt/hello", "again");
}

static void
blocked(void)
{
	char buf[8];
	int fd = open("/mnt/block", OREAD);

	alarm(1 + nrand(10));
	read(fd, buf, sizeof buf);
	close(fd);
}

/* not by an alarm, which the work has use for */
static void
diesoon(void)
{
	int pid = getpid();

	if(rfork(RFPROC | RFFDG | RFNOWAIT) == 0) {
		sleep(10 + nrand(100));
		postnote(PNPROC, pid, "die");
		_exits(nil);
	}
}

static void
start(void *v)
{
	static Job common[] = {{"server", server}, {"blocked", blocked}};
	int i = (int)(uintptr)v;
	Job *job = i < njobs ? &jobs[i] : &common[i - njobs];

	srand(nsec());
	/* some have a partner that shares their memory and soon dies, perhaps with a lock of libc's; so
	 * the parent shares with nobody */
	if(nrand(2) && !job->alone && rfork(RFPROC | RFMEM | RFFDG | RFNOWAIT) == 0)
		diesoon();
	else
		atnotify(shrug, 1);
	for(;;)
		job->fn();
}

static void
chaos(void)
{
	enum
	{
		N = 12
	};
	int pid[N], i, k;
	vlong t0 = nsec();

	scratch();
	busyinit();
	srvmount("/mnt", MREPL);
	rfork(RFREND);
	srand(nsec());
	for(i = 0; i < N; i++)
		pid[i] = spawn(RFFDG, start, (void *)(uintptr)(i % (njobs + 2)));
	for(k = 0; nsec() - t0 < 10 * 1000000000LL; k++) {
		i = nrand(N);
		sleep(nrand(5));
		ctl(pid[i], "kill");
		reap(pid[i]);
		pid[i] = spawn(RFFDG, start, (void *)(uintptr)nrand(njobs + 2));
	}
	for(i = 0; i < N; i++) {
		ctl(pid[i], "kill");
		reap(pid[i]);
	}
	if(verbose)
		print("%d kills\n", k);
	busyend();
	/* all still works */
	eqstr(slurp("/mnt/dir/a"), "file a");
	eqint(spit("still", "here"), 0);
	eqstr(slurp("still"), "here");
	eqint(putenv("chaos", "x"), 0);
}

Case cases[] = {{"chaos", chaos, 60}, {nil}};
