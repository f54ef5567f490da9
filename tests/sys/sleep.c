/* sleep, alarm, nsec: time */
#include "test.h"

static vlong
ms(void)
{
	return nsec() / 1000000;
}

static void
sleeps(void)
{
	vlong t0 = ms(), t;

	eqint(sleep(100), 0);
	t = ms() - t0;
	ok(t >= 99 && t < 3000, "%lld", t);
	t0 = ms();
	eqint(sleep(0), 0);
	eqint(sleep(-1), 0);
	eqint(sleep(-0x7fffffff), 0);
	ok(ms() - t0 < 1000);
	t0 = ms();
	sleep(1);
	ok(ms() - t0 >= 1);
}

static void
alarms(void)
{
	vlong t0;
	long left;
	int pid;

	catchnotes();
	left = alarm(0); /* the case's own limit */
	ok(left > 10000 && left <= 20000, "%ld", left);
	eqint(alarm(0), 0);
	eqint(alarm(10000), 0);
	left = alarm(0);
	ok(left > 5000 && left <= 10000, "%ld", left);
	/* the newest counts */
	alarm(50);
	alarm(100000);
	sleep(150);
	eqint(alarm(0) > 90000, 1);
	/* without a handler */
	t0 = ms();
	pid = fork();
	if(pid == 0) {
		notify(nil);
		alarm(100);
		for(;;) {
		}
	}
	expectexit(pid, "alarm");
	t0 = ms() - t0;
	ok(t0 >= 99 && t0 < 5000, "%lld", t0);
	/* not inherited */
	alarm(50);
	pid = fork();
	if(pid == 0) {
		notify(nil);
		sleep(150);
		_exits("slept");
	}
	alarm(0);
	expectexit(pid, "slept");
	alarm(20000);
}

static int rang;

static int
ring(void *u, char *msg)
{
	USED(u);
	if(strcmp(msg, "alarm") == 0)
		rang++;
	return 1;
}

static void
breaks(void)
{
	int p[2], i;
	char b[8];
	vlong t0;

	atnotify(ring, 1);
	pipe(p);
	alarm(500); /* after the wait has begun */
	expecterr(read(p[0], b, 8), "interrupted");
	eqint(rang, 1);
	alarm(500);
	expecterr(sleep(5000), "interrupted");
	eqint(rang, 2);
	/* while computing */
	alarm(50);
	t0 = ms();
	for(i = 0; rang == 2 && ms() - t0 < 10000; i++) {
	}
	eqint(rang, 3);
	/* soon: where much else runs before the sleep begins */
	do
		alarm(1);
	while(sleep(100) == 0 && rang < 100);
	expecterr(-1, "interrupted");
	ok(rang >= 4 && rang < 100, "%d", rang);
	alarm(0xffffffff);
	ok(alarm(0) != 0);
}

static void
clocks(void)
{
	vlong a, b;
	uvlong c, d;
	char buf[100];
	int fd, n, i;

	a = nsec();
	b = _syscall(53, nil);
	ok(b >= a && b - a < 5000000000LL, "%lld %lld", a, b);
	for(i = 0; i < 1000; i++) {
		a = _syscall(53, nil);
		ok(a >= b);
		b = a;
	}
	fd = open("/dev/time", OREAD);
	n = read(fd, buf, sizeof buf - 1);
	eqint(n, 78);
	buf[n] = '\0';
	ok(labs(atol(buf) - time(nil)) <= 2);
	ok(strtoll(buf + 12, nil, 10) >= b);
	cycles(&c);
	sleep(10);
	cycles(&d);
	ok(d > c);
}

Case cases[] = {
	{"sleeps", sleeps}, {"alarms", alarms}, {"breaks", breaks}, {"clocks", clocks}, {nil},
};
