/*
 * regexec: all ways through the program are followed in step, one character of the text
 * after the other.  A way (Thread) is an instruction and where its subexpressions lie; of
 * two at the same instruction the first is kept, which began further left or is preferred.  So
 * there are never more than the program has instructions, and time is linear in the text.
 * Of the matches the leftmost is taken, of those the longest.  A program that goes backwards takes the
 * one that ends last, and of those the longest.
 */
#include <u.h>
#include <libc.h>
#include <regexp.h>
#include "regimpl.h"

typedef const uchar *Pos; /* in the text, of bytes or of Runes */

/* the threads at one place of the text */
typedef struct List List;
struct List
{
	int n;
	int *pc;
	Pos *at; /* 2 * nsub for each: where subexpressions begin and end */
};

/* what is left to do in following a thread through Splits */
typedef struct Todo Todo;
struct Todo
{
	int pc; /* or -1: put old back in slot */
	int slot;
	Pos old;
};

typedef struct Run Run;
struct Run
{
	Reprog *prog;
	int runes;
	int back;
	Pos bol;   /* where the text begins */
	Pos eol;   /* where the search ends at the latest; or nil */
	Pos end;   /* where the text ends, if that may be elsewhere; or nil */
	int nat;   /* 2 * nsub */
	int *seen; /* by instruction: generation in which it got into the list */
	int gen;
	Todo *todo;
	Pos *at; /* of the thread that is followed */
	Pos *best;
	int matched;
};

static int
prevnl(Run *x, Pos p)
{
	return x->runes ? ((const Rune *)p)[-1] == '\n' : p[-1] == '\n';
}

static Rune
getrune(Run *x, Pos p, int *n)
{
	Rune r;

	*n = 0;
	if(x->back) {
		if(p <= x->eol)
			return 0;
		*n = -(int)sizeof r;
		return ((const Rune *)p)[-1];
	}
	if(x->eol != nil && p >= x->eol)
		return 0;
	if(x->runes) {
		r = *(const Rune *)p;
		*n = sizeof r;
	} else if(*p < Runeself) {
		r = *p;
		*n = 1;
	} else
		*n = chartorune(&r, (const char *)p);
	if(x->eol != nil && p + *n > x->eol) { /* it ends inside the rune */
		r = Runeerror;
		*n = x->eol - p;
	}
	if(r == 0)
		*n = 0;
	return r;
}

/* Does a line end at p, behind which is r or nothing?  Where the text's end is told, the last newline is the end of its
 * last line; else there would be one more, that is empty. */
static int
lineends(Run *x, Pos p, Rune r)
{
	if(x->end != nil)
		return p < x->end ? *(const Rune *)p == '\n' : p == x->bol || !prevnl(x, p);
	return r == 0 || r == '\n';
}

/* put the thread that stands at pc, with x->at, on the list, by way of all that takes no rune */
static void
follow(Run *x, List *l, int pc, Pos p, Rune r)
{
	int top = 0, slot;
	Inst *i;

	x->todo[top++].pc = pc;
	while(top > 0) {
		pc = x->todo[--top].pc;
		if(pc < 0) {
			x->at[x->todo[top].slot] = x->todo[top].old;
			continue;
		}
		if(x->seen[pc] == x->gen)
			continue;
		x->seen[pc] = x->gen;
		i = &x->prog->inst[pc];
		switch(i->type) {
		case Bol:
			if(p != x->bol && !prevnl(x, p))
				continue;
			break;
		case Eol:
			if(!lineends(x, p, r))
				continue;
			break;
		case Open:
		case Close:
			slot = 2 * i->sub + (i->type == Close);
			if(slot < x->nat) {
				x->todo[top].pc = -1;
				x->todo[top].slot = slot;
				x->todo[top++].old = x->at[slot];
				x->at[slot] = p;
			}
			break;
		case Split:
			x->todo[top++].pc = i->next;
			x->todo[top++].pc = i->alt;
			continue;
		case Nop:
			break;
		default:
			memmove(l->at + (usize)l->n * x->nat, x->at, x->nat * sizeof(Pos));
			l->pc[l->n++] = pc;
			continue;
		}
		x->todo[top++].pc = i->next;
	}
}

static int
inclass(Reprog *prog, Reclass *k, Rune r)
{
	Range *g;

	if(r < 128)
		return k->ascii[r / 32] >> (r % 32) & 1;
	for(g = prog->range + k->first; g < prog->range + k->first + k->n; g++)
		if(g->lo <= r && r <= g->hi)
			return !k->negated;
	return k->negated;
}

int
_regtakes(Reprog *prog, Inst *i, Rune r)
{
	switch(i->type) {
	case Char:
		return i->r == r;
	case Any:
		return r != '\n';
	case Anynl:
		return 1;
	case Class:
		return inclass(prog, &prog->class[i->class], r);
	}
	return 0;
}

/* is a before b, in the direction of the search */
static int
before(Run *x, Pos a, Pos b)
{
	return x->back ? a > b : a < b;
}

static void
match(Run *x, Pos *at, Pos p)
{
	if(x->matched &&
	   (before(x, x->best[0], at[0]) || (at[0] == x->best[0] && !before(x, x->best[1], p))))
		return;
	memmove(x->best, at, x->nat * sizeof(Pos));
	x->best[1] = p;
	x->matched = 1;
}

