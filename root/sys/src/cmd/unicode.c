/*
 * unicode: tables of characters, from numbers or from text.
 */
#include <u.h>
#include <libc.h>

static int numbers; /* -n: arguments are text, print their numbers */
static int text;    /* -t: print characters only */

static void
usage(void)
{
	fprint(2, "usage: unicode { [-t] hex hex ... | [-n] char ... | [-t] hexmin-hexmax ... }\n");
	exits("usage");
}

static int
isnumber(char *s)
{
	int n;

	n = strspn(s, "0123456789abcdefABCDEF");
	return n >= 2 && s[n] == 0;
}

static int
isrange(char *s)
{
	int n;

	n = strspn(s, "0123456789abcdefABCDEF");
	return n > 0 && s[n] == '-' && isnumber(s + n + 1);
}

static ulong
number(char *s, char **end)
{
	ulong n;

	n = strtoul(s, end, 16);
	if(n > Runemax)
		sysfatal("no such character: %s", s);
	return n;
}

static void
range(char *s)
{
	ulong lo, hi, col;
	char *end;

	lo = number(s, &end);
	hi = number(end + 1, &end);
	if(hi < lo)
		sysfatal("bad range %s", s);
	for(col = 1; lo <= hi; lo++, col++) {
		if(text) {
			print("%C", (Rune)lo);
			continue;
		}
		print("%.4lux %C%c", lo, (Rune)lo, lo == hi || col % 8 == 0 ? '\n' : '\t');
	}
	if(text)
		print("\n");
}

static void
chars(char *s)
{
	Rune r;

	while(*s) {
		s += chartorune(&r, s);
		print("%.4ux\n", r);
	}
}

void
main(int argc, char **argv)
{
	ulong n;
	char *end;

	ARGBEGIN
	{
	case 'n':
		numbers = 1;
		break;
	case 't':
		text = 1;
		break;
	default:
		usage();
	}
	ARGEND
	if(argc == 0)
		usage();
	for(int i = 0; i < argc; i++) {
		if(numbers)
			chars(argv[i]);
		else if(isrange(argv[i]))
			range(argv[i]);
		else if(isnumber(argv[i])) {
			n = number(argv[i], &end);
			print("%C%s", (Rune)n, text ? "" : "\n");
			if(text && i == argc - 1)
				print("\n");
		} else
			chars(argv[i]);
	}
	exits(nil);
}
