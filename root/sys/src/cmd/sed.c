/*
 * sed: the stream editor.  A script is compiled into a list of commands, each with up to two
 * addresses; regular expressions are those of regexp(6).
 */
#include <u.h>
#include <libc.h>
#include <bio.h>
#include <regexp.h>
#include <cmd.h>

typedef struct Addr Addr;
typedef struct Cmd Cmd;
typedef struct Text Text;
typedef struct Out Out;
struct Addr
{
	int kind; /* 0 none, 'n' line, '$', '/' */
	vlong line;
	Reprog *re; /* nil: the last one used */
};
struct Cmd
{
	Addr a, b;
	int not ;
	int inrange;
	vlong rangeend;
	int name;
	char *text; /* of a c i, label of b t :, replacement of s */
	int target; /* of b t {: a command's number */
	Reprog *re; /* of s */
	int global; /* s///g */
	int nth;    /* s///3 */
	int print;  /* s///p */
	Out *out;   /* of w and s///w */
	Rune *from; /* y */
	Rune *to;
};
struct Out
{
	char *name;
	Biobuf *b;
	Out *next;
};
struct Text
{
	char *s;
	long n;
	long max;
};

static Cmd *prog;
static int nprog;
static char *script; /* what is left of the script */
static int scriptline = 1;
static Reprog *lastre;
static Out *outs;
static Biobuf bout;

static char **files; /* input that is still to come */
static Biobuf *in;
static char *ahead;        /* the line after this one */
static int aheadnl, curnl; /* those ended in newline */
static vlong lineno;
static Text pattern, hold;
static int nflag, uflag;
static char *status;

/* text to print when a cycle ends */
typedef struct Append Append;
struct Append
{
	char *s;
	int isfile;
};
static Append *appends;
static int nappends;

static void
bad(char *why)
{
	fprint(2, "sed: line %d of script: %s\n", scriptline, why);
	exits("script");
}

static void
addn(Text *t, char *s, long n)
{
	if(t->n + n + 1 > t->max) {
		t->max = 2 * (t->n + n) + 64;
		t->s = check(realloc(t->s, t->max));
	}
	memmove(t->s + t->n, s, n);
	t->n += n;
	t->s[t->n] = 0;
}

/* what is wrong with a pattern; regcomp then gives nil */
void
regerror(char *msg)
{
	fprint(2, "sed: %s\n", msg);
}

static void
add(Text *t, char *s)
{
	addn(t, s, strlen(s));
}

static void
set(Text *t, char *s)
{
	t->n = 0;
	add(t, s);
}

/* --- compiling --- */

static int
peek(void)
{
	return *script;
}

static void
blanks(void)
{
	while(*script == ' ' || *script == '\t')
		script++;
}

/* up to a delimiter, which is the rune at script; \n becomes a newline, \delim the delimiter */
static char *
delimited(char *delim, int isre)
{
	Text t;
	Rune r;
	int w, class;

	memset(&t, 0, sizeof t);
	add(&t, "");
	class = 0;
	for(;;) {
		w = chartorune(&r, script);
		if(r == 0 || (r == '\n' && isre))
			bad("no end of expression");
		if(!class && strncmp(script, delim, strlen(delim)) == 0) {
			script += strlen(delim);
			return t.s;
		}
		if(r == '\n')
			scriptline++;
		if(r == '\\' && script[1]) {
			script++;
			w = chartorune(&r, script);
			if(r == 'n')
				add(&t, "\n");
			else if(strncmp(script, delim, strlen(delim)) == 0 &&
				!(isre && utfrune(".*+?()|[]^$\\{}", r)))
				addn(&t, script, w);
			else {
				add(&t, "\\");
				addn(&t, script, w);
			}
			script += w;
			continue;
		}
		if(isre && r == '[')
			class = 1;
		else if(r == ']')
			class = 0;
		addn(&t, script, w);
		script += w;
	}
}

static char *
getdelim(void)
{
	static char delim[UTFmax + 1];
	Rune r;
	int w;

	w = chartorune(&r, script);
	if(r == 0 || r == '\n')
		bad("delimiter missing");
	memmove(delim, script, w);
	delim[w] = 0;
	script += w;
	return strdup(delim);
}

static Reprog *
getre(char *delim)
{
	Reprog *re;
	char *s;

	s = delimited(delim, 1);
	if(*s == 0)
		return nil;
	re = regcompnl(s);
	if(re == nil)
		bad("bad regular expression");
	free(s);
	return re;
}

