/*
 * match.c: what awk does with regular expressions.
 */
#include "awk.h"
#include "run.h"

/* programs of expressions made at run time are kept, some of them */
Reprog *
dynre(char *s)
{
	static struct
	{
		char *s;
		Reprog *re;
	} cache[64];
	static int next;
	int i;

	for(i = 0; i < nelem(cache) && cache[i].s != nil; i++)
		if(strcmp(cache[i].s, s) == 0)
			return cache[i].re;
	if(i == nelem(cache)) {
		i = next++ % nelem(cache);
		free(cache[i].s);
		/* a tree may hold the program: it is not freed */
	}
	cache[i].s = check(strdup(s));
	cache[i].re = regcompnl(s);
	if(cache[i].re == nil)
		fatal("bad regular expression /%s/", s);
	return cache[i].re;
}

void
regerror(char *msg)
{
	fprint(2, "awk: %s\n", msg);
}

/* & is what was matched, unless there is a backslash */
static void
replacement(Textbuf *t, char *r, Resub *m)
{
	for(; *r; r++)
		if(*r == '\\' && (r[1] == '&' || r[1] == '\\'))
			textaddn(t, ++r, 1);
		else if(*r == '&')
			textaddn(t, m->sp, m->ep - m->sp);
		else
			textaddn(t, r, 1);
}

/* the program of an argument */
static Reprog *
regexpof(Node *a)
{
	Reprog *re;
	Str *s;

	if(a->op == Ore)
		return a->re;
	s = evalstr(a);
	re = dynre(s->s);
	dropstr(s);
	return re;
}

/* sub and gsub */
Val
substitute(Node *a, int global)
{
	static Textbuf t;
	Str *s, *r;
	Reprog *prog;
	Node *target;
	Cell *c;
	int n, fld;
	Val v;

	if(a->next == nil)
		fatal("sub wants two arguments");
	prog = regexpof(a);
	r = evalstr(a->next);
	target = a->next->next;
	fld = 0;
	c = target ? lvalue(target, &fld) : nil;
	v = load(c, fld);
	s = tostr(v);
	freeval(v);
	n = textsubst(&t, prog, s->s, r->s, 1, global, replacement);
	if(n > 0)
		store(c, fld, strval(newstr(t.s, t.n)));
	dropstr(s);
	dropstr(r);
	return num(n);
}

Val
match(Node *a)
{
	Resub m[1];
	Reprog *re;
	Str *s;
	int at, len;

	if(a->next == nil)
		fatal("match wants two arguments");
	s = evalstr(a);
	re = regexpof(a->next);
	memset(m, 0, sizeof m);
	at = 0;
	len = -1;
	if(regexec(re, s->s, m, 1) > 0) {
		at = utfnlen(s->s, m[0].sp - s->s) + 1;
		len = utfnlen(m[0].sp, m[0].ep - m[0].sp);
	}
	dropstr(s);
	setcell(cRSTART, num(at));
	setcell(cRLENGTH, num(len));
	return num(at);
}

int
matches(Node *re, char *s)
{
	return regexec(regexpof(re), s, nil, 0) > 0;
}
