/*
 * man: find pages of the manual, and format them for a terminal.  The formatter knows the
 * macros of man(6) and the requests that pages use with them; it is no troff.
 */
#include <u.h>
#include <libc.h>
#include <bio.h>
#include <cmd.h>

enum
{
	Base = 5, /* indent of text */
	Hang = 8, /* and of what belongs to a tag */
	Maxargs = 16,
	Maxnest = 8,
};

static char *manroot = "/sys/man";
static int width = 76;
static int wflag, kflag;
static Biobuf bout;

/* --- output: words are gathered into lines --- */

static int fill;       /* else lines stay as they are */
static int indent;     /* of this paragraph */
static int base;       /* of .RS */
static int tempindent; /* of the next line only, or -1 */
static char *line;     /* what is gathered, without its indent */
static int linecols;
static int blank;       /* the last line was empty, or nothing was printed */
static int spacing = 1; /* blank lines between paragraphs; .PD 0 */
static int sentence;    /* the last word ended one */

static char none[1]; /* an empty line, which puttext may write to */

static void
puttext(int in, char *s)
{
	for(int n = strlen(s); n > 0 && s[n - 1] == ' ';)
		s[--n] = 0;
	if(*s == 0) {
		if(!blank)
			Bputc(&bout, '\n');
		blank = 1;
		return;
	}
	Bprint(&bout, "%*s%s\n", in, "", s);
	blank = 0;
}

static void
flushline(void)
{
	if(line == nil)
		return;
	puttext(tempindent >= 0 ? tempindent : indent, line);
	tempindent = -1;
	free(line);
	line = nil;
	linecols = 0;
	sentence = 0;
}

static void
space(void)
{
	flushline();
	if(spacing)
		puttext(0, none);
}

static void
addword(char *s)
{
	char *t;
	int n, in, gap;

	n = utflen(s);
	in = tempindent >= 0 ? tempindent : indent;
	gap = sentence ? 2 : 1;
	if(line != nil && in + linecols + gap + n > width)
		flushline();
	if(line == nil) {
		line = check(strdup(s));
		linecols = n;
	} else {
		t = check(smprint("%s%*s%s", line, gap, "", s));
		free(line);
		line = t;
		linecols += gap + n;
	}
	sentence = 0;
}

/* text of a line: words to fill with, or the line itself.  \001 stands for a hard blank. */
static void
text(char *s)
{
	char *e, *p;
	int n;

	if(!fill) {
		flushline();
		for(p = s; *p; p++)
			if(*p == 1)
				*p = ' ';
		if(*s == 0)
			puttext(0, s);
		else {
			line = check(strdup(s));
			flushline();
		}
		return;
	}
	if(*s == ' ')
		flushline();
	while(*s) {
		s += strspn(s, " \t");
		if(*s == 0)
			break;
		e = s + strcspn(s, " \t");
		p = check(smprint("%.*s", utfnlen(s, e - s), s));
		for(char *q = p; *q; q++)
			if(*q == 1)
				*q = ' ';
		addword(p);
		free(p);
		s = e;
	}
	/* a sentence ends where its line does */
	for(n = line ? strlen(line) : 0; n > 0 && strchr("\"')", line[n - 1]);)
		n--;
	sentence = n > 0 && strchr(".!?", line[n - 1]) != nil;
}

/* --- escapes --- */

static char *
special(char *name)
{
	static char *table[][2] = {
		{"em", "—"},  {"en", "–"},  {"bu", "•"}, {"aq", "'"}, {"cq", "'"}, {"oq", "`"},
		{"dq", "\""}, {"rs", "\\"}, {"mu", "×"}, {"->", "→"}, {"<-", "←"}, {"<=", "≤"},
		{">=", "≥"},  {"!=", "≠"},  {"+-", "±"}, {"co", "©"}, {"sc", "§"}, {"de", "°"},
		{"ts", "ς"},  {"*a", "α"},  {"*m", "μ"}, {"*p", "π"}, {"ga", "`"}, {"ha", "^"},
		{"ti", "~"},  {"tm", "™"},  {"lq", "“"}, {"rq", "”"}, {"hy", "-"}, {"mi", "−"},
	};

	for(int i = 0; i < nelem(table); i++)
		if(strcmp(table[i][0], name) == 0)
			return table[i][1];
	return "?";
}

/* skip 'text' or a number behind an escape that has no effect here */
static char *
skiparg(char *s)
{
	char *e;

	if(*s == '\'') {
		e = strchr(s + 1, '\'');
		return e ? e + 1 : s + strlen(s);
	}
	if(*s == '+' || *s == '-')
		s++;
	return s + strspn(s, "0123456789");
}