static int
getaddr(Addr *a)
{
	char *d;

	blanks();
	if(*script >= '0' && *script <= '9') {
		a->kind = 'n';
		a->line = strtoll(script, &script, 10);
	} else if(*script == '$') {
		a->kind = '$';
		script++;
	} else if(*script == '/' || *script == '\\') {
		if(*script == '\\')
			script++;
		d = getdelim();
		a->kind = '/';
		a->re = getre(d);
		free(d);
	} else
		return 0;
	blanks();
	return 1;
}

static char *
getword(void)
{
	char *s, *e;

	blanks();
	s = script;
	e = s + strcspn(s, "\n;");
	script = e;
	while(e > s && (e[-1] == ' ' || e[-1] == '\t'))
		e--;
	s = check(smprint("%.*s", utfnlen(s, e - s), s));
	return s;
}

static char *
getfilename(void)
{
	char *s, *e;

	blanks();
	s = script;
	e = s + strcspn(s, "\n");
	script = e;
	if(e == s)
		bad("file name missing");
	return check(smprint("%.*s", utfnlen(s, e - s), s));
}

static Out *
getout(void)
{
	Out *o;
	char *name;

	name = getfilename();
	for(o = outs; o != nil; o = o->next)
		if(strcmp(o->name, name) == 0)
			return o;
	o = check(mallocz(sizeof *o, 1));
	o->name = name;
	o->b = Bopen(name, OWRITE);
	if(o->b == nil)
		sysfatal("can't create %s: %r", name);
	o->next = outs;
	outs = o;
	return o;
}

/* the text of a, c, i: from the next line, lines but the last end in \ */
static char *
gettext(void)
{
	Text t;

	memset(&t, 0, sizeof t);
	add(&t, "");
	blanks();
	if(*script == '\\') {
		script++;
		blanks();
		if(*script == '\n') {
			script++;
			scriptline++;
		}
	}
	for(; *script && *script != '\n'; script++) {
		if(*script == '\\' && script[1]) {
			script++;
			if(*script == '\n')
				scriptline++;
		}
		addn(&t, script, 1);
	}
	add(&t, "\n");
	return t.s;
}

static void
getsubst(Cmd *c)
{
	char *d;

	d = getdelim();
	c->re = getre(d);
	c->text = delimited(d, 0);
	free(d);
	c->nth = 1;
	for(;; script++)
		switch(*script) {
		case 'g':
			c->global = 1;
			break;
		case 'p':
			c->print = 1;
			break;
		case 'w':
			script++;
			c->out = getout();
			return;
		default:
			if(*script < '1' || *script > '9')
				return;
			c->nth = strtol(script, &script, 10);
			script--;
		}
}

static Rune *
runes(char *s)
{
	Rune *r, *p;

	r = p = check(malloc((utflen(s) + 1) * sizeof *r));
	while(*s) {
		if(*s == '\\' && s[1] == '\\')
			s++;
		s += chartorune(p++, s);
	}
	*p = 0;
	return r;
}

static void
getmap(Cmd *c)
{
	char *d;

	d = getdelim();
	c->from = runes(delimited(d, 0));
	c->to = runes(delimited(d, 0));
	free(d);
	if(runestrlen(c->from) != runestrlen(c->to))
		bad("strings of y differ in length");
}

static void
getargs(Cmd *c)
{
	switch(c->name) {
	case 'a':
	case 'c':
	case 'i':
		c->text = gettext();
		break;
	case 'b':
	case 't':
	case ':':
		c->text = getword();
		break;
	case 'r':
		c->text = getfilename();
		break;
	case 's':
		getsubst(c);
		break;
	case 'w':
		c->out = getout();
		break;
	case 'y':
		getmap(c);
		break;
	case '{':
	case '}':
	case '=':
	case 'd':
	case 'D':
	case 'g':
	case 'G':
	case 'h':
	case 'H':
	case 'l':
	case 'n':
	case 'N':
	case 'p':
	case 'P':
	case 'q':
	case 'x':
		break;
	default:
		bad("unknown command");
	}
}

static void
endcommand(Cmd *c)
{
	blanks();
	if(peek() == '#')
		script += strcspn(script, "\n");
	if(c->name == '{' || peek() == '}' || peek() == 0)
		return;
	if(peek() != ';' && peek() != '\n')
		bad("text behind a command");
}

