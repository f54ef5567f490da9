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

static void
addn(Str **s, int *max, char *p, int n)
{
	if((*s)->len + n > *max) {
		*max = 2 * ((*s)->len + n);
		*s = check(realloc(*s, sizeof **s + *max + 1));
	}
	memmove((*s)->s + (*s)->len, p, n);
	(*s)->len += n;
	(*s)->s[(*s)->len] = 0;
}

/* & is what was matched, unless there is a backslash */
static void
replacement(Str **out, int *max, char *r, Resub *m)
{
	for(; *r; r++)
		if(*r == '\\' && (r[1] == '&' || r[1] == '\\'))
			addn(out, max, ++r, 1);
		else if(*r == '&')
			addn(out, max, m->sp, m->ep - m->sp);
		else
			addn(out, max, r, 1);
}

/* s with the first match replaced, or all; n says how many there were */
static Str *
replaceall(char *s, Reprog *prog, char *r, int global, int *n)
{
	Str *out;
	Resub m[1];
	Rune rune;
	char *p, *last;
	int max, w;

	out = newstr(nil, max = strlen(s) + 64);
	out->len = 0;
	last = nil;
	*n = 0;
	for(p = s;;) {
		memset(m, 0, sizeof m);
		m[0].sp = p;
		if(regexec(prog, s, m, 1) <= 0)
			break;
		addn(&out, &max, p, m[0].sp - p);
		p = m[0].ep;
		/* an empty match where the last one ended does not count */
		if(m[0].sp != m[0].ep || m[0].sp != last) {
			++*n;
			replacement(&out, &max, r, m);
			if(!global)
				break;
		}
		last = m[0].ep;
		if(m[0].sp == m[0].ep) {
			if(*p == 0)
				break;
			w = chartorune(&rune, p);
			addn(&out, &max, p, w);
			p += w;
		}
	}
	addn(&out, &max, p, strlen(p));
	return out;
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
	Str *s, *r, *out;
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
	out = replaceall(s->s, prog, r->s, global, &n);
	if(n > 0)
		store(c, fld, strval(out));
	else
		dropstr(out);
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