/* what an escape of one character stands for, if it has no meaning but that */
static char *
simpleescape(int c)
{
	switch(c) {
	case 'e':
		return "\\";
	case '-':
		return "-";
	case ' ':
	case '0':
	case '~':
		return "\001";
	case 't':
		return "\t";
	}
	return c && strchr("&^|/,%:cdu", c) ? "" : nil;
}

/* put what an escape stands for; gives what is behind it */
static char *
escape(Fmt *f, char *s)
{
	Rune r;
	char name[4], *text;

	switch(*s) {
	case 0:
		return s;
	case '"': /* comment */
		return s + strlen(s);
	case 'f':
		s++;
		return s + (*s == '(' ? 3 : *s == '[' ? strcspn(s, "]") + 1 : *s != 0);
	case '*': /* strings: R and Tm are all there are */
		s++;
		if(*s == '(')
			return s + (strlen(s) >= 3 ? 3 : strlen(s));
		return s + (*s != 0);
	case '(':
		snprint(name, sizeof name, "%.2s", s + 1);
		fmtprint(f, "%s", special(name));
		return s + (strlen(s) >= 3 ? 3 : strlen(s));
	case 's':
	case 'h':
	case 'v':
	case 'w':
		return skiparg(s + 1);
	}
	text = simpleescape(*s);
	if(text != nil) {
		fmtprint(f, "%s", text);
		return s + 1;
	}
	s += chartorune(&r, s);
	fmtrune(f, r);
	return s;
}

/* what a line looks like once its escapes are done; the caller frees it */
static char *
escapes(char *s)
{
	Fmt f;
	Rune r;

	fmtstrinit(&f);
	while(*s)
		if(*s == '\\')
			s = escape(&f, s + 1);
		else {
			s += chartorune(&r, s);
			fmtrune(&f, r);
		}
	return check(fmtstrflush(&f));
}

static void
textline(char *s)
{
	s = escapes(s);
	text(s);
	free(s);
}

/* --- requests --- */

/* arguments of a request, which may be quoted with "" for " in them */
static int
arguments(char *s, char **f)
{
	char *p;
	int n;

	for(n = 0; n < Maxargs;) {
		s += strspn(s, " \t");
		if(*s == 0 || (*s == '\\' && s[1] == '"'))
			break;
		if(*s != '"') {
			f[n++] = s;
			for(; *s && *s != ' ' && *s != '\t'; s++)
				if(*s == '\\' && s[1])
					s++;
			if(*s)
				*s++ = 0;
			continue;
		}
		f[n++] = p = ++s;
		for(; *s; s++) {
			if(*s == '"' && s[1] == '"')
				s++;
			else if(*s == '"')
				break;
			*p++ = *s;
		}
		if(*s)
			s++;
		*p = 0;
	}
	return n;
}

static char *
joined(char **f, int n, char *sep)
{
	char *s, *t;

	s = check(strdup(""));
	for(int i = 0; i < n; i++) {
		t = check(smprint("%s%s%s", s, i ? sep : "", f[i]));
		free(s);
		s = t;
	}
	return s;
}

/* columns of an indent: a number of ens, inches, or the width of a text */
static int
columns(char *s, int dflt)
{
	char *e, *p, *t;
	double d;
	int n;

	if(s == nil || *s == 0)
		return dflt;
	if(strncmp(s, "\\w'", 3) == 0) {
		e = strchr(s + 3, '\'');
		p = check(smprint("%.*s", e ? utfnlen(s + 3, e - s - 3) : 1000, s + 3));
		t = escapes(p);
		n = utflen(t);
		free(p);
		free(t);
		/* further widths are added */
		if(e && e[1] == 'u' && e[2] == '+')
			n += columns(e + 3, 0);
		return n;
	}
	d = strtod(s, &e);
	if(e == s)
		return dflt;
	return *e == 'i' ? d * 10 + 0.5 : d + 0.5;
}

static int tagged;    /* the next line of text is a tag */
static int tagindent; /* what follows it is indented so far */
static int lasthang = Hang;
static int saved[Maxnest], nsaved;

/* a tag stands on a line of its own unless it leaves room */
static void
puttag(char *s)
{
	int n;

	n = base + tagindent;
	if(*s && utflen(s) + 1 > tagindent) {
		tempindent = base;
		line = check(strdup(s));
		flushline();
		indent = n;
		return;
	}
	indent = n;
	if(*s == 0)
		return;
	tempindent = base;
	line = check(smprint("%-*s", tagindent - 1, s));
	linecols = tagindent - 1;
	sentence = 0;
}