static void
compile(char *s)
{
	static int depth, open[100];
	Cmd *c;

	script = s;
	for(;;) {
		while(*script == ' ' || *script == '\t' || *script == ';' || *script == '\n')
			if(*script++ == '\n')
				scriptline++;
		if(*script == '#') {
			script += strcspn(script, "\n");
			continue;
		}
		if(*script == 0)
			break;
		prog = check(realloc(prog, (nprog + 1) * sizeof *prog));
		c = &prog[nprog++];
		memset(c, 0, sizeof *c);
		if(getaddr(&c->a) && peek() == ',') {
			script++;
			if(!getaddr(&c->b))
				bad("second address missing");
		}
		for(blanks(); peek() == '!'; blanks()) {
			c->not = 1;
			script++;
		}
		c->name = *script;
		if(c->name == 0)
			bad("command missing");
		script++;
		getargs(c);
		if(c->name == '{') {
			if(depth == nelem(open))
				bad("too many {");
			open[depth++] = nprog - 1;
		} else if(c->name == '}') {
			if(depth == 0)
				bad("unexpected }");
			prog[open[--depth]].target = nprog;
		}
		endcommand(c);
	}
	if(depth > 0)
		bad("} missing");
}

static void
labels(void)
{
	for(int i = 0; i < nprog; i++) {
		if((prog[i].name != 'b' && prog[i].name != 't'))
			continue;
		prog[i].target = nprog;
		if(prog[i].text[0] == 0)
			continue;
		for(int k = 0;; k++) {
			if(k == nprog)
				sysfatal("no label %s", prog[i].text);
			if(prog[k].name == ':' && strcmp(prog[k].text, prog[i].text) == 0) {
				prog[i].target = k;
				break;
			}
		}
	}
}

/* --- input --- */

static char *
readline(int *nl)
{
	char *s;
	int n;

	for(;;) {
		if(in == nil) {
			if(*files == nil)
				return nil;
			in = strcmp(*files, "-") == 0 ? Bfdopen(0, OREAD) : Bopen(*files, OREAD);
			if(in == nil) {
				fprint(2, "sed: can't open %s: %r\n", *files);
				status = "open";
			}
			files++;
			if(in == nil)
				continue;
		}
		s = Brdstr(in, '\n', 0);
		if(s != nil) {
			n = Blinelen(in);
			*nl = n > 0 && s[n - 1] == '\n';
			if(*nl)
				s[n - 1] = 0;
			return s;
		}
		Bterm(in);
		in = nil;
	}
}

/* the next line becomes what pattern is, or is put behind it */
static int
nextline(int append)
{
	if(ahead == nil)
		return 0;
	lineno++;
	if(append)
		add(&pattern, "\n");
	else
		pattern.n = 0;
	add(&pattern, ahead);
	curnl = aheadnl;
	free(ahead);
	ahead = readline(&aheadnl);
	return 1;
}

static void
putpattern(Biobuf *b)
{
	Bprint(b, "%s%s", pattern.s, curnl || ahead != nil ? "\n" : "");
}

static void
flushappends(void)
{
	Biobuf *b;
	long n;
	char buf[8192];

	for(int i = 0; i < nappends; i++) {
		if(!appends[i].isfile) {
			Bprint(&bout, "%s", appends[i].s);
			continue;
		}
		b = Bopen(appends[i].s, OREAD); /* a file that is not there is empty */
		if(b == nil)
			continue;
		while((n = Bread(b, buf, sizeof buf)) > 0)
			Bwrite(&bout, buf, n);
		Bterm(b);
	}
	nappends = 0;
}

static void
later(char *s, int isfile)
{
	appends = check(realloc(appends, (nappends + 1) * sizeof *appends));
	appends[nappends].s = s;
	appends[nappends++].isfile = isfile;
}

/* --- running --- */

static int
match(Reprog *re, char *s, char *start, Resub *m, int n)
{
	if(re == nil)
		re = lastre;
	if(re == nil)
		sysfatal("no previous regular expression");
	lastre = re;
	memset(m, 0, n * sizeof *m);
	m[0].sp = start;
	return regexec(re, s, m, n) > 0;
}

static int
matchaddr(Addr *a)
{
	Resub m[1];

	switch(a->kind) {
	case 'n':
		return lineno == a->line;
	case '$':
		return ahead == nil;
	}
	return match(a->re, pattern.s, pattern.s, m, 1);
}

