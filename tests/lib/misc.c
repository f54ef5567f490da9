/* the rest of the C library: encodings, ends of processes, messages, names of files, tags of memory */
#include "test.h"

static int
shifted(int c)
{
	return enc32chr(c) + ('a' <= enc32chr(c) && enc32chr(c) <= 'z' ? 'A' - 'a' : 0);
}

static int
unshifted(int c)
{
	return dec32chr(c >= 'A' && c <= 'Z' ? c + 'a' - 'A' : c);
}

static void
encodings(void)
{
	char text[64];
	uchar bytes[64];
	int n;

	eqint(dec16(bytes, sizeof bytes, "00fFa5", 6), 3);
	ok(memcmp(bytes, "\x00\xff\xa5", 3) == 0);
	eqint(enc16(text, sizeof text, bytes, 3), 6);
	eqstr(text, "00FFA5");
	eqint(dec16(bytes, 1, "0001", 4), -1); /* no room */
	eqint(enc16(text, 4, bytes, 3), -1);
	ok(dec16chr('F') == 15 && dec16chr('g') == -1 && enc16chr(10) == 'A');
	ok(dec64chr('/') == 63 && dec64chr('-') == -1 && enc64chr(0) == 'A');
	for(int len = 0; len < 20; len++) {
		memset(bytes, 0xa5, len);
		n = enc32x(text, sizeof text, bytes, len, shifted);
		eqint(n, strlen(text));
		memset(bytes, 0, sizeof bytes);
		eqint(dec32x(bytes, sizeof bytes, text, n, unshifted), len);
		for(int i = 0; i < len; i++)
			ok(bytes[i] == 0xa5, "%d of %d", i, len);
	}
	ok(dec32x(bytes, sizeof bytes, "!!", 2, unshifted) <= 0);
}

static int fd[2];

static void
said(void)
{
	write(fd[1], "said", 4);
}

static void
taken(void)
{
	write(fd[1], "taken back", 10);
}

static void
ender(void *)
{
	atexit(said);
	atexit(taken);
	atexitdont(taken);
	exits("done");
}

static void
aborter(void *)
{
	close(2);
	abort();
}

static void
ends(void)
{
	char buf[64];
	int n;

	ok(pipe(fd) == 0);
	expectexit(spawn(RFFDG, ender, nil), "done");
	close(fd[1]);
	n = read(fd[0], buf, sizeof buf - 1);
	buf[n < 0 ? 0 : n] = '\0';
	eqstr(buf, "said");
	close(fd[0]);
	expectexit(spawn(RFFDG, aborter, nil), "sys: trap");
}

static void
complain(void *)
{
	dup(fd[1], 2);
	close(fd[0]);
	open("/nonesuch", OREAD);
	perror("here");
	argv0 = "prog";
	sysfatal("it is %d", 7);
}

static void
messages(void)
{
	char *s, *want, buf[200];
	int n;

	ok(pipe(fd) == 0);
	expectexit(spawn(RFFDG, complain, nil), "it is 7");
	close(fd[1]);
	for(n = 0; n < sizeof buf - 1; n++)
		if(read(fd[0], buf + n, 1) != 1)
			break;
	buf[n] = '\0';
	eqstr(buf, "here: '/nonesuch' file does not exist\nprog: it is 7\n");
	close(fd[0]);

	scratch();
	ok(bind(".", "/sys/log", MREPL) >= 0, "%r");
	ok(spit("mine", "before\n") == 0);
	syslog(0, "mine", "one %d", 1);
	syslog(0, "mine", "two");
	s = slurp("mine");
	ok(s != nil && strncmp(s, "before\n", 7) == 0);
	want = smprint("before\n%s ", sysname());
	ok(strncmp(s, want, strlen(want)) == 0, "%s", s);
	s = strchr(s + 7, '\n');
	ok(s != nil && strncmp(s - 6, " one 1\n", 7) == 0, "%s", s);
	ok(strlen(s) > 6 && strcmp(s + strlen(s) - 5, " two\n") == 0, "%s", s);
}

static void
names(void)
{
	char a[] = "fileXXXXXXXXXXX", b[] = "fileXXXXXXXXXXX", c[] = "fileXXXXXXXXXXX";

	scratch();
	ok(mktemp(a) == a && access(a, AEXIST) < 0 && strncmp(a, "file", 4) == 0);
	ok(strchr(a, 'X') == nil);
	eqstr(mktemp(b), a); /* nobody has made it */
	ok(spit(a, "") == 0);
	ok(mktemp(c) == c && strcmp(a, c) != 0);
}

static void
memory(void)
{
	char *p = malloc(100);
	long v = 5;

	setmalloctag(p, 0x1234);
	eqint(getmalloctag(p), 0x1234);
	setrealloctag(p, 0x5678);
	eqint(getrealloctag(p), 0x5678);
	ok(msize(p) >= 100);
	p = realloc(p, 1000);
	ok(getmalloctag(p) == 0x1234 && getrealloctag(p) != 0x5678); /* now that of the call */
	free(p);
	ok(cas(&v, 5, 6) == 1 && v == 6 && cas(&v, 5, 7) == 0 && v == 6);
}

static void
dates(void)
{
	Tm *t = gmtime(951782400);

	eqstr(asctime(t), "Tue Feb 29 00:00:00 GMT 2000\n");
	eqint(tm2sec(t), 951782400);
	putenv("timezone", "XST -3600 XDT 0\n 951782400 951868800\n");
	eqstr(ctime(951782399), "Mon Feb 28 22:59:59 XST 2000\n");
	eqstr(ctime(951782400), "Tue Feb 29 00:00:00 XDT 2000\n");
}

/* how many descriptors this process has */
static int
descriptors(void)
{
	char name[64];
	int n = 0;

	for(int i = 0; i < 300; i++)
		n += fd2path(i, name, sizeof name) >= 0;
	return n;
}

enum
{
	Turns = 40,
};

/* the clock in turns with a process that shares memory and has other descriptors */
static void
ticker(void *v)
{
	int *turn = v, p[2], before;
	char c;

	for(int i = 0; i < 20; i++)
		pipe(p);
	before = descriptors();
	for(int i = 0; i < Turns; i++) {
		read(turn[1], &c, 1);
		ok(nsec() > 0);
		write(turn[1], &c, 1);
	}
	ok(descriptors() <= before + 1, "%d, not %d", descriptors(), before);
}

static void
clocks(void)
{
	int turn[2], before, pid;
	vlong t, last = 0;
	char c = 0;

	pipe(turn);
	before = descriptors();
	pid = spawn(RFMEM | RFFDG, ticker, turn);
	for(int i = 0; i < Turns; i++) {
		t = nsec();
		ok(t >= last);
		last = t;
		write(turn[0], &c, 1);
		read(turn[0], &c, 1);
	}
	ok(descriptors() <= before + 1, "%d, not %d", descriptors(), before);
	expectexit(pid, "");

	for(int i = 3; i < 300; i++)
		close(i);
	ok(nsec() > 0 && open("/dev/zero", OREAD) >= 0 && nsec() >= last);
}

Case cases[] = {
	{"clocks", clocks}, {"encodings", encodings}, {"ends", ends},   {"messages", messages},
	{"names", names},   {"memory", memory},       {"dates", dates}, {nil},
};
