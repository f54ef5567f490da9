/*
 * Making what a target needs, and then the target.
 */
#include <u.h>
#include <libc.h>
#include <bio.h>
#include <regexp.h>
#include <cmd.h>
#include "mk.h"

/* when the file was changed, 0: it is not there; those of -w just now */
void
settime(Node *n)
{
	n->time = timeof(n->name);
	if(hasword(&pretend, n->name)) {
		n->time = time(nil);
		n->fresh = 1;
	}
}

/* Is n older than what it needs by a?  Times are in seconds: what was made just now may be newer than what has the
 * same.  What a program says is kept, unless it is to be asked again. */
int
outofdate(Node *n, Arc *a, int again)
{
	if(a->n == nil)
		return 0;
	if(a->r->prog == nil)
		return n->time < a->n->time || (n->time == a->n->time && a->n->fresh && !n->fresh);
	if(a->asked == 0 || again)
		a->asked = askprog(a->r->prog, n->name, a->n->name) ? 1 : 2;
	return a->asked == 2;
}

/* it was made, or has no recipe */
void
update(Node *n)
{
	uint t = n->attr & Virtual ? 0 : timeof(n->name);

	n->state = Made;
	if(t != 0) {
		n->time = t;
		n->canpretend = n->pretending = 0;
		for(Arc *a = n->arcs; a != nil; a = a->next)
			if(a->r->prog != nil)
				outofdate(n, a, 1);
		return;
	}
	n->time = 1;
	for(Arc *a = n->arcs; a != nil; a = a->next)
		if(a->n != nil && outofdate(n, a, 1))
			n->time = a->n->time;
}

/* it was taken for made, but now is needed */
static void
unpretend(Node *n)
{
	n->state = Notmade;
	n->canpretend = n->pretending = 0;
	n->time = 0;
	if(eflag)
		print("unpretending %s\n", n->name);
}

static int
cannot(Node *n)
{
	fprint(2, "mk: don't know how to make '%s'\n", n->name);
	nerrors++;
	if(!kflag)
		fail();
	n->state = Beingmade; /* for ever */
	return 0;
}

/* ---- recipes ---- */

static int
needed(Node *n)
{
	if(n->time == 0)
		return 1;
	for(Arc *a = n->arcs; a != nil; a = a->next)
		if(outofdate(n, a, 0))
			return 1;
	return 0;
}

/* what else the recipe of a, that makes n, makes with it */
static void
alltargets(Job *j, Node *n, Arc *a)
{
	Rule *r = a->r;
	Node *o;
	char *s;

	addword(&j->target, n->name);
	j->nodes = n;
	n->jobnext = nil;
	if(r->attr & Regexp)
		addword(&j->alltarget, n->name);
	for(int i = 0; i < r->all.n && !(r->attr & Regexp); i++) {
		s = instance(r, r->all.w[i], a->stem);
		addword(&j->alltarget, s);
		o = getnode(s, 0);
		free(s);
		if(o == nil || o == n || o->state != Notmade || !needed(o))
			continue;
		addword(&j->target, o->name);
		o->jobnext = j->nodes;
		j->nodes = o;
	}
}

/* name is newer than a target; that of a member of an archive, lib(member), is wanted alone as well */
static void
addnew(Job *j, char *name)
{
	char *s, *e;

	if(hasword(&j->newprereq, name))
		return;
	addword(&j->newprereq, name);
	s = strchr(name, '(');
	e = s != nil ? strchr(s, ')') : nil;
	if(e != nil) {
		s = between(s + 1, e);
		addword(&j->newmember, s);
		free(s);
	}
}

/* what the nodes of a job need */
static void
prereqs(Job *j)
{
	for(Node *n = j->nodes; n != nil; n = n->jobnext) {
		for(Arc *a = n->arcs; a != nil; a = a->next) {
			if(a->n == nil) {
				if(eflag)
					print("%s has no prerequisites\n", n->name);
				continue;
			}
			if(!hasword(&j->prereq, a->n->name))
				addword(&j->prereq, a->n->name);
			if(!outofdate(n, a, 0))
				continue;
			addnew(j, a->n->name);
			if(eflag)
				print("%s(%ud) < %s(%ud)\n", n->name, n->time, a->n->name,
				      a->n->time);
		}
		n->state = Beingmade;
	}
}

