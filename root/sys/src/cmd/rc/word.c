/*
 * The values of words: lists of strings, made in the temporary arena.
 */
#include <u.h>
#include <libc.h>
#include "rc.h"

static Word **eval(Tree *, Word **);

Word *
newword(char *s, int pat)
{
	Word *w = talloc(sizeof *w);

	*w = (Word){nil, s, pat};
	return w;
}

int
count(Word *w)
{
	int n = 0;

	for(; w != nil; w = w->next)
		n++;
	return n;
}

/* the string of a word that may be a pattern, without marks */
char *
plain(Word *w)
{
	char *s, *t, *p;

	if(!w->pat)
		return w->s;
	t = p = talloc(strlen(w->s) + 1);
	for(s = w->s; *s; s++) {
		if(*s == Glob && s[1] != '\0')
			s++;
		*p++ = *s;
	}
	*p = '\0';
	return t;
}

/* the elements with blanks between them */
char *
join(Word *list)
{
	Word *w;
	usize n = 1;
	char *s, *p;
	int len;

	if(list != nil && list->next == nil)
		return list->s;
	for(w = list; w != nil; w = w->next)
		n += strlen(w->s) + 1;
	s = p = talloc(n);
	for(w = list; w != nil; w = w->next) {
		len = strlen(w->s);
		memmove(p, w->s, len);
		p += len;
		if(w->next != nil)
			*p++ = ' ';
	}
	*p = '\0';
	return s;
}

/* append a list, whose strings may go away while the copies are in use */
Word **
copywords(Word *w, Word **tail)
{
	for(; w != nil; w = w->next) {
		*tail = newword(tstrdup(w->s, strlen(w->s)), 0);
		tail = &(*tail)->next;
	}
	return tail;
}

/* s as a pattern that matches itself */
static char *
aspattern(char *s)
{
	char *t, *p;

	if(strchr(s, Glob) == nil)
		return s;
	t = p = talloc(2 * strlen(s) + 1);
	for(; *s; s++) {
		if(*s == Glob)
			*p++ = Glob;
		*p++ = *s;
	}
	*p = '\0';
	return t;
}

static Word *
concat(Word *a, Word *b)
{
	char *s = a->s, *t = b->s, *r;
	int pat = a->pat || b->pat, n, m;

	if(pat && !a->pat)
		s = aspattern(s);
	if(pat && !b->pat)
		t = aspattern(t);
	n = strlen(s);
	m = strlen(t);
	r = talloc(n + m + 1);
	memmove(r, s, n);
	memmove(r + n, t, m + 1);
	return newword(r, pat);
}

static Word **
cat(Word *a, Word *b, Word **tail)
{
	int na = count(a), nb = count(b);

	if(na == 0 && nb == 0)
		return tail;
	if(na == 0 || nb == 0)
		fail("concatenation", "null list in concatenation");
	if(na != nb && na != 1 && nb != 1)
		fail("concatenation", "mismatched list lengths in concatenation");
	while(a != nil && b != nil) {
		*tail = concat(a, b);
		tail = &(*tail)->next;
		if(na >= nb)
			a = a->next;
		if(nb >= na)
			b = b->next;
	}
	return tail;
}

static Word *
evalone(Tree *t)
{
	Word *list = nil;

	eval(t, &list);
	return list;
}

/* the name that a word after $ gives */
static char *
varname(Tree *t)
{
	Word *w;

	if(t->type == Tword && !t->pat)
		return t->str;
	w = evalone(t);
	if(w == nil || w->next != nil)
		fail("variable name", "$ variable name not singleton!");
	return plain(w);
}

static char *
digits(char *s, int *n)
{
	for(*n = 0; *s >= '0' && *s <= '9'; s++)
		if(*n < 100000000)
			*n = *n * 10 + *s - '0';
	return s;
}

/* the elements of val that s names: n, n-m or n- */
static Word **
select(Word *val, char *s, Word **tail)
{
	int n, m, i;

	s = digits(s, &n);
	m = n;
	if(*s == '-') {
		if(s[1] == '\0')
			m = 0x7fffffff;
		else
			digits(s + 1, &m);
	}
	if(n < 1)
		return tail;
	for(i = 1; val != nil && i <= m; i++, val = val->next)
		if(i >= n) {
			*tail = newword(tstrdup(val->s, strlen(val->s)), 0);
			tail = &(*tail)->next;
		}
	return tail;
}

static Word **
subscript(Tree *t, Word **tail)
{
	Word *val = nil, *sub;

	/* the subscripts may have commands that change the variable */
	sub = patterns(t->b);
	val = value(varname(t->a));
	for(; sub != nil; sub = sub->next)
		tail = select(val, plain(sub), tail);
	return tail;
}

static Word **
one(char *s, Word **tail)
{
	*tail = newword(s, 0);
	return &(*tail)->next;
}

static Word **
evalcount(Tree *t, Word **tail)
{
	char *s = talloc(16);

	snprint(s, 16, "%d", count(value(varname(t->a))));
	return one(s, tail);
}

static Word **
evaljoin(Tree *t, Word **tail)
{
	char *s = join(value(varname(t->a)));

	return one(tstrdup(s, strlen(s)), tail);
}

static Word **
evallist(Tree *t, Word **tail)
{
	for(; t != nil; t = t->next)
		tail = eval(t, tail);
	return tail;
}

/* append the value of t at tail; result: the new tail */
static Word **
eval(Tree *t, Word **tail)
{
	Word *a, *b;

	switch(t->type) {
	case Tword:
		*tail = newword(t->str, t->pat);
		return &(*tail)->next;
	case Tdollar:
		return copywords(value(varname(t->a)), tail);
	case Tcount:
		return evalcount(t, tail);
	case Tjoin:
		return evaljoin(t, tail);
	case Tsub:
		return subscript(t, tail);
	case Tcat:
		a = evalone(t->a);
		b = evalone(t->b);
		return cat(a, b, tail);
	case Tlist:
		return evallist(t->a, tail);
	case Tback:
		return backquote(t, tail);
	case Tpipefd:
		return pipename(t, tail);
	}
	return tail;
}

/* the value of a list of words; what could be patterns stay as they are */
Word *
patterns(Tree *t)
{
	Word *list = nil;

	evallist(t, &list);
	return list;
}

/* the value of a list of words, patterns replaced by the files that they match */
Word *
expand(Tree *t)
{
	return globlist(patterns(t));
}

/* the same for one word, whatever follows it */
Word *
expandone(Tree *t)
{
	return globlist(evalone(t));
}
