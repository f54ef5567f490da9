/* libbio: what is written comes back, by bytes, runes, lines and numbers, at all borders of buffers */
#include "test.h"
#include <bio.h>

enum
{
	Small = 16 + Bungetsize, /* a buffer that is soon full */
};

static void
writeread(void)
{
	Biobuf *b;
	char *s;
	int i;

	scratch();
	ok((b = Bopen("f", OWRITE)) != nil);
	for(i = 0; i < 5000; i++)
		ok(Bprint(b, "line %d\n", i) > 0);
	eqint(Bprint(b, "é☺%d", 7), 6);
	eqint(Bputc(b, 0xff), 0);
	eqint(Bputrune(b, 0x1f600), 4);
	eqint(Bwrite(b, "0123456789", 10), 10);
	eqint(Boffset(b), 48890 + 21);
	eqint(Bterm(b), 0);

	ok((b = Bopen("f", OREAD)) != nil);
	for(i = 0; i < 5000; i++) {
		char want[20];

		s = Brdline(b, '\n');
		ok(s != nil);
		s[Blinelen(b) - 1] = '\0';
		snprint(want, sizeof want, "line %d", i);
		if(strcmp(s, want) != 0) {
			eqstr(s, want);
			break;
		}
	}
	eqint(Boffset(b), 48890);
	eqint(Bgetrune(b), 0xe9);
	eqint(Bgetrune(b), 0x263a);
	eqint(Bungetrune(b), 1);
	eqint(Bgetrune(b), 0x263a);
	eqint(Bgetc(b), '7');
	eqint(Bgetrune(b), Runeerror);
	eqint(Bgetrune(b), 0x1f600);
	ok(Brdline(b, '\n') == nil);
	eqint(Blinelen(b), 10);
	eqint(Bbuffered(b), 10);
	s = Brdstr(b, '\n', 1);
	eqstr(s, "0123456789");
	eqint(Blinelen(b), 10);
	ok(Brdstr(b, '\n', 1) == nil);
	eqint(Bgetc(b), Beof);
	eqint(Bterm(b), 0);
}

/* a buffer of 16 bytes has a border everywhere */
static void
borders(void)
{
	uchar buf[Small];
	char *s;
	Biobufhdr b;
	int fd, i, c;

	scratch();
	fd = create("f", ORDWR, 0666);
	ok(fd >= 0);
	eqint(Binits(&b, fd, OWRITE, buf, sizeof buf), 0);
	for(i = 0; i < 100; i++)
		ok(Bprint(&b, "☺%d☹", i) > 0);
	Bprint(&b, "\n%s\n", "a line that is longer than the buffer");
	eqint(Bprint(&b, "%100d", 1), 100);
	eqint(Bterm(&b), 0);

	seek(fd, 0, 0);
	eqint(Binits(&b, fd, OREAD, buf, sizeof buf), 0);
	/* nothing was read: there is nothing to give back, not even after a byte that was */
	eqint(Bungetc(&b), Beof);
	eqint(Bgetc(&b), 0xe2);
	eqint(Bungetc(&b), 1);
	eqint(Bungetc(&b), Beof);
	for(i = 0; i < 100; i++) {
		double d;

		if(!eqint(Bgetrune(&b), 0x263a) || !ok(Bgetd(&b, &d) == 1 && d == i, "%d", i) ||
		   !eqint(Bgetrune(&b), 0x2639))
			break;
		if(i % 7 == 0)
			ok(Bungetrune(&b) == 1 && Bgetrune(&b) == 0x2639);
	}
	eqint(Bgetc(&b), '\n');
	for(i = 0; i < Bungetsize; i++)
		ok(Bungetc(&b) == 1, "%d", i);
	for(i = 0; i < Bungetsize; i++)
		c = Bgetc(&b);
	eqint(c, '\n');
	ok(Brdline(&b, '\n') == nil);
	eqint(Blinelen(&b), 16);
	s = Brdstr(&b, '\n', 0);
	eqstr(s, "a line that is longer than the buffer\n");
	eqint(Bread(&b, buf, 0), 0);
	for(i = 0; i < 99; i++)
		if(Bgetc(&b) != ' ')
			break;
	eqint(i, 99);
	eqint(Bgetc(&b), '1');
	eqint(Bgetc(&b), Beof);
	eqint(Bungetc(&b), 1);
	eqint(Bgetc(&b), Beof);
	Bterm(&b);
	close(fd);
}

