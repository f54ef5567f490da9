/*
 * The graph of what depends on what, as far as it is reached from a target.
 *
 * First all rules that match are applied, pattern rules too, and to their prerequisites again; no rule more
 * than $NREP times on the way to a node.  Then pattern rules that lead nowhere are taken out again, and there
 * must be one recipe at most for each target.
 */
#include <u.h>
#include <libc.h>
#include <bio.h>
#include <regexp.h>
#include <cmd.h>
#include "mk.h"

static Node *nodes[1009];
static int nrep;

/* the node of that name; nil if there is none and it is not to be made */
Node *
getnode(char *name, int new)
{
	uint h = 0;
	Node *n;

	for(char *p = name; *p != '\0'; p++)
		h = h * 31 + *(uchar *)p;
	h %= nelem(nodes);
	for(n = nodes[h]; n != nil; n = n->next)
		if(strcmp(n->name, name) == 0)
			return n;
	if(!new)
		return nil;
	n = check(mallocz(sizeof *n, 1));
	n->name = check(strdup(name));
	settime(n);
	n->probable = n->time != 0;
	n->canpretend = !ismember(name); /* an archive without it is not whole */
	n->next = nodes[h];
	nodes[h] = n;
	return n;
}

/* ---- applying rules ---- */

static Node *apply(char *);

static Arc **
addarc(Arc **tail, Rule *r, Node *n, char **stem)
{
	Arc *a = check(mallocz(sizeof *a, 1));

	a->r = r;
	a->n = n;
	a->stem = stem;
	*tail = a;
	return &a->next;
}

static Arc **
applyrule(Arc **tail, Rule *r, char **stem)
{
	char **copy, *s;

	copy = check(malloc(Nstem * sizeof *copy));
	memmove(copy, stem, Nstem * sizeof *copy);
	r->uses++;
	if(r->prereq.n == 0)
		tail = addarc(tail, r, nil, copy);
	for(int i = 0; i < r->prereq.n; i++) {
		s = instance(r, r->prereq.w[i], stem);
		tail = addarc(tail, r, apply(s), copy);
		free(s);
	}
	r->uses--;
	return tail;
}

static int
useful(Rule *r)
{
	return r->uses < nrep && (*r->recipe != '\0' || r->prereq.n > 0 || (r->attr & Virtual));
}

static Node *
apply(char *name)
{
	Node *n = getnode(name, 0);
	Arc **tail;
	char *stem[Nstem];

	if(n != nil)
		return n;
	n = getnode(name, 1);
	tail = &n->arcs;
	for(Rule *r = rules; r != nil; r = r->next)
		if(!(r->attr & Meta) && useful(r) && matches(r, name, stem)) {
			n->probable = 1;
			n->attr |= r->attr;
			tail = applyrule(tail, r, stem);
		}
	for(Rule *r = rules; r != nil; r = r->next)
		if((r->attr & Meta) && useful(r) &&
		   !((r->attr & Filesonly) && (n->attr & Virtual)) && matches(r, name, stem))
			tail = applyrule(tail, r, stem);
	return n;
}

/* ---- taking out ---- */

static void
sweep(Node *n)
{
	for(Arc **p = &n->arcs; *p != nil;)
		if((*p)->dropped)
			*p = (*p)->next;
		else
			p = &(*p)->next;
}

/* take out a pattern rule of which one prerequisite cannot be had */
static void
droprule(Node *n, Arc *bad)
{
	for(Arc *a = n->arcs; a != nil; a = a->next)
		if(a->r == bad->r && a->stem == bad->stem)
			a->dropped = 1;
}

/* Is there no way to make it?  Takes out the ways by pattern rules that are none. */
static int
vacuous(Node *n)
{
	if(n->looked)
		return n->vacuous;
	n->looked = 1;
	for(Arc *a = n->arcs; a != nil; a = a->next)
		if(a->n != nil && vacuous(a->n) && (a->r->attr & Meta))
			droprule(n, a);
	sweep(n);
	n->vacuous = !n->probable && n->arcs == nil;
	return n->vacuous;
}

static noreturn void
ambiguous(Node *n)
{
	Rule *last = nil;
	char *s;

	fprint(2, "mk: ambiguous recipes for %s:\n", n->name);
	for(Arc *a = n->arcs; a != nil; a = a->next)
		if(*a->r->recipe != '\0' && a->r != last) {
			last = a->r;
			s = joinwords(&a->r->prereq);
			fprint(2, "\t%s: %s\n", a->r->target, s);
			free(s);
		}
	exits("ambiguous");
}

/* one recipe for each: a rule for just this target is preferred to patterns */
static void
chooserecipe(Node *n)
{
	Rule *r = nil, *q;

	for(Arc *a = n->arcs; a != nil; a = a->next) {
		q = a->r;
		if(*q->recipe == '\0' || a->dropped)
			continue;
		if(r == nil || ((r->attr & Meta) && !(q->attr & Meta)))
			r = q;
		else if(r->recipe != q->recipe && (r->attr & Meta) == (q->attr & Meta))
			ambiguous(n);
	}
	for(Arc *a = n->arcs; a != nil; a = a->next)
		if(r != nil && *a->r->recipe != '\0' && a->r != r && (a->r->attr & Meta))
			a->dropped = 1;
	sweep(n);
}

/* all nodes that can be reached: choose recipes, and look for cycles */
static void
checknode(Node *n)
{
	if(n->onpath) {
		fprint(2, "mk: %s depends on itself\n", n->name);
		exits("cycle");
	}
	if(n->checked)
		return;
	n->checked = 1;
	chooserecipe(n);
	n->onpath = 1;
	for(Arc *a = n->arcs; a != nil; a = a->next) {
		n->attr |= a->r->attr;
		if(a->n != nil)
			checknode(a->n);
	}
	n->onpath = 0;
	if(n->attr & Virtual)
		n->time = 0;
}

Node *
graph(char *target)
{
	Var *v = lookup("NREP", 0);
	Node *n;

	nrep = v != nil && v->v.n > 0 ? atoi(v->v.w[0]) : 1;
	if(nrep < 1)
		nrep = 1;
	n = apply(target);
	vacuous(n);
	checknode(n);
	return n;
}
