/*
 * xd: dump a file in octal, decimal, hexadecimal, or characters.
 */
#include <u.h>
#include <libc.h>
#include <bio.h>
#include <cmd.h>

enum
{
	Row = 16,
	Maxformats = 16,
};
typedef struct Format Format;
struct Format
{
	int kind; /* 'o' 'd' 'x', 'c', 'R' */
	int size; /* of a number in bytes */
};

static Format formats[Maxformats];
static int nformats;
static int addrbase = 'x';
static int rflag, sflag, uflag;
static Biobuf bout;

static void
usage(void)
{
	fprint(2, "usage: xd [-u] [-r] [-s] [-a{odx}] [-c|-R|-{b1w2l4v8}{odx}] ... [file ...]\n");
	exits("usage");
}

static void
addformat(int kind, int size)
{
	if(nformats == Maxformats)
		sysfatal("too many formats");
	formats[nformats].kind = kind;
	formats[nformats++].size = size;
}

/* size and radix, in either order */
static int
parseformat(char *s)
{
	int kind, size;

	kind = 'x';
	size = 4;
	for(; *s; s++)
		switch(*s) {
		case 'o':
		case 'd':
		case 'x':
			kind = *s;
			break;
		case 'b':
		case '1':
			size = 1;
			break;
		case 'w':
		case '2':
			size = 2;
			break;
		case 'l':
		case '4':
			size = 4;
			break;
		case 'v':
		case '8':
			size = 8;
			break;
		default:
			return 0;
		}
	addformat(kind, size);
	return 1;
}

static void
address(vlong off, int blank)
{
	char *fmt;

	fmt = addrbase == 'o' ? "%.7llo" : addrbase == 'd' ? "%.7lld" : "%.7llux";
	if(blank)
		Bprint(&bout, "%*s", 7, "");
	else
		Bprint(&bout, fmt, off);
}

static void
number(uchar *p, Format *f)
{
	static int octal[] = {0, 3, 6, 0, 11, 0, 0, 0, 22};
	static int decimal[] = {0, 3, 5, 0, 10, 0, 0, 0, 20};
	uvlong v;

	v = 0;
	for(int i = 0; i < f->size; i++)
		v = v << 8 | p[sflag ? f->size - 1 - i : i];
	if(f->kind == 'o')
		Bprint(&bout, " %.*llo", octal[f->size], v);
	else if(f->kind == 'd')
		Bprint(&bout, " %*llud", decimal[f->size], v);
	else
		Bprint(&bout, " %.*llux", 2 * f->size, v);
}

static void
character(int c)
{
	switch(c) {
	case '\t':
		Bprint(&bout, " \\t");
		return;
	case '\r':
		Bprint(&bout, " \\r");
		return;
	case '\n':
		Bprint(&bout, " \\n");
		return;
	case '\b':
		Bprint(&bout, " \\b");
		return;
	}
	if(c >= 0x7f || c < ' ')
		Bprint(&bout, " %.2x", c);
	else
		Bprint(&bout, "  %c", c);
}

/* runes stand where their first byte is; n bytes are in the row, and a few behind it */
static void
runes(uchar *p, int n, int have, int *over)
{
	Rune r;
	int w;

	for(int i = 0; i < n; i++) {
		if(*over > 0) {
			(*over)--;
			Bprint(&bout, "   ");
			continue;
		}
		w = fullrune((char *)p + i, have - i) ? chartorune(&r, (char *)p + i) : 1;
		if(p[i] < Runeself || w == 1) {
			character(p[i]);
			continue;
		}
		Bprint(&bout, "  %C", r);
		*over = w - 1;
	}
}

static void
row(Format *f, uchar *p, int n, int have, int *over)
{
	uchar pad[Row];

	if(f->kind == 'R') {
		runes(p, n, have, over);
		return;
	}
	if(f->kind == 'c') {
		for(int i = 0; i < n; i++)
			character(p[i]);
		return;
	}
	memset(pad, 0, sizeof pad);
	memmove(pad, p, n);
	for(int i = 0; i < n; i += f->size)
		number(pad + i, f);
}

static char *
dump(int fd, char *)
{
	uchar buf[2 * Row + 1], last[Row];
	Biobuf b;
	vlong off;
	long n, have, m;
	int starred, over[Maxformats];

	Binit(&b, fd, OREAD);
	Blethal(&b, nil);
	memset(over, 0, sizeof over);
	memset(buf, 0, sizeof buf);
	starred = have = 0;
	for(off = 0;; off += n) {
		/* a row ahead, for runes that cross */
		while(have < 2 * Row && (m = Bread(&b, buf + have, 2 * Row - have)) > 0)
			have += m;
		n = have < Row ? have : Row;
		if(n == 0)
			break;
		if(!rflag && off > 0 && n == Row && memcmp(buf, last, Row) == 0) {
			if(!starred)
				Bprint(&bout, "*\n");
			starred = 1;
		} else {
			starred = 0;
			for(int i = 0; i < nformats; i++) {
				address(off, i > 0);
				Bputc(&bout, ' ');
				row(&formats[i], buf, n, have, &over[i]);
				Bputc(&bout, '\n');
			}
			if(uflag)
				Bflush(&bout);
		}
		memmove(last, buf, n);
		have -= n;
		memmove(buf, buf + n, sizeof buf - 1 - n);
	}
	address(off, 0);
	Bputc(&bout, '\n');
	Bterm(&b);
	return nil;
}

static void
option(char *s)
{
	if(strcmp(s, "-u") == 0)
		uflag = 1;
	else if(strcmp(s, "-r") == 0)
		rflag = 1;
	else if(strcmp(s, "-s") == 0)
		sflag = 1;
	else if(strcmp(s, "-c") == 0)
		addformat('c', 1);
	else if(strcmp(s, "-R") == 0)
		addformat('R', 1);
	else if(s[1] == 'a' && s[2] && strchr("odx", s[2]) && s[3] == 0)
		addrbase = s[2];
	else if(!parseformat(s + 1))
		usage();
}

void
main(int argc, char **argv)
{
	char *status;

	argv0 = argv[0];
	for(argc--, argv++; argc > 0 && argv[0][0] == '-' && argv[0][1]; argc--, argv++) {
		if(strcmp(argv[0], "--") == 0) {
			argc--;
			argv++;
			break;
		}
		option(argv[0]);
	}
	if(nformats == 0)
		addformat('x', 4);
	openstdout(&bout);
	status = eachfile(argc, argv, "can't open", dump);
	Bterm(&bout);
	exits(status);
}