/* there is no recipe: that will do for what is no file, or for N */
static int
norecipe(Node *n)
{
	if(!(n->attr & (Virtual | Norecipe))) {
		fprint(2, "mk: no recipe to make '%s'\n", n->name);
		nerrors++;
		if(!kflag)
			fail();
		n->state = Beingmade;
		return 0;
	}
	update(n);
	if(n->attr & Norecipe) {
		n->time = time(nil);
		n->fresh = 1;
	}
	return 0;
}

/* result: was there something to do */
static int
dorecipe(Node *n)
{
	Arc *with = nil;
	Job *j;

	for(Arc *a = n->arcs; a != nil; a = a->next)
		if(*a->r->recipe != '\0')
			with = a;
	if(with == nil)
		return norecipe(n);
	j = check(mallocz(sizeof *j, 1));
	j->r = with->r;
	j->stem = with->stem;
	alltargets(j, n, with);
	prereqs(j);
	addjob(j);
	return 1;
}

/* ---- the walk ---- */

typedef struct Look Look;
struct Look
{
	int did;   /* something was begun */
	int ready; /* all that is needed is made */
	int old;   /* it must be made */
	Arc *why;  /* for the newest of what it needs */
};

static int work(Node *, Node *, Arc *);

static Look
lookat(Node *n)
{
	Look l = {0, 1, aflag, nil};

	for(Arc *a = n->arcs; a != nil; a = a->next) {
		if(a->n == nil) {
			if(n->time == 0) {
				l.old = 1;
				if(l.why == nil)
					l.why = a;
			}
			continue;
		}
		l.did |= work(a->n, n, a);
		if(a->n->state != Made)
			l.ready = 0;
		if(outofdate(n, a, 0)) {
			l.old = 1;
			if(l.why == nil || l.why->n == nil || l.why->n->time < a->n->time)
				l.why = a;
		}
	}
	return l;
}

/* May n, which is not there, be taken to be as old as the newest that it needs?  Yes, if then who needs n
 * is up to date. */
static int
canpretend(Node *n, Node *parent, Arc *why)
{
	if(iflag || n->time != 0 || !(n->pretending || n->canpretend) || parent == nil ||
	   why == nil || why->n == nil || outofdate(parent, why, 0) || aflag || (n->attr & Virtual))
		return 0;
	if(eflag && !n->pretending)
		print("pretending %s has time %ud\n", n->name, why->n->time);
	n->canpretend = 0;
	n->pretending = 1;
	n->time = why->n->time;
	n->state = Made;
	return 1;
}

/* n has to be made in earnest: then also what was only taken for made; result: all is there */
static int
nopretenders(Node *n, int *did)
{
	int ready = 1;

	for(Arc *a = n->arcs; a != nil; a = a->next)
		if(a->n != nil && a->n->pretending) {
			unpretend(a->n);
			*did |= work(a->n, n, a);
			if(a->n->state != Made)
				ready = 0;
		}
	return ready;
}

/* Go on with n as far as that can be done now; result: was something begun.  parent needs n by arc. */
static int
work(Node *n, Node *parent, Arc *arc)
{
	Look l;
	int did = 0;

	if(n->state == Beingmade)
		return 0;
	if(n->state == Made && n->pretending && parent != nil && outofdate(parent, arc, 0))
		unpretend(n);
	if(n->state == Made)
		return 0;
	if(n->arcs == nil) {
		if(n->time == 0)
			return cannot(n);
		n->state = Made;
		return 0;
	}
	l = lookat(n);
	if(!l.ready)
		return l.did;
	if(!l.old) {
		n->state = Made;
		return l.did;
	}
	did = l.did;
	if(canpretend(n, parent, l.why) || !nopretenders(n, &did))
		return did;
	return did | dorecipe(n);
}

/* result: was there anything to do */
int
make(char *target)
{
	Node *n = graph(target);
	int did = 0;

	showgraph(n);
	while(n->state == Notmade) {
		if(work(n, nil, nil))
			did = 1;
		else if(!waitjob())
			break;
	}
	while(n->state == Beingmade && waitjob()) {
	}
	drain();
	if(!did && n->state == Made)
		print("mk: '%s' is up to date\n", target);
	return did;
}