static void
paragraph(void)
{
	space();
	indent = base;
	lasthang = Hang;
}

static void
fonts(char **f, int n, char *sep)
{
	char *s, *t;

	s = joined(f, n, sep);
	if(tagged) {
		tagged = 0;
		t = escapes(s);
		for(char *p = t; *p; p++)
			if(*p == 1)
				*p = ' ';
		puttag(t);
		free(t);
	} else
		textline(s);
	free(s);
}

static void
heading(char **f, int n, int in)
{
	char *s, *t;

	flushline();
	spacing = 1;
	space();
	fill = 1;
	s = joined(f, n, " ");
	t = escapes(s);
	for(char *p = t; *p; p++)
		if(*p == 1)
			*p = ' ';
	puttext(in, t);
	blank = 1; /* no blank line below it */
	free(s);
	free(t);
	base = indent = Base;
	nsaved = 0;
	lasthang = Hang;
}

static void
header(char **f, int n)
{
	char *s;
	int pad;

	s = check(smprint("%s(%s)", n > 0 ? f[0] : "", n > 1 ? f[1] : ""));
	pad = width - 2 * utflen(s);
	Bprint(&bout, "%s%*s%s\n", s, pad > 1 ? pad : 1, "", s);
	blank = 0;
	indent = base = Base;
}

static void
nest(int deeper, char *arg)
{
	flushline();
	if(deeper && nsaved < Maxnest) {
		saved[nsaved++] = base;
		base = indent > base && arg == nil ? indent : base + columns(arg, Hang);
	} else if(!deeper && nsaved > 0)
		base = saved[--nsaved];
	indent = base;
}

static int
is(char *a, char *b)
{
	return strcmp(a, b) == 0;
}

static void
verbatim(int on)
{
	flushline();
	fill = !on;
}

static void
request(char *name, char **f, int n)
{
	if(is(name, "TH"))
		header(f, n);
	else if(is(name, "SH"))
		heading(f, n, 0);
	else if(is(name, "SS"))
		heading(f, n, 2);
	else if(is(name, "PP") || is(name, "LP") || is(name, "P"))
		paragraph();
	else if(is(name, "TP") || is(name, "HP")) {
		space();
		lasthang = tagindent = columns(n ? f[0] : nil, lasthang);
		tagged = is(name, "TP");
		indent = base;
		if(!tagged) {
			tempindent = base;
			indent = base + tagindent;
		}
	} else if(is(name, "IP")) {
		space();
		lasthang = tagindent = columns(n > 1 ? f[1] : nil, lasthang);
		tagged = 1;
		fonts(f, n ? 1 : 0, "");
	} else if(is(name, "B") || is(name, "I") || is(name, "L") || is(name, "SM") ||
		  is(name, "R"))
		fonts(f, n, " ");
	else if(strlen(name) == 2 && strchr("BIRL", name[0]) && strchr("BIRL", name[1]))
		fonts(f, n, "");
	else if(is(name, "EX"))
		verbatim(1);
	else if(is(name, "EE"))
		verbatim(0);
	else if(is(name, "nf"))
		verbatim(1);
	else if(is(name, "fi"))
		verbatim(0);
	else if(is(name, "br"))
		flushline();
	else if(is(name, "sp")) {
		flushline();
		puttext(0, none);
	} else if(is(name, "RS"))
		nest(1, n ? f[0] : nil);
	else if(is(name, "RE"))
		nest(0, nil);
	else if(is(name, "PD"))
		spacing = n == 0 || !is(f[0], "0");
	/* what is left is about fonts, tabs and hyphens */
}

static void
format(Biobuf *b)
{
	char *s, *p, *f[Maxargs], name[16], *t;
	int n;

	fill = 1;
	indent = base = Base;
	tempindent = -1;
	blank = 1;
	while((s = Brdstr(b, '\n', 1)) != nil) {
		if(*s == '.' || (*s == '\'' && s[1] != 0)) {
			p = s + 1 + strspn(s + 1, " \t");
			n = strcspn(p, " \t\\\"");
			snprint(name, sizeof name, "%.*s", n, p);
			n = arguments(p + n, f);
			if(name[0])
				request(name, f, n);
		} else if(tagged) {
			tagged = 0;
			t = escapes(s);
			for(p = t; *p; p++)
				if(*p == 1)
					*p = ' ';
			puttag(t);
			free(t);
		} else if(*s == 0)
			space();
		else
			textline(s);
		free(s);
	}
	flushline();
}

