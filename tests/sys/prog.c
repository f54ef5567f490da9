/* #π at /prog: Inferno's files of a process, for native programs */
#define PROCDIR "/prog"
#include "procfiles.h"

static void
finish(int pid)
{
	ok(put(pid, "ctl", "kill") == 4, "%r");
	expectexit(pid, "Killed");
}

static void
names(void)
{
	static char *all[] = {"ctl",   "dbgctl", "exception", "fd",     "heap", "ns",
			      "nsgrp", "pgrp",   "stack",     "status", "text", "wait"};
	int pid = sleeper(0), fd, n, i, found;
	Dir *d;

	fd = open(file(pid, ""), OREAD);
	n = dirreadall(fd, &d);
	close(fd);
	eqint(n, nelem(all));
	for(i = 0; i < n && i < nelem(all); i++)
		eqstr(d[i].name, all[i]);
	free(d);
	fd = open("/prog", OREAD);
	n = dirreadall(fd, &d);
	close(fd);
	for(found = i = 0; i < n; i++) {
		ok(atoi(d[i].name) > 0, "%s", d[i].name);
		found += atoi(d[i].name) == pid || atoi(d[i].name) == getpid();
	}
	eqint(found, 2);
	free(d);
	finish(pid);
}

static void
texts(void)
{
	int pid = sleeper(0), fd;
	char *s, *f[10], *u, buf[256];

	s = text(pid, "status");
	ok(strchr(s, '\n') == nil);
	eqint(tokenize(s, f, nelem(f)), 7);
	eqint(atoi(f[0]), pid);
	u = slurp("#c/user");
	eqstr(f[2], u);
	ok(strlen(f[3]) == 6 && f[3][1] == ':' && f[3][4] == '.', "%s", f[3]);
	eqstr(f[4], "release");
	ok(atoi(f[5]) > 4 && f[5][strlen(f[5]) - 1] == 'K');
	eqstr(f[6], "prog");
	free(s);
	s = text(pid, "ns");
	ok(strstr(s, "bind  '#π' /prog\n") != nil || strstr(s, "bind  #π /prog\n") != nil, "%s", s);
	free(s);
	s = text(pid, "fd");
	ok(s[0] == '/');
	free(s);
	s = text(pid, "nsgrp");
	u = text(getpid(), "nsgrp");
	eqstr(s, u);
	free(s);
	free(u);
	fd = open(file(pid, "text"), OREAD);
	fd2path(fd, buf, sizeof buf);
	ok(strlen(buf) > 5 && strcmp(buf + strlen(buf) - 5, "/prog") == 0, "%s", buf);
	close(fd);
	s = text(pid, "stack");
	ok(strstr(s, " 0000000000200000 1 /") != nil, "%s", s);
	free(s);
	finish(pid);
}

/* asked of the heap file: the text that it then reads as */
static char *
query(int pid, char *fmt, void *at)
{
	static char buf[256];
	int fd = open(file(pid, "heap"), ORDWR), n;
	char q[64];

	snprint(q, sizeof q, fmt, at);
	ok(write(fd, q, strlen(q)) == strlen(q), "%s: %r", q);
	n = read(fd, buf, sizeof buf - 1);
	buf[n < 0 ? 0 : n] = 0;
	close(fd);
	return buf;
}

static int words[] = {1, -2, 300000};
static vlong big = 0x123456789abcdefLL;
static char bytes[] = "hello";
static void *nothing;

static void
heap(void)
{
	int pid;
	char want[64];

	words[0] = 7;
	pid = sleeper(0);
	words[0] = 8; /* not the child's */
	eqstr(query(pid, "%#p.W3", words), "7\n-2\n300000\n");
	eqstr(query(pid, "%#p.W", words), "7\n");
	eqstr(query(pid, "%#p.B2", bytes), "104\n101\n");
	eqstr(query(pid, "%#p.C1", bytes), "5.hello");
	snprint(want, sizeof want, "%lld\n", big);
	eqstr(query(pid, "%#p.V1", &big), want);
	eqstr(query(pid, "%#p.P1", &nothing), "nil\n");
	finish(pid);
}

