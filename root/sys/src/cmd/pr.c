/*
 * pr: print files in pages, with headers and in columns.
 */
#include <u.h>
#include <libc.h>
#include <bio.h>
#include <cmd.h>

enum
{
	Margin = 5, /* lines above and below the text */
};

static int ncol = 1, width = 72, length = 66, offset, first = 1, tab = 8, digits = 5;
static int outtab;  /* tab stops of the output; 0: it has blanks */
static int printed; /* pages of this file */
static int across, dflag, fflag, mflag, nflag, pflag, tflag;
static char *header;
static Rune sep;
static char *status;
static Biobuf bout;

static void
usage(void)
{
	fprint(2, "usage: pr [-columns] [+page] [-abdfmpt] [-e[tab]] [-i[tab]] [-n[digits]] [-h "
		  "header] [-l "
		  "length] [-w width] "
		  "[-o offset] [-s c] [file ...]\n");
	exits("usage");
}

/* tabs as blanks */
static char *
expand(char *s)
{
	Fmt f;
	Rune r;
	int col;

	fmtstrinit(&f);
	for(col = 0; *s;) {
		s += chartorune(&r, s);
		if(r != '\t') {
			fmtrune(&f, r);
			col++;
			continue;
		}
		do
			fmtrune(&f, ' ');
		while(++col % tab);
	}
	return check(fmtstrflush(&f));
}

/* -i: tabs for what blanks of s they can stand for, but not for single ones */
static void
entab(char *s)
{
	Rune r;
	int col, n, stop;

	for(col = 0; *s;) {
		n = strspn(s, " ");
		s += n;
		for(n += col; n - col > 1; col = stop) {
			stop = col + outtab - col % outtab;
			if(stop > n)
				break;
			Bputc(&bout, '\t');
		}
		for(; col < n; col++)
			Bputc(&bout, ' ');
		if(*s == 0)
			break;
		s += chartorune(&r, s);
		Bputrune(&bout, r);
		col += r == '\t' ? outtab - col % outtab : 1;
	}
}

static int
textlength(void)
{
	int n;

	n = tflag ? length : length - 2 * Margin;
	if(n < 1)
		n = length;
	return dflag ? (n + 1) / 2 : n;
}

static void
putheader(char *name, ulong when, int page)
{
	char *d;

	if(tflag)
		return;
	d = timetext(when);
	Bprint(&bout, "\n\n%*s%.12s %.4s  %s  Page %d\n\n\n", offset, "", d + 4, d + 24,
	       header ? header : name, page);
}

static void
putfooter(int lines)
{
	if(tflag)
		return;
	printed++;
	if(fflag) {
		Bprint(&bout, "\f");
		return;
	}
	for(lines += Margin; lines < length; lines++)
		Bputc(&bout, '\n');
}

/* -p: the next file begins on the front of a sheet */
static void
padsheet(void)
{
	if(pflag && printed % 2 != 0)
		if(fflag)
			Bprint(&bout, "\f");
		else
			for(int i = 0; i < length; i++)
				Bputc(&bout, '\n');
	printed = 0;
}

/* a line of cells; all but the last are as wide as their column */
static char *
row(char **cell, int n, int line)
{
	Fmt f;
	int w;

	while(n > 0 && cell[n - 1] == nil)
		n--;
	fmtstrinit(&f);
	fmtprint(&f, "%*s", offset, "");
	if(nflag && line > 0)
		fmtprint(&f, "%*d ", digits, line);
	w = ncol > 1 ? width / ncol : width;
	for(int i = 0; i < n; i++) {
		char *s = cell[i] ? cell[i] : "";

		if(sep || ncol == 1)
			fmtprint(&f, "%s", s);
		else if(i == n - 1)
			fmtprint(&f, "%.*s", w - 1, s);
		else
			fmtprint(&f, "%-*.*s", w, w - 1, s);
		if(sep && i < n - 1)
			fmtrune(&f, sep);
	}
	return check(fmtstrflush(&f));
}

static void
putrow(char **cell, int n, int line)
{
	char *s;

	s = row(cell, n, line);
	if(outtab > 0)
		entab(s);
	else
		Bprint(&bout, "%s", s);
	free(s);
	Bprint(&bout, dflag ? "\n\n" : "\n");
}

static void
freecells(char **cell, int n)
{
	for(int i = 0; i < n; i++) {
		free(cell[i]);
		cell[i] = nil;
	}
}

