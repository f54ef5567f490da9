/* errstr, and calls that do not exist or are there for old programs only */
#include "test.h"

static void
swaps(void)
{
	char b[ERRMAX], big[300], small[4];

	strcpy(b, "mine");
	eqint(errstr(b, sizeof b), 0);
	strcpy(b, "second");
	errstr(b, sizeof b);
	eqstr(b, "mine");
	b[0] = '\0';
	errstr(b, sizeof b);
	eqstr(b, "second");
	/* a failing call leaves its text, a good one does not touch it */
	open("/nofile", OREAD);
	close(open("/dev/null", OREAD));
	b[0] = '\0';
	errstr(b, sizeof b);
	eqstr(b, "'/nofile' file does not exist");
	/* at most ERRMAX bytes are kept */
	memset(big, 'x', sizeof big);
	big[sizeof big - 1] = '\0';
	errstr(big, sizeof big);
	big[0] = '\0';
	errstr(big, sizeof big);
	eqint(strlen(big), ERRMAX - 1);
	/* a short buffer gets whole runes */
	strcpy(b, "ab☺☺");
	errstr(b, sizeof b);
	small[0] = '\0';
	errstr(small, sizeof small);
	eqstr(small, "ab");
	expecterr(errstr(b, 0), "bad arg in system call");
	expectbad(errstr(NOWHERE, 20));
	werrstr("%s %d", "formatted", 7);
	rerrstr(b, sizeof b);
	eqstr(b, "formatted 7");
	rerrstr(b, sizeof b);
	eqstr(b, "formatted 7");
	snprint(b, sizeof b, "%r");
	eqstr(b, "formatted 7");
	/* the old call: 64 bytes */
	strcpy(b, "old");
	eqint(_syscall(1, b), 0);
	eqstr(b, "formatted 7");
}

static void
unknown(void)
{
	static int n[] = {48, 49, 54, 55, 100, 1000, 0x7fffffff, -1, -100};
	int i;

	for(i = 0; i < nelem(n); i++) {
		catchnotes();
		expecterr(_syscall(n[i], 0LL), "bad arg in system call");
		eqint(nnotes, 1);
		ok(strncmp(lastnote, "sys: bad sys call pc=0x", 23) == 0, "%s", lastnote);
	}
}

static void
kills(void)
{
	_syscall(54, 0LL);
	ok(0, "survived");
}

static void
olds(void)
{
	char b[256];

	expecterr(_syscall(26, "/dev/null", b), "old wstat system call - recompile");
	expecterr(_syscall(27, 0LL, b), "old fwstat system call - recompile");
	b[0] = 'x';
	eqint(_syscall(9, 0LL, b, 4LL), 0);
	eqint(b[0], 0);
	eqint(_syscall(18, "/dev/null", b), 0);
	eqstr(b, "null");
	eqint(_syscall(11, (uintptr)open("/dev/null", OREAD), b), 0);
	eqstr(b, "null");
	expectbad(_syscall(18, "/dev/null", NOWHERE));
	/* sysr1 does nothing for the host owner */
	eqint(_syscall(0), 0);
}

/* the upper half of a slot for an int means nothing */
static void
garbage(void)
{
	uintptr junk = 0xdeadbeef00000000ULL;
	char b[16];
	vlong off;
	int fd;

	fd = _syscall(14, "/dev/zero", junk | OREAD);
	ok(fd >= 0);
	memset(b, 1, sizeof b);
	eqint(_syscall(50, junk | fd, b, junk | 4, 0LL), 4);
	eqint(b[3], 0);
	eqint(b[4], 1);
	eqint(_syscall(39, &off, junk | fd, 9LL, junk | 0), 0);
	eqint(off, 9);
	eqint(_syscall(17, junk | 0), 0);
	eqint(_syscall(4, junk | fd), 0);
	/* and a result of -1 has all its bits */
	ok(_syscall(4, junk | fd) == -1LL);
	ok(_syscall(17, junk | 0xffffffff) == 0);
}

Case cases[] = {
	{"swaps", swaps}, {"unknown", unknown}, {"kills", kills, 0, "sys: bad sys call pc=0x"},
	{"olds", olds},   {"garbage", garbage}, {nil},
};