/* the text that dbgctl gives next */
static char *
event(int fd)
{
	static char buf[ERRMAX + 20];
	int n = read(fd, buf, sizeof buf - 1);

	ok(n >= 0, "%r");
	buf[n < 0 ? 0 : n] = 0;
	return buf;
}

static void
laterkill(void *arg)
{
	int pid = (int)(uintptr)arg;

	waitstate(getppid(), "Stopwait");
	put(pid, "ctl", "kill");
}

static void
events(void)
{
	int pid = sleeper(0), fd = open(file(pid, "dbgctl"), ORDWR), killer;

	ok(write(fd, "stop", 4) == 4, "%r");
	eqstr(event(fd), "stopped");
	ok(write(fd, "unstop", 6) == 6, "%r");
	expecterr(write(fd, "step 1", 6), "not for native programs");
	killer = spawn(0, laterkill, (void *)(uintptr)pid);
	eqstr(event(fd), "exited");
	expecterr(read(fd, &pid, 1), "process exited");
	close(fd);
	expectexit(pid, "Killed");
	expectexit(killer, "");
}

static void
crashes(void *arg)
{
	USED(arg);
	close(2);
	waitstate(getppid(), "Stopwait");
	*(volatile int *)0x10 = 1;
}

static void
broken(void)
{
	int pid = spawn(RFFDG, crashes, nil), fd = open(file(pid, "dbgctl"), OREAD);
	char *s, *f[8];

	s = event(fd);
	ok(strncmp(s, "broken: sys: trap: fault write addr=0x10", 40) == 0, "%s", s);
	close(fd);
	s = text(pid, "exception");
	ok(strncmp(s, "sys: trap: fault write addr=0x10", 32) == 0, "%s", s);
	free(s);
	s = text(pid, "status");
	tokenize(s, f, nelem(f));
	eqstr(f[4], "broken");
	free(s);
	put(pid, "ctl", "kill");
	expectexit(pid, "sys: trap");
}

static void
parent(void *arg)
{
	int pid;

	USED(arg);
	waitstate(getppid(), "Pread");
	pid = rfork(RFPROC);
	if(pid == 0)
		_exits("it's done");
	pid = rfork(RFPROC);
	if(pid == 0)
		_exits(nil);
	forever(nil);
}

static void
waits(void)
{
	int pid = spawn(0, parent, nil), fd = open(file(pid, "wait"), OREAD), i, n, ended = 0;
	char buf[256], *s;

	for(i = 0; i < 2; i++) {
		n = read(fd, buf, sizeof buf - 1);
		ok(n > 0, "%r");
		buf[n < 0 ? 0 : n] = 0;
		s = strchr(buf, ' ');
		ok(atoi(buf) > pid && s != nil, "%s", buf);
		ended += s != nil && strcmp(s, " \"prog\":it's done") == 0;
		ended += s != nil && strcmp(s, " \"prog\":") == 0;
	}
	eqint(ended, 2);
	close(fd);
	finish(pid);
}

static volatile int survivor;

static void
leader(void *arg)
{
	USED(arg);
	if(rfork(RFPROC | RFMEM) == 0) {
		survivor = getpid();
		put(survivor, "ctl", "killgrp");
	}
	forever(nil);
}

/* all but the one that says it; others are not meant */
static void
killgrp(void)
{
	int bystander = sleeper(RFNOTEG), pid = spawn(RFNOTEG | RFMEM, leader, nil);

	expectexit(pid, "Killed");
	eqstr(procstate(bystander), "Sleep");
	waitstate(survivor, "Sleep");
	eqint(put(survivor, "ctl", "kill"), 4);
	finish(bystander);
}

Case cases[] = {
	{"names", names},   {"texts", texts}, {"heap", heap},       {"events", events},
	{"broken", broken}, {"waits", waits}, {"killgrp", killgrp}, {nil},
};