/* lines of one file go down the columns or, with -a, across */
static void
pages(Biobuf *b, char *name, ulong when)
{
	char **cell, **row, *s;
	int rows, page, n, used, line;

	rows = textlength();
	cell = check(mallocz(rows * ncol * sizeof *cell, 1));
	row = check(malloc(ncol * sizeof *row));
	line = 1;
	for(page = 1;; page++) {
		for(n = 0; n < rows * ncol && (s = Brdstr(b, '\n', 1)) != nil; n++) {
			cell[n] = expand(s);
			free(s);
		}
		if(n == 0)
			break;
		/* the last page's columns are made equal */
		used = (n + ncol - 1) / ncol;
		if(page >= first) {
			putheader(name, when, page);
			for(int r = 0; r < used; r++) {
				for(int c = 0; c < ncol; c++) {
					int i = across ? r * ncol + c : c * used + r;

					row[c] = i < n ? cell[i] : nil;
				}
				putrow(row, ncol, nflag ? line + r : 0);
			}
			putfooter(dflag ? 2 * used : used);
		}
		line += used;
		freecells(cell, n);
	}
	free(cell);
	free(row);
}

/* -m: a column for each file */
static void
merge(int argc, char **argv)
{
	Biobuf **b;
	char **row, *s;
	int rows, page, line, r, more;

	ncol = argc;
	b = check(malloc(argc * sizeof *b));
	row = check(mallocz(argc * sizeof *row, 1));
	for(int i = 0; i < argc; i++)
		b[i] = opendash(argv[i]);
	rows = textlength();
	line = 1;
	for(page = 1, more = 1; more; page++) {
		for(r = 0; r < rows; r++) {
			more = 0;
			for(int i = 0; i < argc; i++) {
				s = b[i] ? Brdstr(b[i], '\n', 1) : nil;
				row[i] = s ? expand(s) : nil;
				more |= s != nil;
				free(s);
			}
			if(!more)
				break;
			if(r == 0 && page >= first)
				putheader("", time(nil), page);
			if(page >= first)
				putrow(row, argc, nflag ? line : 0);
			line++;
			freecells(row, argc);
		}
		if(r > 0 && page >= first)
			putfooter(dflag ? 2 * r : r);
	}
	padsheet();
}

static void
pr(char *name)
{
	Biobuf *b;
	Dir *d;
	ulong when;

	when = time(nil);
	if(name == nil || strcmp(name, "-") == 0) {
		b = Bfdopen(0, OREAD);
		name = "";
	} else
		b = Bopen(name, OREAD);
	if(b == nil) {
		fprint(2, "pr: can't open %s: %r\n", name);
		status = "open";
		return;
	}
	Blethal(b, nil);
	d = dirfstat(Bfildes(b));
	if(d != nil && *name)
		when = d->mtime;
	free(d);
	pages(b, name, when);
	padsheet();
	Bterm(b);
}

static int
number(char *s)
{
	return numarg(s, 10, 0, Maxint, usage);
}

static void
letter(int c)
{
	switch(c) {
	case 'a':
		across = 1;
		break;
	case 'b':
		break; /* columns are always balanced */
	case 'd':
		dflag = 1;
		break;
	case 'f':
		fflag = 1;
		break;
	case 'm':
		mflag = 1;
		break;
	case 'p':
		pflag = 1;
		break;
	case 't':
		tflag = 1;
		break;
	default:
		usage();
	}
}

static void
argument(int c, char *a)
{
	if(a == nil)
		usage();
	switch(c) {
	case 'h':
		header = a;
		break;
	case 'l':
		length = number(a);
		break;
	case 'w':
		width = number(a);
		break;
	case 'o':
		offset = number(a);
		break;
	case 's':
		chartorune(&sep, a);
		break;
	}
}

/* -e, -i and -n, with a number behind them or none; gives the last rune of it */
static char *
optional(char *s)
{
	char *e;
	int n;

	n = strtol(s + 1, &e, 10);
	if(n < 0)
		usage();
	if(*s == 'n') {
		nflag = 1;
		digits = n > 0 ? n : digits;
	} else if(*s == 'i')
		outtab = n > 0 ? n : 8;
	else
		tab = n > 0 ? n : tab;
	return e - 1;
}

/* +page, -columns, or letters; says whether the last of them took the next argument */
static int
option(char *s, char *next)
{
	if(*s++ == '+') {
		first = number(s);
		return 0;
	}
	if(*s >= '0' && *s <= '9') {
		ncol = number(s);
		if(ncol < 1)
			usage();
		return 0;
	}
	for(; *s; s++)
		if(utfrune("hlwos", *s)) {
			argument(*s, s[1] ? s + 1 : next);
			return s[1] == 0;
		} else if(utfrune("ein", *s))
			s = optional(s);
		else
			letter(*s);
	return 0;
}

void
main(int argc, char **argv)
{
	openstdout(&bout);
	argv0 = "pr";
	for(argc--, argv++; argc > 0 && strchr("-+", *argv[0]) && argv[0][0] && argv[0][1];
	    argc--, argv++)
		if(option(argv[0], argv[1])) {
			argc--;
			argv++;
		}
	if(length < 1 || width < ncol)
		usage();
	if(mflag && argc > 0)
		merge(argc, argv);
	else if(argc == 0)
		pr(nil);
	else
		for(int i = 0; i < argc; i++)
			pr(argv[i]);
	Bterm(&bout);
	exits(status);
}