/* from the threads at p to those after its rune, r of n bytes, less than 0 backwards */
static void
step(Run *x, List *from, List *to, Pos p, Rune r, int n)
{
	int i, m;
	Inst *t;
	Pos *at;
	Rune next = 0;

	to->n = 0;
	x->gen++;
	if(n != 0)
		next = getrune(x, p + n, &m);
	for(i = 0; i < from->n; i++) {
		at = from->at + (usize)i * x->nat;
		t = &x->prog->inst[from->pc[i]];
		if(t->type == Match)
			match(x, at, p);
		else if(n != 0 && (!x->matched || !before(x, x->best[0], at[0])) &&
			_regtakes(x->prog, t, r)) {
			memmove(x->at, at, x->nat * sizeof(Pos));
			follow(x, to, t->next, p + n, next);
		}
	}
}

/* to where the first rune of a match may be, when no match is under way */
static Pos
skip(Run *x, Pos p)
{
	Rune first = x->prog->first, r;
	int n;

	if(first == 0)
		return p;
	if(!x->runes && x->eol == nil && first < Runeself) {
		Pos q = (Pos)strchr((const char *)p, first);

		return q == nil ? p + strlen((const char *)p) : q;
	}
	while((r = getrune(x, p, &n)) != first && n != 0)
		p += n;
	return p;
}

static void
run(Run *x, List *from, List *to, Pos p)
{
	List *t;
	Rune r;
	int n;

	from->n = 0;
	x->gen = 1;
	for(;;) {
		if(from->n == 0) {
			if(x->matched)
				return;
			p = skip(x, p);
			x->gen++;
		}
		r = getrune(x, p, &n);
		if(!x->matched) {
			memset(x->at, 0, x->nat * sizeof(Pos));
			x->at[0] = p;
			follow(x, from, x->prog->start, p, r);
		}
		step(x, from, to, p, r, n);
		if(n == 0)
			return;
		p += n;
		t = from;
		from = to;
		to = t;
	}
}

/* which part of the text to search; result: where to begin */
static Pos
bounds(Run *x, Pos text, Resub *m, int ms)
{
	Resub all = {{nil}, {nil}}, *r = m != nil && ms > 0 ? m : &all;

	if(x->back) {
		x->eol = r->sp != nil ? (Pos)r->sp : text;
		return r->ep != nil ? (Pos)r->ep : x->end;
	}
	x->eol = r->ep != nil ? (Pos)r->ep : x->end;
	return r->sp != nil ? (Pos)r->sp : text;
}

/* say where the match and its parts are */
static void
report(Run *x, Resub *m, int ms, int nsub)
{
	Pos t;
	int i, set;

	if(x->back) {
		t = x->best[0];
		x->best[0] = x->best[1];
		x->best[1] = t;
	}
	for(i = 0; i < ms; i++) {
		set = i < nsub && x->best[2 * i + 1] != nil;
		m[i].sp = set ? (char *)x->best[2 * i] : nil;
		m[i].ep = set ? (char *)x->best[2 * i + 1] : nil;
	}
}

static int
search(Reprog *prog, int runes, Pos text, Pos end, Resub *m, int ms)
{
	int nsub = m == nil || ms < 1 ? 1 : ms > prog->nsub ? prog->nsub : ms;
	int ni = prog->ninst, nat = 2 * nsub;
	List from, to;
	uchar *mem;
	Run x;

	/* in order of alignment; a thread leaves at most two things to do at each instruction */
	mem = malloc(2 * ni * sizeof(Todo) + sizeof(Todo) +
		     (2 * (usize)ni + 2) * nat * sizeof(Pos) + 3 * ni * sizeof(int));
	if(mem == nil)
		return -1;
	memset(&x, 0, sizeof x);
	x.prog = prog;
	x.runes = runes;
	x.bol = text;
	x.end = end;
	x.back = prog->back;
	x.nat = nat;
	x.todo = (Todo *)mem;
	x.at = (Pos *)(x.todo + 2 * ni + 1);
	x.best = x.at + nat;
	from.at = x.best + nat;
	to.at = from.at + (usize)ni * nat;
	from.pc = (int *)(to.at + (usize)ni * nat);
	to.pc = from.pc + ni;
	x.seen = to.pc + ni;
	memset(x.seen, 0, ni * sizeof(int));
	run(&x, &from, &to, bounds(&x, text, m, ms));
	if(x.matched && m != nil)
		report(&x, m, ms, nsub);
	free(mem);
	return x.matched;
}

int
regexec(Reprog *prog, const char *s, Resub *m, int ms)
{
	int r;

	if(m == nil || ms < 1 || (m[0].sp == nil && m[0].ep == nil)) {
		r = _dfaexec(prog, s);
		if(r == 0 || (r > 0 && (m == nil || ms < 1)))
			return r;
	}
	return search(prog, 0, (Pos)s, nil, m, ms);
}

int
rregexec(Reprog *prog, const Rune *s, Resub *m, int ms)
{
	return search(prog, 1, (Pos)s, nil, m, ms);
}

int
rregexecin(Reprog *prog, const Rune *s, const Rune *e, Resub *m, int ms)
{
	return search(prog, 1, (Pos)s, (Pos)e, m, ms);
}
