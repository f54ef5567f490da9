/*
 * Changes of texts: the log of a command, what becomes of it when the command is done, and the way
 * back.
 *
 * Applying a log takes one pass over the text, however many changes there are.  It gives a log
 * that does the opposite, which undo keeps.
 */
#include <u.h>
#include <libc.h>
#include <bio.h>
#include <cmd.h>
#include "sam.h"

int seq = 1; /* of the command that is under way */

static void
freelog(Log *l)
{
	free(l->c);
	free(l->text.r);
	memset(l, 0, sizeof *l);
}

static void
freestep(Step *s)
{
	freelog(&s->log);
	free(s->name);
}

static void
dropredo(File *f)
{
	while(f->nredo > 0)
		freestep(&f->redo[--f->nredo]);
}

void
freelogs(File *f)
{
	freelog(&f->log);
	free(f->newname);
	dropredo(f);
	while(f->nundo > 0)
		freestep(&f->undo[--f->nundo]);
	free(f->undo);
	free(f->redo);
}

/* ---- logging ---- */

void
begincmd(void)
{
	seq++;
	for(int i = 0; i < nfile; i++) {
		file[i]->prevdot = file[i]->dot;
		file[i]->prevclean = file[i]->cleanseq;
	}
}

/* has the command that is under way changed f? */
int
changing(File *f)
{
	return f->log.n > 0 || f->newname != nil;
}

static void
addchange(Log *l, Range r, Rune *s, Posn n)
{
	Change *c;

	if(l->n == l->size) {
		l->size = l->size * 2 + 4;
		l->c = check(realloc(l->c, l->size * sizeof *l->c));
	}
	c = &l->c[l->n++];
	c->r = r;
	c->at = l->text.n;
	c->n = n;
	addrunes(&l->text, s, n);
}

/* Put n runes in the place of r; dot will be what was put.  What is logged later must lie behind. */
void
change(File *f, Range r, Rune *s, Posn n)
{
	if(r.p1 < f->hi)
		error("changes not in sequence");
	if(r.p1 == r.p2 && n == 0)
		return;
	f->hi = r.p2;
	f->ndot.p1 = r.p1 + f->delta;
	f->ndot.p2 = f->ndot.p1 + n;
	f->delta += n - (r.p2 - r.p1);
	addchange(&f->log, r, s, n);
	quitok = f->closeok = 0;
}

void
setname(File *f, char *name)
{
	free(f->newname);
	f->newname = check(strdup(name));
	quitok = f->closeok = 0;
}

static void
clearlog(File *f)
{
	freelog(&f->log);
	free(f->newname);
	f->newname = nil;
	f->hi = f->delta = 0;
}

/* ---- applying ---- */

/* where position p goes */
static Posn
moved(Log *l, Posn p)
{
	Posn delta = 0;
	Change *c;

	for(int i = 0; i < l->n; i++) {
		c = &l->c[i];
		if(c->r.p1 >= p)
			break;
		if(c->r.p2 > p)
			return c->r.p1 + delta;
		delta += c->n - (c->r.p2 - c->r.p1);
	}
	return p + delta;
}

/* do one change in place */
static void
patch(Str *t, Change *c, Rune *s)
{
	Posn tail = t->n - c->r.p2, need = c->r.p1 + c->n + tail;

	if(need > t->size) {
		t->size = need + need / 8 + 16;
		t->r = check(realloc(t->r, (usize)t->size * sizeof *t->r));
	}
	memmove(t->r + c->r.p1 + c->n, t->r + c->r.p2, (usize)tail * sizeof *t->r);
	memmove(t->r + c->r.p1, s, (usize)c->n * sizeof *t->r);
	t->n = need;
}

/* do many */
static void
rebuild(Str *t, Log *l)
{
	Str new = {nil, 0, 0};
	Posn p = 0;
	Change *c;

	for(int i = 0; i < l->n; i++) {
		c = &l->c[i];
		addrunes(&new, t->r + p, c->r.p1 - p);
		addrunes(&new, l->text.r + c->at, c->n);
		p = c->r.p2;
	}
	addrunes(&new, t->r + p, t->n - p);
	free(t->r);
	*t = new;
}

