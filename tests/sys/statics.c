/*
 * The kernel's static variables are one set for all processes: numbers that it counts there, pids and
 * mount instances, are never given twice, whichever process asks.
 */
#include "test.h"

enum
{
	Nproc = 8,
	Neach = 20,
};

/* pids of Neach children, written to fd as text */
static void
breed(int fd)
{
	char msg[64];
	int i, pid;

	for(i = 0; i < Neach; i++) {
		pid = fork();
		if(pid == 0)
			_exits(nil);
		ok(pid > 0);
		fprint(fd, "%d\n", pid);
		await(msg, sizeof msg);
	}
}

static int
numbers(char *s, int *num, int max)
{
	int n = 0;

	while(n < max && *s != '\0') {
		num[n++] = strtol(s, &s, 10);
		while(*s == '\n')
			s++;
	}
	return n;
}

static void
pids(void)
{
	static char buf[16384];
	int num[2 * Nproc * Neach], p[2], i, j, n, got = 0;

	ok(pipe(p) == 0);
	for(i = 0; i < Nproc; i++)
		if(fork() == 0) {
			close(p[0]);
			breed(p[1]);
			_exits(nil);
		}
	close(p[1]);
	while((n = read(p[0], buf + got, sizeof buf - 1 - got)) > 0)
		got += n;
	buf[got] = '\0';
	n = numbers(buf, num, nelem(num));
	eqint(n, Nproc * Neach);
	for(i = 0; i < n; i++)
		for(j = 0; j < i; j++)
			ok(num[i] != num[j], "pid %d twice", num[i]);
}

Case cases[] = {{"pids", pids}, {nil}};