static int
selected(Cmd *c)
{
	if(c->a.kind == 0)
		return 1;
	if(c->b.kind == 0)
		return matchaddr(&c->a);
	if(c->inrange) {
		if(c->b.kind == 'n' && lineno >= c->b.line)
			c->inrange = 0;
		else if(c->b.kind != 'n' && matchaddr(&c->b))
			c->inrange = 0;
		/* a line number that has passed selects no more */
		return c->b.kind != 'n' || lineno <= c->b.line;
	}
	if(!matchaddr(&c->a))
		return 0;
	c->inrange =
		!(c->b.kind == 'n' && lineno >= c->b.line) && !(c->b.kind == '$' && ahead == nil);
	return 1;
}

static void
replace(Text *t, char *r, Resub *m, int n)
{
	int k;

	for(; *r; r++) {
		k = -1;
		if(*r == '&')
			k = 0;
		else if(*r == '\\' && r[1]) {
			r++;
			if(*r >= '0' && *r <= '9')
				k = *r - '0';
		}
		if(k < 0)
			addn(t, r, 1);
		else if(k < n && m[k].sp != nil)
			addn(t, m[k].sp, m[k].ep - m[k].sp);
	}
}

/* an empty match where the last one ended does not count */
static int
substitute(Cmd *c)
{
	static Text t;
	Resub m[10];
	char *s, *last;
	Rune r;
	int n, w;

	set(&t, "");
	last = nil;
	for(n = 0, s = pattern.s; match(c->re, pattern.s, s, m, nelem(m));) {
		addn(&t, s, m[0].sp - s);
		s = m[0].ep;
		if(m[0].sp != m[0].ep || m[0].sp != last) {
			n++;
			if(n >= c->nth)
				replace(&t, c->text, m, nelem(m));
			else
				addn(&t, m[0].sp, m[0].ep - m[0].sp);
			if(n >= c->nth && !c->global)
				break;
		}
		last = m[0].ep;
		if(m[0].sp == m[0].ep) {
			if(*s == 0)
				break;
			w = chartorune(&r, s);
			addn(&t, s, w);
			s += w;
		}
	}
	if(n < c->nth)
		return 0;
	add(&t, s);
	set(&pattern, t.s);
	return 1;
}

static void
translate(Cmd *c)
{
	static Text t;
	Rune r, *p;
	char buf[UTFmax];

	set(&t, "");
	for(char *s = pattern.s; *s;) {
		s += chartorune(&r, s);
		p = runestrchr(c->from, r);
		if(p != nil)
			r = c->to[p - c->from];
		addn(&t, buf, runetochar(buf, &r));
	}
	set(&pattern, t.s);
}

/* l: a line in which everything can be seen */
static void
list(void)
{
	Rune r;
	int col, w;
	char buf[32];

	col = 0;
	for(char *s = pattern.s; *s; s += w) {
		w = chartorune(&r, s);
		if(r == '\t')
			strcpy(buf, "\\t");
		else if(r == '\b')
			strcpy(buf, "\\b");
		else if(r == '\n')
			strcpy(buf, "\\n");
		else if(r == '\\')
			strcpy(buf, "\\\\");
		else if(r < ' ' || r == 0x7f || (r == Runeerror && w == 1))
			snprint(buf, sizeof buf, "\\x%.2ux", *(uchar *)s);
		else
			snprint(buf, sizeof buf, "%C", r);
		if(col + utflen(buf) > 71) {
			Bprint(&bout, "\\\n");
			col = 0;
		}
		Bprint(&bout, "%s", buf);
		col += utflen(buf);
	}
	Bputc(&bout, '\n');
}

enum
{
	Next,    /* command */
	Jump,    /* to its target */
	End,     /* of the cycle: print */
	Delete,  /* end without */
	Restart, /* without reading a line */
	Quit,
};
static int changed; /* for t */

static int
subst(Cmd *c)
{
	if(!substitute(c))
		return Next;
	changed = 1;
	if(c->print)
		putpattern(&bout);
	if(c->out) {
		Bprint(c->out->b, "%s\n", pattern.s);
		Bflush(c->out->b);
	}
	return Next;
}

static int
another(int append)
{
	if(ahead == nil)
		return Quit;
	if(!append && !nflag)
		putpattern(&bout);
	flushappends();
	nextline(append);
	return Next;
}

static int
delfirst(void)
{
	char *p;

	p = strchr(pattern.s, '\n');
	if(p == nil)
		return Delete;
	pattern.n -= p + 1 - pattern.s;
	memmove(pattern.s, p + 1, pattern.n + 1);
	return Restart;
}

