/* the C library itself: what it prints, parses, sorts, allocates */
#include "test.h"

#define fmt(want, ...)                                                                             \
	do {                                                                                       \
		char _b[512];                                                                      \
		snprint(_b, sizeof _b, __VA_ARGS__);                                               \
		_eqstr(_b, want, __FILE__, __LINE__, #__VA_ARGS__);                                \
	} while(0)

static int
pair(Fmt *f)
{
	int a = va_arg(f->args, int);

	return fmtprint(f, "<%d,%s>", a, "x");
}

static void
formats(void)
{
	char buf[8], *s;
	Rune r[20];
	int n;

	fmt("12 -12 0x1f 17 ff FF 1010", "%d %d %#x %o %x %X %b", 12, -12, 31, 15, 255, 255, 10);
	fmt("   12|12   |00012|+12| 12|-0012", "%5d|%-5d|%05d|%+d|% d|%05d", 12, 12, 12, 12, 12,
	    -12);
	fmt("1,234,567 4294967295 18446744073709551615", "%,d %ud %llud", 1234567, -1, -1LL);
	fmt("-1 255 -1 65535", "%hhd %hhud %hd %hud", 255, 255, 65535, 65535);
	fmt("007 0x00ff   -00005", "%.3d %#.4x %8.5d", 7, 255, -5);
	fmt("abc   abc abc|ab|  ab", "%s %5s %-3s|%.2s|%4.2s", "abc", "abc", "abc", "abc", "abc");
	fmt("é☺ x ab☺ %", "%C%C %c %S %%", 0xe9, 0x263a, 'x', L"ab☺");
	fmt("<nil> %V%", "%s %V", nil);
	eqint(fmtinstall('V', pair), 0);
	fmt("<5,x> 7", "%V %d", 5, 7);
	quotefmtinstall();
	fmt("'a b' '' 'it''s' plain 'plain'", "%q %q %q %q %#q", "a b", "", "it's", "plain",
	    "plain");
	fmt("  'a b'|'a b'  |", "%7q|%-7q|", "a b", "a b");
	werrstr("an error");
	fmt("an error|  an error", "%r|%10r", 0);
	s = smprint("%*s", 3000, "x");
	eqint(strlen(s), 3000);
	/* a short buffer takes whole runes only */
	snprint(buf, 4, "☺☺");
	eqstr(buf, "☺");
	eqint(snprint(buf, 8, "%d", 123456789), 7);
	n = runesnprint(r, nelem(r), "%d☺", 7);
	eqint(n, 2);
	eqint(r[1], 0x263a);
}

static void
doubles(void)
{
	fmt("1.000000e+00 1.500000 3.14 1e-05 100000 1e+06 0.1", "%e %f %g %g %g %g %g", 1.0, 1.5,
	    3.14, 1e-5, 1e5, 1e6, 0.1);
	fmt("0.30000000000000004 1.7976931348623157e+308 4.9e-324 -0 NaN +Inf -Inf",
	    "%.17g %.17g %.2g %g %g %g %g", 0.1 + 0.2, 1.7976931348623157e308, 5e-324, -0.0, NaN(),
	    Inf(1), Inf(-1));
	fmt("2.5 2 4 3e+00 00002.50   2.50|2.50  |1.000",
	    "%g %.0f %.0f %.0e %08.2f %6.2f|%-6.2f|%#.4g", 2.5, 2.5, 3.5, 2.5001, 2.5, 2.5, 2.5,
	    1.0);
	fmt("1.4142135623730951 2.718281828459045 2.302585092994046 1024 -8",
	    "%.17g %.16g %.16g %g %g", sqrt(2), exp(1), log(10), pow(2, 10), pow(-2, 3));
	fmt("3 -3 4 -2 0.5 5 0.5 3", "%g %g %g %g %g %g %g %g", floor(3.7), floor(-2.5), ceil(3.2),
	    ceil(-2.9), fmod(5.5, 1), hypot(3, 4), sin(PI / 6), log10(1000));
	fmt("0 NaN NaN 1", "%g %g %g %d", fabs(-0.0), sin(NaN()), cos(Inf(1)),
	    sin(1e19) * sin(1e19) + cos(1e19) * cos(1e19) - 1 < 1e-9);
}

static void
reads(void)
{
	uvlong s = 1;
	FPdbleword w;
	char b[64], *e;
	int i;
	double d;

	fmt("1 0 1e+308 +Inf 2.2250738585072014e-308 4.9406564584124654e-324",
	    "%g %g %g %g %.17g %.17g", strtod("1.00000", nil), strtod("0.0e5", nil),
	    strtod("100000e303", nil), strtod("1e400", nil), strtod("2.2250738585072014e-308", nil),
	    strtod("3e-324", nil));
	d = strtod("  -12.5e1xyz", &e);
	fmt("-125 xyz", "%g %s", d, e);
	d = strtod("1e", &e);
	fmt("1 e", "%g %s", d, e);
	d = strtod(".", &e);
	fmt("0 .", "%g %s", d, e);
	/* any double printed with 17 digits reads back the same */
	for(i = 0; i < 3000; i++) {
		s = s * 6364136223846793005ULL + 1442695040888963407ULL;
		w.lo = s >> 32;
		s = s * 6364136223846793005ULL + 1442695040888963407ULL;
		w.hi = s >> 32;
		if((w.hi >> 20 & 0x7ff) == 0x7ff)
			continue;
		snprint(b, sizeof b, "%.16e", w.x);
		if(strtod(b, nil) != w.x)
			ok(0, "%s", b);
	}
	fmt("-5 63 255 -1 0 99", "%d %d %d %ld %d %d", atoi("-5"), atoi("077"), atoi("0xff"),
	    strtol("-1", nil, 10), atoi("x"), atoi(" 99 "));
	fmt("2147483647 -2147483648 4294967295", "%ld %ld %lud", strtol("99999999999", nil, 10),
	    strtol("-99999999999", nil, 10), strtoul("99999999999", nil, 10));
	fmt("9223372036854775807 18446744073709551615", "%lld %llud",
	    strtoll("99999999999999999999", nil, 10), strtoull("99999999999999999999", nil, 10));
}

static void
split(void)
{
	char a[] = " a 'b c' d''e 'f''g'", b[] = "a::b:c:d", c[] = "::a::b:c:d", d[] = "a 'b c' d";
	char *f[10];

	eqint(tokenize(a, f, 10), 4);
	fmt("a,b c,de,f'g", "%s,%s,%s,%s", f[0], f[1], f[2], f[3]);
	eqint(getfields(b, f, 3, 0, ":"), 3);
	fmt("a,,b:c:d", "%s,%s,%s", f[0], f[1], f[2]);
	eqint(getfields(c, f, 3, 1, ":"), 3);
	fmt("a,b,c:d", "%s,%s,%s", f[0], f[1], f[2]);
	eqint(gettokens(d, f, 10, " "), 3);
	eqstr(f[1], "'b c'");
	eqstr(unquotestrdup("'it''s'"), "it's");
	eqstr(quotestrdup("a'b"), "'a''b'");
}

static void
cleans(void)
{
	static char *t[][2] = {
		{"/a/../../b", "/b"}, {"a/..", "."},       {"a/../../b", "../b"},
		{"/", "/"},           {"", "."},           {"./a//b/./c/", "a/b/c"},
		{"//", "/"},          {"#c/../x", "#c/x"}, {"../../a/..", "../.."},
		{"/..", "/"},         {"./#c", "./#c"},    {"a/b/../c", "a/c"},
		{"..", ".."},         {"#c", "#c"},        {"x/../#c", "./#c"},
	};
	char buf[64];
	int i;

	for(i = 0; i < nelem(t); i++) {
		strcpy(buf, t[i][0]);
		eqstr(cleanname(buf), t[i][1]);
	}
}

static int
intcmp(const void *a, const void *b)
{
	return *(int *)a - *(int *)b;
}

static void
sorts(void)
{
	static int v[3000];
	int i, n, k;

	for(n = 0; n < 3000; n = n * 2 + 1)
		for(k = 0; k < 4; k++) {
			for(i = 0; i < n; i++)
				v[i] = k == 0 ? nrand(500) : k == 1 ? i : k == 2 ? -i : 7;
			qsort(v, n, sizeof v[0], intcmp);
			for(i = 1; i < n; i++)
				if(v[i - 1] > v[i]) {
					ok(0, "n %d kind %d", n, k);
					break;
				}
		}
}

/* blocks of all sizes keep what was put into them */
static int
intact(uchar *p, int n, int c)
{
	int i;

	for(i = 0; i < n; i++)
		if(p[i] != (uchar)c)
			return 0;
	return 1;
}

static void
allocs(void)
{
	uchar *p[200], *q;
	int size[200], i, j, n;

	memset(p, 0, sizeof p);
	for(j = 0; j < 30000; j++) {
		i = nrand(nelem(p));
		n = nrand(10) ? nrand(3000) : nrand(100000);
		if(p[i] != nil && !intact(p[i], size[i], i)) {
			ok(0, "block %d of %d", i, size[i]);
			return;
		}
		if(p[i] == nil)
			p[i] = nrand(4) ? malloc(n) : mallocalign(n, 64 << nrand(7), 0, 0);
		else if(nrand(3) == 0) {
			q = realloc(p[i], n + 1);
			ok(q != nil && intact(q, size[i] < n ? size[i] : n, i), "realloc");
			p[i] = q;
		} else {
			free(p[i]);
			p[i] = nil;
			continue;
		}
		memset(p[i], i, n);
		size[i] = n;
	}
	q = mallocalign(100, 4096, 16, 0);
	eqint((uintptr)q & 4095, 16);
	ok(malloc(1LL << 62) == nil);
	ok(msize(q) >= 100);
}

/* every length, alignment and overlap that matters, against byte by byte */
static void
moves(void)
{
	static uchar a[1200], b[1200];
	int n, from, to, i, k;

	for(n = 0; n < 300; n += n < 40 ? 1 : 37)
		for(from = 0; from < 64; from += 7)
			for(to = 0; to < 64; to += 5) {
				for(i = 0; i < nelem(a); i++)
					a[i] = b[i] = i * 31;
				ok(memmove(a + to, a + from, n) == a + to);
				if(from < to)
					for(i = n - 1; i >= 0; i--)
						b[to + i] = b[from + i];
				else
					for(i = 0; i < n; i++)
						b[to + i] = b[from + i];
				for(i = 0; i < nelem(a) && a[i] == b[i]; i++) {
				}
				if(i < nelem(a)) {
					ok(0, "memmove %d from %d to %d", n, from, to);
					return;
				}
				ok(memcmp(a, b, nelem(a)) == 0);
				memset(a + to, n, n);
				for(i = 0; i < n; i++)
					b[to + i] = n;
				ok(memcmp(a, b, nelem(a)) == 0, "memset %d at %d", n, to);
			}
	for(n = 1; n < 40; n++)
		for(k = 0; k < n; k++) {
			memset(a, 7, n);
			memset(b, 7, n);
			a[k] = 0x80;
			ok(memcmp(a, b, n) > 0 && memcmp(b, a, n) < 0 && memcmp(a, b, k) == 0,
			   "memcmp %d %d", n, k);
		}
}

static void
memory(void)
{
	char b[20] = "0123456789";
	Rune r;

	memmove(b + 2, b, 5);
	eqstr(b, "0101234789");
	memmove(b, b + 2, 5);
	eqstr(b, "0123434789");
	fmt("0 -1 1 -1 1 0", "%d %d %d %d %d %d", strcmp("a", "a"), strcmp("a", "b"),
	    strcmp("b", "a"), memcmp("abc", "abd", 3), memcmp("b\xff", "b\1", 2),
	    memcmp("x", "y", 0));
	eqint(chartorune(&r, "\xc3\x28"), 1);
	eqint(r, Runeerror);
	eqint(chartorune(&r, "\xf0\x9f\x98\x80"), 4);
	eqint(r, 0x1f600);
	eqint(chartorune(&r, "\xed\xa0\x80"), 1);
	fmt("0 1 1", "%d %d %d", fullrune("\xe2\x98", 2), fullrune("\xe2\x98\xba", 3),
	    fullrune("\xe2x", 2));
	fmt("É é 1 0 1 I", "%C %C %d %d %d %C", toupperrune(0xe9), tolowerrune(0xc9),
	    isalpharune(0x4e00), isalpharune('1'), isspacerune(0x3000), toupperrune('i'));
}

static void
encodings(void)
{
	char b[100];
	uchar o[100];

	enc64(b, sizeof b, (uchar *)"hello", 5);
	eqstr(b, "aGVsbG8=");
	eqint(dec64(o, sizeof o, b, 8), 5);
	eqint(memcmp(o, "hello", 5), 0);
	enc16(b, sizeof b, (uchar *)"\x01\xab", 2);
	eqstr(b, "01AB");
	enc32(b, sizeof b, (uchar *)"hello", 5);
	eqint(dec32(o, sizeof o, b, strlen(b)), 5);
	eqint(memcmp(o, "hello", 5), 0);
	eqint(enc64(b, 8, (uchar *)"hello", 5), -1);
	eqint(dec64(o, 4, "aGVsbG8=", 8), -1);
}

static void
dates(void)
{
	int i;

	eqstr(asctime(gmtime(0)), "Thu Jan  1 00:00:00 GMT 1970\n");
	eqstr(asctime(gmtime(951782400)), "Tue Feb 29 00:00:00 GMT 2000\n");
	eqstr(asctime(gmtime(-1)), "Wed Dec 31 23:59:59 GMT 1969\n");
	eqstr(asctime(gmtime(2147483647)), "Tue Jan 19 03:14:07 GMT 2038\n");
	for(i = 0; i < 2000; i++) {
		long t = nrand(2) ? lrand() : -lrand();
		Tm m = *gmtime(t);

		if(tm2sec(&m) != t) {
			ok(0, "%ld", t);
			break;
		}
	}
}

static void
local(void)
{
	Tm *t;

	putenv("timezone", "CET 3600 CES 7200\n 1000000 2000000 3000000 4000000\n");
	t = localtime(500000);
	eqint(t->tzoff, 3600);
	eqstr(t->zone, "CET");
	t = localtime(1500000);
	eqint(t->tzoff, 7200);
	eqint(tm2sec(t), 1500000);
	eqint(localtime(2500000)->tzoff, 3600);
}

static jmp_buf jb;

static void
jumps(void)
{
	volatile int k = 0;
	int r = setjmp(jb);

	if(r == 0) {
		k = 5;
		longjmp(jb, 7);
	}
	eqint(r, 7);
	eqint(k, 5);
	r = setjmp(jb);
	if(r == 0)
		longjmp(jb, 0);
	eqint(r, 1);
}

static void
environment(void)
{
	putenv("libctest", "a value");
	eqstr(getenv("libctest"), "a value");
	eqint(spit("/env/libctest", ""), 0);
	eqstr(getenv("libctest"), "");
	ok(getenv("no/such") == nil);
	ok(getenv("nosuchvariable") == nil);
	ok(*getuser() != '\0');
	ok(*sysname() != '\0');
	eqint(access("/dev/null", AREAD | AWRITE), 0);
	eqint(access("/dev", AEXIST), 0);
	eqint(access("/nofile", AEXIST), -1);
	ok(iounit(0) >= 0);
}

Case cases[] = {
	{"formats", formats}, {"doubles", doubles},         {"reads", reads},
	{"split", split},     {"cleans", cleans},           {"sorts", sorts},
	{"allocs", allocs},   {"memory", memory},           {"moves", moves},
	{"dates", dates},     {"encodings", encodings},     {"local", local},
	{"jumps", jumps},     {"environment", environment}, {nil},
};
