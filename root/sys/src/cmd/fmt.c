/*
 * fmt: fill lines of text to a length.
 */
#include <u.h>
#include <libc.h>
#include <bio.h>
#include <cmd.h>

static int length = 70;
static int join = 1;
static int extraindent;
static int indent = -1; /* of the paragraph that is being filled, -1: none */
static int column;
static Biobuf bout;

static void
usage(void)
{
	fprint(2, "usage: fmt [-j] [-i indent] [-l length | -w length] [file ...]\n");
	exits("usage");
}

static void
putindent(int n)
{
	for(column = 0; column + 8 <= n; column += 8)
		Bputc(&bout, '\t');
	for(; column < n; column++)
		Bputc(&bout, ' ');
}

static void
endparagraph(void)
{
	if(indent >= 0)
		Bputc(&bout, '\n');
	indent = -1;
}

/* a sentence's end is followed by two blanks, if the writer did so */
static void
word(char *s, int blanks)
{
	int n;

	n = utflen(s);
	if(column > indent + extraindent && column + blanks + n > length) {
		Bputc(&bout, '\n');
		putindent(indent + extraindent);
	} else if(column > indent + extraindent)
		for(int i = 0; i < blanks; i++, column++)
			Bputc(&bout, ' ');
	Bprint(&bout, "%s", s);
	column += n;
}

static int
endsentence(char *s, char *e)
{
	while(e > s && strchr("\"')]}", e[-1]))
		e--;
	return e > s && strchr(".!?", e[-1]);
}

static void
line(char *s)
{
	static int afterend; /* the last word ended a sentence */
	char *e;
	int in, blanks, more;

	for(in = 0; *s == ' ' || *s == '\t'; s++)
		in = *s == '\t' ? (in + 8) & ~7 : in + 1;
	if(*s == 0) {
		endparagraph();
		Bputc(&bout, '\n');
		return;
	}
	if(in != indent || !join)
		endparagraph();
	if(indent < 0) {
		indent = in;
		putindent(indent + extraindent);
		afterend = 0;
	}
	blanks = afterend ? 2 : 1;
	while(*s) {
		e = s + strcspn(s, " \t");
		more = *e != 0;
		*e = 0;
		word(s, blanks);
		afterend = endsentence(s, e);
		if(!more)
			return;
		s = e + 1 + strspn(e + 1, " \t");
		blanks = afterend && s - e > 1 ? 2 : 1;
		if(*s == 0)
			return;
	}
}

static void
fmt(Biobuf *b)
{
	char *s;

	while((s = Brdstr(b, '\n', 1)) != nil) {
		line(s);
		free(s);
	}
	endparagraph();
}

/* with an empty line between files */
static void
onefile(Biobuf *b)
{
	static int any;

	if(any)
		Bprint(&bout, "\n");
	any = 1;
	fmt(b);
}

void
main(int argc, char **argv)
{
	ARGBEGIN
	{
	case 'i':
		extraindent = atoi(EARGF(usage()));
		break;
	case 'j':
		join = 0;
		break;
	case 'l':
	case 'w':
		length = atoi(EARGF(usage()));
		if(length < 1)
			usage();
		break;
	default:
		usage();
	}
	ARGEND
	openstdout(&bout);
	eachin(argc, argv, onefile);
	Bterm(&bout);
	exits(nil);
}