static int
run(Cmd *c)
{
	Text t;
	char *p;

	switch(c->name) {
	case '=':
		Bprint(&bout, "%lld\n", lineno);
		break;
	case 'a':
		later(c->text, 0);
		break;
	case 'b':
		return Jump;
	case 'c':
		if(c->b.kind == 0 || !c->inrange || c->not )
			Bprint(&bout, "%s", c->text);
		return Delete;
	case 'd':
		return Delete;
	case 'D':
		return delfirst();
	case 'g':
		set(&pattern, hold.s);
		break;
	case 'G':
		add(&pattern, "\n");
		add(&pattern, hold.s);
		break;
	case 'h':
		set(&hold, pattern.s);
		break;
	case 'H':
		add(&hold, "\n");
		add(&hold, pattern.s);
		break;
	case 'i':
		Bprint(&bout, "%s", c->text);
		break;
	case 'l':
		list();
		break;
	case 'n':
	case 'N':
		return another(c->name == 'N');
	case 'p':
		putpattern(&bout);
		break;
	case 'P':
		p = strchr(pattern.s, '\n');
		Bwrite(&bout, pattern.s, p ? p - pattern.s : pattern.n);
		Bputc(&bout, '\n');
		break;
	case 'q':
		return Quit;
	case 'r':
		later(c->text, 1);
		break;
	case 's':
		return subst(c);
	case 't':
		if(!changed)
			break;
		changed = 0;
		return Jump;
	case 'w':
		Bprint(c->out->b, "%s\n", pattern.s);
		Bflush(c->out->b);
		break;
	case 'x':
		t = pattern;
		pattern = hold;
		hold = t;
		break;
	case 'y':
		translate(c);
		break;
	}
	return Next;
}

/* one cycle; says how it ended */
static int
cycle(void)
{
	int i, how;

	how = End;
	for(i = 0; i < nprog;) {
		if(selected(&prog[i]) == prog[i].not ) {
			i = prog[i].name == '{' ? prog[i].target : i + 1;
			continue;
		}
		how = run(&prog[i]);
		if(how == Jump)
			i = prog[i].target;
		else if(how == Next)
			i++;
		else
			break;
		how = End;
	}
	if((how == End || how == Quit) && !nflag)
		putpattern(&bout);
	flushappends();
	if(uflag)
		Bflush(&bout);
	return how;
}

static void
edit(void)
{
	int how;

	ahead = readline(&aheadnl);
	set(&hold, "");
	set(&pattern, "");
	for(how = Next; how != Quit;) {
		if(how != Restart && !nextline(0))
			break;
		if(how != Restart)
			changed = 0;
		how = cycle();
	}
}

static char *
readscript(char *name)
{
	Biobuf *b;
	Text t;
	char *s;

	memset(&t, 0, sizeof t);
	add(&t, "");
	b = Bopen(name, OREAD);
	if(b == nil)
		sysfatal("can't open %s: %r", name);
	while((s = Brdstr(b, '\n', 1)) != nil) {
		add(&t, s);
		add(&t, "\n");
		free(s);
	}
	Bterm(b);
	return t.s;
}

static void
usage(void)
{
	fprint(2, "usage: sed [-gnu] [-e script] [-f scriptfile] [script] [file ...]\n");
	exits("usage");
}

void
main(int argc, char **argv)
{
	static char *standard[] = {"-", nil};
	Text all;
	char *s;
	int gflag;

	gflag = 0;
	memset(&all, 0, sizeof all);
	ARGBEGIN
	{
	case 'n':
		nflag = 1;
		break;
	case 'g':
		gflag = 1;
		break;
	case 'u':
		uflag = 1;
		break;
	case 'e':
		add(&all, EARGF(usage()));
		add(&all, "\n");
		break;
	case 'f':
		s = readscript(EARGF(usage()));
		add(&all, s);
		add(&all, "\n");
		break;
	default:
		usage();
	}
	ARGEND
	if(all.s == nil) {
		if(argc == 0)
			usage();
		add(&all, argv[0]);
		argc--;
		argv++;
	}
	Binit(&bout, 1, OWRITE);
	compile(all.s);
	labels();
	for(int i = 0; i < nprog && gflag; i++)
		if(prog[i].name == 's' && prog[i].nth == 1)
			prog[i].global = 1;
	files = argc ? argv : standard;
	edit();
	Bterm(&bout);
	exits(status);
}
