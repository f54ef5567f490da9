/*
 * Time: clocks, the processor's counter, processor time of a process.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>
#include "linux.h"

static s64int
readclock(clockid_t id)
{
	struct timespec t;

	clock_gettime(id, &t);
	return (s64int)t.tv_sec * 1000000000 + t.tv_nsec;
}

s64int
hostnsec(void)
{
	return readclock(CLOCK_REALTIME);
}

s64int
hostmono(void)
{
	return readclock(CLOCK_MONOTONIC);
}

u64int
hostcycles(void)
{
	return __builtin_ia32_rdtsc();
}

enum
{
	Measuretime = 2000000, /* nanoseconds */
};

/* when the program began */
static u64int cycles0;
static s64int mono0;

__attribute__((constructor)) static void
begin(void)
{
	mono0 = hostmono();
	cycles0 = hostcycles();
}

/* measured against the clock, over the time since the program began, which is mostly over */
u64int
hostcyclehz(void)
{
	s64int t;

	while((t = hostmono() - mono0) < Measuretime)
		;
	return (u64int)((unsigned __int128)(hostcycles() - cycles0) * 1000000000 / (u64int)t);
}

static s64int
tvns(const struct timeval *t)
{
	return (s64int)t->tv_sec * 1000000000 + (s64int)t->tv_usec * 1000;
}

/* the decimal number at *p after blanks; *p moves behind it */
static s64int
number(const char **p)
{
	s64int n = 0;

	while(**p == ' ')
		++*p;
	for(; **p >= '0' && **p <= '9'; ++*p)
		n = n * 10 + (**p - '0');
	return n;
}

/* fields 14 and 15 of /proc/pid/stat, after the last parenthesis: ticks of 10 ms */
static void
statticks(const char *s, s64int *user, s64int *system)
{
	const char *p = s, *q;
	int i;

	for(q = s; *q != 0; q++)
		if(*q == ')')
			p = q + 1;
	for(i = 2; i < 13; i++) {
		while(*p == ' ')
			p++;
		while(*p != ' ' && *p != 0)
			p++;
	}
	*user = number(&p) * 10000000;
	*system = number(&p) * 10000000;
}

static int
statpath(char *path, int pid)
{
	char num[16];
	int i = 0, n = 0;
	const char *s;

	for(s = "/proc/"; *s != 0;)
		path[n++] = *s++;
	do
		num[i++] = (char)('0' + pid % 10);
	while((pid /= 10) != 0);
	while(i > 0)
		path[n++] = num[--i];
	for(s = "/stat"; *s != 0;)
		path[n++] = *s++;
	path[n] = 0;
	return n;
}

void
hostcputime(int hostpid, s64int *user, s64int *system)
{
	struct rusage ru;
	char path[64], buf[512];
	s64int fd, n;

	*user = *system = 0;
	if(hostpid == 0) {
		if(sys(SYS_getrusage, RUSAGE_SELF, &ru) == 0) {
			*user = tvns(&ru.ru_utime);
			*system = tvns(&ru.ru_stime);
		}
		return;
	}
	statpath(path, hostpid);
	fd = sys(SYS_openat, AT_FDCWD, path, O_RDONLY | O_CLOEXEC);
	if(fd < 0)
		return;
	n = sys(SYS_read, fd, buf, sizeof buf - 1);
	sys(SYS_close, fd);
	if(n > 0) {
		buf[n] = 0;
		statticks(buf, user, system);
	}
}