static void
seeks(void)
{
	static char big[50000], got[50000];
	Biobuf b;
	int fd, i;
	vlong to;

	scratch();
	for(i = 0; i < sizeof big; i++)
		big[i] = i * 7 + i / 256;
	fd = create("f", ORDWR, 0666);
	eqint(write(fd, big, sizeof big), sizeof big);
	seek(fd, 0, 0);
	Binit(&b, fd, OREAD);
	for(i = 0; i < 300; i++) {
		to = nrand(sizeof big);
		switch(nrand(3)) {
		case 0:
			eqint(Bseek(&b, to, 0), to);
			break;
		case 1:
			eqint(Bseek(&b, to - Boffset(&b), 1), to);
			break;
		case 2:
			eqint(Bseek(&b, to - (vlong)sizeof big, 2), to);
			break;
		}
		eqint(Boffset(&b), to);
		if(Bgetc(&b) != (uchar)big[to]) {
			ok(0, "at %lld", to);
			break;
		}
	}
	Bseek(&b, 0, 0);
	eqint(Bread(&b, got, sizeof got), sizeof got);
	eqint(memcmp(big, got, sizeof got), 0);
	eqint(Bread(&b, got, 1), 0);
	Bseek(&b, -5, 2);
	eqint(Bread(&b, got, sizeof got), 5);
	Bterm(&b);

	Binit(&b, fd, OWRITE);
	eqint(Bseek(&b, 100, 0), 100);
	Bwrite(&b, "xyz", 3);
	eqint(Boffset(&b), 103);
	eqint(Bbuffered(&b), 3);
	eqint(Bseek(&b, 200, 0), 200);
	eqint(Bbuffered(&b), 0);
	Bterm(&b);
	eqint(pread(fd, got, 4, 100), 4);
	eqint(memcmp(got, "xyz", 3), 0);
	ok(got[3] == big[103]);
	close(fd);
}

static char *
output(void (*fn)(void *))
{
	static char buf[9000];
	int p[2], pid, n = 0, k;

	pipe(p);
	pid = rfork(RFPROC | RFFDG);
	if(pid == 0) {
		dup(p[1], 1);
		close(p[0]);
		close(p[1]);
		fn(nil);
	}
	close(p[1]);
	while((k = read(p[0], buf + n, sizeof buf - 1 - n)) > 0)
		n += k;
	buf[n] = '\0';
	close(p[0]);
	expectexit(pid, "");
	return buf;
}

static void
leaver(void *)
{
	static Biobuf out;

	Binit(&out, 1, OWRITE);
	Bprint(&out, "not flushed");
	exits(nil);
}

static int
upper(Biobufhdr *b, void *p, long n)
{
	char *s = p;
	int i;

	for(i = 0; i < n; i++)
		s[i] = toupperrune(s[i]);
	return write(Bfildes(b), p, n);
}

static void
shouter(void *)
{
	Biobuf *b = Bfdopen(1, OWRITE);

	Biofn(b, upper);
	Bprint(b, "loud");
	Bterm(b);
	exits(nil);
}

static char *told;

static void
tell(char *msg)
{
	told = strdup(msg);
}

static void
ends(void)
{
	int p[2];
	Biobuf b;
	char buf[20];

	eqstr(output(leaver), "not flushed");
	eqstr(output(shouter), "LOUD");

	/* an interactive reader: what came is given at once, the end is told twice */
	pipe(p);
	Binit(&b, p[0], OREAD);
	write(p[1], "one\ntw", 6);
	eqint(memcmp(Brdline(&b, '\n'), "one\n", 4), 0);
	write(p[1], "o\n", 2);
	eqint(memcmp(Brdline(&b, '\n'), "two\n", 4), 0);
	write(p[1], "half", 4);
	write(p[1], "", 0);
	eqstr(Brdstr(&b, '\n', 1), "half");
	eqint(Bgetc(&b), Beof);
	write(p[1], "more", 4);
	write(p[1], "", 0);
	eqint(Bread(&b, buf, sizeof buf), 4);
	Bterm(&b);

	Binit(&b, 99, OREAD);
	Blethal(&b, tell);
	eqint(Bgetc(&b), Beof);
	eqstr(told, "read error: fd out of range or not open");
	eqint(Bread(&b, buf, 1), -1);
	ok(Bopen("/no/such/file", OREAD) == nil);
	expecterr(Binit(&b, 0, ORDWR), "Binits: unknown mode 2");
}

