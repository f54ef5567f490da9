/*
 * compile.c: a script as a list of commands, each with up to two addresses.
 */
#include "sed.h"

Cmd *prog;
int nprog;
static char *script; /* what is left of the script */
static int scriptline = 1;
static Out *outs;

static void
bad(char *why)
{
	fprint(2, "sed: line %d of script: %s\n", scriptline, why);
	exits("script");
}

/* what is wrong with a pattern; regcomp then gives nil */
void
regerror(char *msg)
{
	fprint(2, "sed: %s\n", msg);
}

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
	Textbuf t;
	Rune r;
	int w, class;

	memset(&t, 0, sizeof t);
	textadd(&t, "");
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
				textadd(&t, "\n");
			else if(strncmp(script, delim, strlen(delim)) == 0 &&
				!(isre && utfrune(".*+?()|[]^$\\{}", r)))
				textaddn(&t, script, w);
			else {
				textadd(&t, "\\");
				textaddn(&t, script, w);
			}
			script += w;
			continue;
		}
		if(isre && r == '[')
			class = 1;
		else if(r == ']')
			class = 0;
		textaddn(&t, script, w);
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
		if(a->line == 0)
			bad("there is no line 0");
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

/* what comes before one of ends; blanks before it are skipped, and with trim those behind it too */
static char *
upto(char *ends, int trim)
{
	char *s, *e;

	blanks();
	s = script;
	e = s + strcspn(s, ends);
	script = e;
	while(trim && e > s && (e[-1] == ' ' || e[-1] == '\t'))
		e--;
	return check(smprint("%.*s", utfnlen(s, e - s), s));
}

static char *
getword(void)
{
	return upto("\n;", 1);
}

static char *
getfilename(void)
{
	char *s;

	s = upto("\n", 0);
	if(*s == 0)
		bad("file name missing");
	return s;
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
	Blethal(o->b, nil);
	o->next = outs;
	outs = o;
	return o;
}

/* the text of a, c, i: from the next line, lines but the last end in \ */
static char *
gettext(void)
{
	Textbuf t;

	memset(&t, 0, sizeof t);
	textadd(&t, "");
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
		textaddn(&t, script, 1);
	}
	textadd(&t, "\n");
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

void
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
			c->negated = 1;
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

void
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
