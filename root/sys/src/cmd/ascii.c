/*
 * ascii: the table of characters, or the numbers of some, or the characters of some numbers.
 */
#include <u.h>
#include <libc.h>

static char *control[] = {
	"nul", "soh", "stx", "etx", "eot", "enq", "ack", "bel", "bs ", "ht ", "nl ",
	"vt ", "np ", "cr ", "so ", "si ", "dle", "dc1", "dc2", "dc3", "dc4", "nak",
	"syn", "etb", "can", "em ", "sub", "esc", "fs ", "gs ", "rs ", "us ",
};
static int base = 16;
static int limit = 128;
static int columns = 8;
static int tochars, tonumbers, bare;

static void
usage(void)
{
	fprint(2, "usage: ascii [-8cnt] [-dox | -b base] [text]\n");
	exits("usage");
}

static char *
number(int n, int width)
{
	static char buf[40];
	char *p;

	p = buf + sizeof buf - 1;
	*p = 0;
	do {
		*--p = "0123456789abcdefghijklmnopqrstuvwxyz"[n % base];
		n /= base;
		width--;
	} while(n > 0 || width > 0);
	return p;
}

static char *
name(int c)
{
	static char buf[8];

	if(c < 32)
		return control[c];
	if(c == 127)
		return "del";
	if(c == ' ')
		return "sp ";
	if(c >= 128 && c < 160)
		snprint(buf, sizeof buf, "x%.2x", c);
	else
		snprint(buf, sizeof buf, " %C ", (Rune)c);
	return buf;
}

static void
table(void)
{
	int width;

	width = strlen(number(limit - 1, 0));
	for(int c = 0; c < limit; c++) {
		print("|%s %s", number(c, width), name(c));
		if(c % columns == columns - 1)
			print("|\n");
	}
}

static void
putchar(int c)
{
	if(bare)
		print("%C", (Rune)c);
	else
		print("%s\n", name(c));
}

static void
numbers(int argc, char **argv)
{
	ulong n;
	char *end;

	for(int i = 0; i < argc; i++) {
		n = strtoul(argv[i], &end, base);
		if(end == argv[i] || *end != 0)
			sysfatal("bad number %s", argv[i]);
		if(n >= 256)
			sysfatal("%s is out of range", argv[i]);
		putchar(n);
	}
	if(bare)
		print("\n");
}

static void
chars(int argc, char **argv)
{
	Rune r;

	for(int i = 0; i < argc; i++)
		for(char *p = argv[i]; *p;) {
			p += chartorune(&r, p);
			print("%s\n", number(r, 0));
		}
}

/* without -n or -c the first argument decides what all are */
static int
isnumber(char *s)
{
	char *end;

	strtoul(s, &end, base);
	return *end == 0 && end != s && strchr("+- ", *s) == nil;
}

void
main(int argc, char **argv)
{
	ARGBEGIN
	{
	case '8':
		limit = 256;
		break;
	case 'x':
		base = 16;
		break;
	case 'o':
		base = 8;
		break;
	case 'd':
		base = 10;
		break;
	case 'b':
		base = strtoul(EARGF(usage()), 0, 0);
		if(base < 2 || base > 36)
			usage();
		break;
	case 'n':
		tonumbers = 1;
		break;
	case 't':
		bare = 1;
		tochars = 1;
		break;
	case 'c':
		tochars = 1;
		break;
	default:
		usage();
	}
	ARGEND
	if(base < 8)
		columns = 4;
	if(argc == 0)
		table();
	else if(tochars || (!tonumbers && isnumber(argv[0])))
		numbers(argc, argv);
	else
		chars(argc, argv);
	exits(nil);
}