static void
vprint(Biobuf *b, char *fmt, ...)
{
	va_list arg;

	va_start(arg, fmt);
	eqint(Bvprint(b, fmt, arg), 8);
	va_end(arg);
}

/* what is printed stays until it is flushed; lines much longer than the buffer */
static void
flushes(void)
{
	int p[2];
	Biobuf *in, out;
	char *s, buf[20] = "";

	pipe(p);
	Binit(&out, p[1], OWRITE);
	vprint(&out, "%d is %s", 12, "it");
	eqint(Bbuffered(&out), 8);
	eqint(Bflush(&out), 0);
	eqint(Bbuffered(&out), 0);
	read(p[0], buf, sizeof buf - 1);
	eqstr(buf, "12 is it");
	Blethal(&out, tell);
	Berror(&out, "number %d", 7);
	eqstr(told, "number 7");
	Bterm(&out);
	scratch();
	s = malloc(1000001);
	memset(s, 'x', 1000000);
	s[1000000] = '\0';
	in = Bopen("long", OWRITE);
	for(int i = 0; i < 3; i++)
		Bprint(in, "%s%d\n", s, i);
	Bterm(in);
	free(s);
	in = Bopen("long", OREAD);
	for(int i = 0; i < 3; i++) {
		s = Brdstr(in, '\n', i == 1);
		eqint(Blinelen(in), i == 1 ? 1000001 : 1000002);
		ok(s != nil && strlen(s) == Blinelen(in) && s[1000000] == '0' + i);
		ok(msize(s) < 1000100, "%lld", (vlong)msize(s)); /* no more than it needs */
		free(s);
	}
	ok(Brdstr(in, '\n', 1) == nil);
	Bterm(in);
}

/* a rune that lies across two buffers is given back, and the line it begins is longer than one */
static void
givenback(void)
{
	uchar buf[Small + 8], got[64];
	Biobufhdr b;
	char line[64];
	int fd, n, size = 16;

	scratch();
	fd = create("f", ORDWR, 0666);
	ok(fprint(fd, "123456789abcdef\u00e9%060d\n", 0) == 15 + 2 + 61);
	seek(fd, 0, 0);
	memset(buf, 0xa5, sizeof buf);
	eqint(Binits(&b, fd, OREAD, buf, Small), 0);
	eqint(Bread(&b, got, size - 1), size - 1);
	eqint(Bgetrune(&b), 0xe9);
	eqint(Bungetrune(&b), 1);
	ok(Brdline(&b, '\n') == nil);
	n = Blinelen(&b);
	ok(n > 2 && n <= Small, "%d", n);
	for(int i = Small; i < sizeof buf; i++)
		eqint(buf[i], 0xa5);
	eqint(Boffset(&b), size - 1);
	eqint(Bread(&b, got, n), n);
	snprint(line, sizeof line, "\u00e9%060d\n", 0);
	ok(memcmp(got, line, n) == 0);
	Bterm(&b);
	close(fd);
}

static int turn[2];

static void
never(void)
{
}

static void
opener(void *)
{
	char c;

	for(int i = 0; i < 40; i++) {
		read(turn[1], &c, 1);
		Bterm(Bopen("/dev/null", OWRITE));
		write(turn[1], &c, 1);
	}
}

/* processes that share memory and write in turns leave room for others' functions */
static void
turns(void)
{
	char c = 0;
	int pid;

	pipe(turn);
	pid = spawn(RFMEM, opener, nil);
	for(int i = 0; i < 40; i++) {
		Bterm(Bopen("/dev/null", OWRITE));
		write(turn[0], &c, 1);
		read(turn[0], &c, 1);
	}
	expectexit(pid, "");
	eqint(atexit(never), 1);
	atexitdont(never);
}

Case cases[] = {
	{"writeread", writeread}, {"borders", borders},     {"seeks", seeks}, {"ends", ends},
	{"flushes", flushes},     {"givenback", givenback}, {"turns", turns}, {nil},
};
