/*
 * Looking for regular expressions in texts, forth and back.
 */
#include <u.h>
#include <libc.h>
#include <bio.h>
#include <regexp.h>
#include <cmd.h>
#include "sam.h"

Range sel[Nsub]; /* what the last search found: the whole and its parts, p1 < 0: none */
static char *badre;

/* regcomp says what is wrong; compile tells it */
void
regerror(char *msg)
{
	badre = msg;
}

Regex *
newregex(char *s)
{
	Regex *re = zalloc(sizeof *re);

	re->s = check(strdup(s));
	return re;
}

void
freeregex(Regex *re)
{
	free(re->s);
	free(re->forth);
	free(re->back);
	free(re);
}

static Reprog *
compile(Regex *re, int back)
{
	void **p = back ? &re->back : &re->forth;

	if(*p == nil)
		*p = back ? regcompback(re->s) : regcomp(re->s);
	if(*p == nil)
		error("%s", badre);
	return *p;
}

static int
run(File *f, Reprog *prog, Range r)
{
	static Rune none[1];
	Rune *text = f->text.r != nil ? f->text.r : none;
	Resub m[Nsub];
	int found;

	if(interrupted)
		error("interrupt");
	memset(m, 0, sizeof m);
	m[0].rsp = text + r.p1;
	m[0].rep = text + r.p2;
	found = rregexecin(prog, text, text + f->text.n, m, nelem(m));
	if(found < 0)
		error("reg. exp. list overflow");
	for(int i = 0; i < Nsub && found; i++) {
		sel[i].p1 = m[i].rsp == nil ? -1 : m[i].rsp - text;
		sel[i].p2 = m[i].rsp == nil ? -1 : m[i].rep - text;
	}
	return found;
}

/* The first match in a range, to sel.  None begins where the range ends: there begins what is not in it, as
 * the next line for ^. */
int
search(File *f, Regex *re, Range r)
{
	return run(f, compile(re, 0), r) && (sel[0].p1 < r.p2 || r.p1 == r.p2);
}

int
searchback(File *f, Regex *re, Range r)
{
	return run(f, compile(re, 1), r);
}

/* the first from p on, or from the text's other end */
static void
around(File *f, Regex *re, Posn p, int sign)
{
	Range r = {0, f->text.n};
	int found;

	if(sign >= 0)
		found = search(f, re, (Range){p, r.p2}) || search(f, re, r);
	else
		found = searchback(f, re, (Range){r.p1, p}) || searchback(f, re, r);
	if(!found)
		error("search");
}

/* An empty match at p itself is none: else one could not get on. */
Range
nextmatch(File *f, Regex *re, Posn p, int sign)
{
	around(f, re, p, sign);
	if(sel[0].p1 == sel[0].p2 && sel[0].p1 == p) {
		p += sign >= 0 ? 1 : -1;
		if(p < 0)
			p = f->text.n;
		else if(p > f->text.n)
			p = 0;
		around(f, re, p, sign);
	}
	return sel[0];
}

/* is there a match in a string */
int
matches(Regex *re, char *s)
{
	int found = regexec(compile(re, 0), s, nil, 0);

	if(found < 0)
		error("reg. exp. list overflow");
	return found;
}
