/*
 * format.c: a page for a terminal.  It knows the macros of man(6) and the requests that pages use
 * with them; it is no troff.
 */
#include "man.h"

enum
{
	Maxargs = 16,
	Maxnest = 8,
};

static int base; /* indent of .RS */

static void
textline(char *s)
{
	s = escapes(s);
	text(s);
	free(s);
}

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

/* columns of an indent: a number of ens, inches, or the Width of a text */
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
		/* further Widths are added */
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
		startline(s);
		flushline();
		indent = n;
		return;
	}
	indent = n;
	if(*s == 0)
		return;
	tempindent = base;
	s = check(smprint("%-*s", tagindent - 1, s));
	startline(s);
	free(s);
}

static void
tagline(char *s)
{
	char *t;

	tagged = 0;
	t = escapes(s);
	hardblanks(t);
	puttag(t);
	free(t);
}

static void
paragraph(char **, int)
{
	space();
	indent = base;
	lasthang = Hang;
}

static void
fonts(char **f, int n, char *sep)
{
	char *s;

	s = joined(f, n, sep);
	if(tagged)
		tagline(s);
	else
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
	hardblanks(t);
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
	pad = Width - 2 * utflen(s);
	Bprint(&bout, "%s%*s%s\n", s, pad > 1 ? pad : 1, "", s);
	blank = 0;
	indent = base = Base;
}

static void
section(char **f, int n)
{
	heading(f, n, 0);
}

static void
subsection(char **f, int n)
{
	heading(f, n, 2);
}

static void
tag(char **f, int n)
{
	space();
	lasthang = tagindent = columns(n ? f[0] : nil, lasthang);
	tagged = 1;
	indent = base;
}

static void
hang(char **f, int n)
{
	tag(f, n);
	tagged = 0;
	tempindent = base;
	indent = base + tagindent;
}

static void
item(char **f, int n)
{
	space();
	lasthang = tagindent = columns(n > 1 ? f[1] : nil, lasthang);
	tagged = 1;
	fonts(f, n ? 1 : 0, "");
}

static void
words(char **f, int n)
{
	fonts(f, n, " ");
}

static void
alternate(char **f, int n)
{
	fonts(f, n, "");
}

static void
verbatim(char **, int)
{
	flushline();
	fill = 0;
}

static void
filled(char **, int)
{
	flushline();
	fill = 1;
}

static void
newline(char **, int)
{
	flushline();
}

static void
emptyline(char **, int)
{
	flushline();
	putempty();
}

static void
deeper(char **f, int n)
{
	flushline();
	if(nsaved < Maxnest) {
		saved[nsaved++] = base;
		base = indent > base && n == 0 ? indent : base + columns(n ? f[0] : nil, Hang);
	}
	indent = base;
}

static void
back(char **, int)
{
	flushline();
	if(nsaved > 0)
		base = saved[--nsaved];
	indent = base;
}

static void
distance(char **f, int n)
{
	spacing = n == 0 || strcmp(f[0], "0") != 0;
}

static void
request(char *name, char **f, int n)
{
	static struct
	{
		char *name;
		void (*f)(char **, int);
	} requests[] = {
		{"TH", header},    {"SH", section},  {"SS", subsection}, {"PP", paragraph},
		{"LP", paragraph}, {"P", paragraph}, {"TP", tag},        {"HP", hang},
		{"IP", item},      {"B", words},     {"I", words},       {"L", words},
		{"SM", words},     {"R", words},     {"EX", verbatim},   {"EE", filled},
		{"nf", verbatim},  {"fi", filled},   {"br", newline},    {"sp", emptyline},
		{"RS", deeper},    {"RE", back},     {"PD", distance},
	};

	for(int i = 0; i < nelem(requests); i++)
		if(strcmp(requests[i].name, name) == 0) {
			requests[i].f(f, n);
			return;
		}
	if(strlen(name) == 2 && strchr("BIRL", name[0]) && strchr("BIRL", name[1]))
		alternate(f, n);
	/* what is left is about fonts, tabs and hyphens */
}

void
format(Biobuf *b)
{
	char *s, *p, *f[Maxargs], name[16];
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
		} else if(tagged)
			tagline(s);
		else if(*s == 0)
			space();
		else
			textline(s);
		free(s);
	}
	flushline();
}