/* --- finding pages --- */

static int found;

/* the NAME lines of a page: "a, b \- what they do" */
static char *
nameline(char *file)
{
	Biobuf *b;
	char *s, *t, *all;
	int inname;

	b = Bopen(file, OREAD);
	if(b == nil)
		return nil;
	all = check(strdup(""));
	inname = 0;
	while((s = Brdstr(b, '\n', 1)) != nil) {
		if(strncmp(s, ".SH", 3) == 0) {
			if(inname) {
				free(s);
				break;
			}
			inname = strstr(s, "NAME") != nil;
		} else if(inname && *s != '.') {
			t = escapes(s);
			free(s);
			s = check(smprint("%s%s%s", all, *all ? " " : "", t));
			free(all);
			free(t);
			all = s;
			continue;
		}
		free(s);
	}
	Bterm(b);
	return all;
}

/* is title one of the names */
static int
isnamed(char *file, char *title)
{
	char *all, *e, *f[64];
	int n, r;

	all = nameline(file);
	if(all == nil)
		return 0;
	e = strstr(all, " - ");
	if(e != nil)
		*e = 0;
	n = gettokens(all, f, nelem(f), ", \t");
	r = 0;
	for(int i = 0; i < n; i++)
		r |= strcmp(f[i], title) == 0;
	free(all);
	return r;
}

static int
haskey(char *file, char *section, char *elem, char *key)
{
	char *all;

	all = nameline(file);
	if(all != nil && cistrstr(all, key) != nil) {
		Bprint(&bout, "%s(%s): %s\n", elem, section, all);
		found = 1;
	}
	free(all);
	return 0;
}

static void
show(char *file)
{
	Biobuf *b;

	if(wflag) {
		Bprint(&bout, "%s\n", file);
		found = 1;
		return;
	}
	b = Bopen(file, OREAD);
	if(b == nil) {
		fprint(2, "man: can't open %s: %r\n", file);
		return;
	}
	if(found)
		Bputc(&bout, '\n');
	found = 1;
	format(b);
	Bterm(b);
}

static long
entries(char *name, Dir **d)
{
	long n;

	n = readdir(name, d);
	sortdir(*d, n > 0 ? n : 0);
	return n;
}

/* the pages of a section that match; a page of that very name is enough */
static void
section(char *sec, char *title)
{
	Dir *d;
	char *dir, *file;
	long n;

	dir = check(smprint("%s/%s", manroot, sec));
	file = check(smprint("%s/%s", dir, title));
	if(!kflag && strchr(title, '/') == nil && access(file, AREAD) == 0)
		show(file);
	else {
		n = entries(dir, &d);
		for(long i = 0; i < n; i++) {
			free(file);
			file = check(smprint("%s/%s", dir, d[i].name));
			if(strcmp(d[i].name, "INDEX") == 0)
				continue;
			if(kflag ? haskey(file, sec, d[i].name, title) : isnamed(file, title))
				show(file);
		}
		free(d);
	}
	free(file);
	free(dir);
}

static int
issection(char *s)
{
	return s[0] >= '0' && s[0] <= '9' && s[strspn(s, "0123456789")] == 0;
}

static void
usage(void)
{
	fprint(2, "usage: man [-knw] [section ...] title ...\n");
	exits("usage");
}

void
main(int argc, char **argv)
{
	Dir *d;
	char *status;
	long n;
	int nsec;

	ARGBEGIN
	{
	case 'k':
		kflag = 1;
		break;
	case 'n':
		break; /* text for the terminal is all there is */
	case 'w':
		wflag = 1;
		break;
	default:
		usage();
	}
	ARGEND
	for(nsec = 0; nsec < argc && issection(argv[nsec]); nsec++)
		;
	if(nsec == argc)
		usage();
	Binit(&bout, 1, OWRITE);
	n = nsec ? 0 : entries(manroot, &d);
	status = nil;
	for(int i = nsec; i < argc; i++) {
		found = 0;
		for(int k = 0; k < nsec; k++)
			section(argv[k], argv[i]);
		for(long k = 0; k < n; k++)
			if(issection(d[k].name))
				section(d[k].name, argv[i]);
		if(!found) {
			Bflush(&bout);
			fprint(2, "man: no manual page for %s\n", argv[i]);
			status = "no page";
		}
	}
	Bterm(&bout);
	exits(status);
}