/* change the text; result: the opposite */
static Log
apply(File *f, Log *l)
{
	Log back;
	Posn delta = 0;
	Change *c;
	Range r;

	memset(&back, 0, sizeof back);
	for(int i = 0; i < l->n; i++) {
		c = &l->c[i];
		r.p1 = c->r.p1 + delta;
		r.p2 = r.p1 + c->n;
		addchange(&back, r, f->text.r + c->r.p1, c->r.p2 - c->r.p1);
		delta += c->n - (c->r.p2 - c->r.p1);
	}
	f->mark.p1 = moved(l, f->mark.p1);
	f->mark.p2 = moved(l, f->mark.p2);
	if(l->n == 1)
		patch(&f->text, l->c, l->text.r + l->c->at);
	else if(l->n > 1)
		rebuild(&f->text, l);
	return back;
}

/* ---- the way back ---- */

static void
push(Step **stack, int *n, Step *s)
{
	if((*n & (*n - 1)) == 0)
		*stack = check(realloc(*stack, (*n ? 2 * *n : 1) * sizeof **stack));
	(*stack)[(*n)++] = *s;
}

static void
commitfile(File *f)
{
	Step s;

	s.seq = seq;
	s.other = f->seq;
	s.dot = f->prevdot;
	s.mark = f->mark;
	s.name = f->name;
	if(f->newname != nil) {
		f->name = f->newname;
		f->newname = nil;
	} else
		s.name = check(strdup(f->name));
	if(f->log.n > 0)
		f->dot = f->ndot;
	s.log = apply(f, &f->log);
	clearlog(f);
	push(&f->undo, &f->nundo, &s);
	f->seq = seq;
}

/* the command is done */
void
commit(void)
{
	int any = 0;

	for(int i = 0; i < nfile; i++)
		any |= changing(file[i]);
	for(int i = 0; i < nfile && any; i++) {
		dropredo(file[i]);
		if(changing(file[i]))
			commitfile(file[i]);
	}
	if(any)
		sortfiles();
}

/* the command failed */
void
abandon(void)
{
	for(int i = 0; i < nfile; i++)
		if(changing(file[i])) {
			file[i]->dot = file[i]->prevdot;
			file[i]->cleanseq = file[i]->prevclean;
			clearlog(file[i]);
		}
}

/* go over a step, and make it one for the way it came */
static Step
cross(File *f, Step *s)
{
	Step r;

	r.seq = s->seq;
	r.other = f->seq;
	r.dot = f->dot;
	r.mark = f->mark;
	r.name = f->name;
	r.log = apply(f, &s->log);
	f->name = s->name;
	f->dot = s->dot;
	f->mark = s->mark;
	f->seq = s->other;
	freelog(&s->log);
	quitok = f->closeok = 0;
	return r;
}

/* the newest step of f to go back, or forth again, or nil */
static Step *
top(File *f, int back)
{
	if(back)
		return f->nundo > 0 ? &f->undo[f->nundo - 1] : nil;
	return f->nredo > 0 ? &f->redo[f->nredo - 1] : nil;
}

/* the command that comes next on the way, 0: none.  Back it is the last one, forth the first. */
static int
nextseq(int back)
{
	int next = 0;
	Step *s;

	for(int i = 0; i < nfile; i++) {
		s = top(file[i], back);
		if(s != nil && (next == 0 || (back ? s->seq > next : s->seq < next)))
			next = s->seq;
	}
	return next;
}

/* take back what the last command did, to all files, or do it again; result: was there any */
int
travel(int back)
{
	int next = nextseq(back);
	File *f;
	Step *s, r;

	for(int i = 0; i < nfile; i++) {
		f = file[i];
		s = top(f, back);
		if(s == nil || s->seq != next)
			continue;
		r = cross(f, s);
		if(back) {
			f->nundo--;
			push(&f->redo, &f->nredo, &r);
		} else {
			f->nredo--;
			push(&f->undo, &f->nundo, &r);
		}
	}
	sortfiles();
	return next != 0;
}
