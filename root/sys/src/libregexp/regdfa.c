/*
 * A quick answer to whether there is a match at all.  The sets of instructions that can be reached
 * together are numbered as they come up (states), and what leads from one to the next is kept in a table: then a
 * character costs a look into it.  The table has a fixed size and lies in the Reprog's block of memory; when
 * it is full it is begun anew.
 *
 * A state is what stands after a character, before all that takes none: that depends on what comes next.
 */
#include <u.h>
#include <libc.h>
#include <regexp.h>
#include "regimpl.h"

enum
{
	Nstate = 64,
	Maxinst = 1000, /* of larger programs there are too many states */
	Maxreset = 20,  /* in one search */

	Unknown = 0, /* entries of next: these, or a state's number plus First */
	Matched,
	First,
};

struct Dfa
{
	Lock lock;
	int ninst;
	int nstate;
	int size; /* bytes of a set: a bit for each instruction, and one for "after a newline" */
	int nreset;
	int gen;
	int *seen; /* by instruction: generation in which it was looked at */
	int *todo;
	int *list;
	uchar *set; /* of each state; one more is being made, and one is kept over a reset */
	uchar next[Nstate][Runeself];
};

usize
_dfasize(int ninst)
{
	if(ninst > Maxinst)
		return 0;
	return sizeof(Dfa) + 4 * ninst * sizeof(int) + (Nstate + 2) * (ninst / 8 + 1);
}

/* mem is _dfasize bytes, zero, and aligned */
Dfa *
_dfainit(void *mem, int ninst)
{
	Dfa *d = mem;

	d->ninst = ninst;
	d->size = ninst / 8 + 1;
	d->seen = (int *)(d + 1);
	d->list = d->seen + ninst;
	d->todo = d->list + ninst;
	d->set = (uchar *)(d->todo + 2 * ninst);
	return d;
}

static uchar *
setof(Dfa *d, int state)
{
	return d->set + state * d->size;
}

static int
has(uchar *set, int i)
{
	return set[i / 8] >> i % 8 & 1;
}

static void
add(uchar *set, int i)
{
	set[i / 8] |= 1 << i % 8;
}

/* number the set that was made behind the others */
static int
intern(Dfa *d)
{
	uchar *new = setof(d, d->nstate);
	int i;

	for(i = 0; i < d->nstate; i++)
		if(memcmp(setof(d, i), new, d->size) == 0)
			return i;
	if(d->nstate < Nstate)
		return d->nstate++;
	d->nreset++;
	memmove(d->set, new, d->size);
	memset(d->next, Unknown, sizeof d->next);
	d->nstate = 1;
	return 0;
}

/* follow instruction pc to all that take a rune, before r; -1: to Match */
static int
follow(Dfa *d, Reprog *prog, int pc, int nl, Rune r, int *n)
{
	int top = 0;
	Inst *i;

	d->todo[top++] = pc;
	while(top > 0) {
		pc = d->todo[--top];
		if(d->seen[pc] == d->gen)
			continue;
		d->seen[pc] = d->gen;
		i = &prog->inst[pc];
		switch(i->type) {
		case Match:
			return -1;
		case Bol:
			if(nl)
				d->todo[top++] = i->next;
			break;
		case Eol:
			if(r == 0 || r == '\n')
				d->todo[top++] = i->next;
			break;
		case Split:
			d->todo[top++] = i->next;
			d->todo[top++] = i->alt;
			break;
		case Open:
		case Close:
		case Nop:
			d->todo[top++] = i->next;
			break;
		default:
			d->list[(*n)++] = pc;
		}
	}
	return 0;
}

/* from a state by rune r, or by the end, 0; a match may also begin here */
static int
step(Dfa *d, Reprog *prog, int state, Rune r)
{
	uchar *old = setof(d, state), *new = setof(d, d->nstate);
	int i, n = 0, nl = has(old, d->ninst);

	if(d->nstate == Nstate) { /* the place behind: intern may begin anew */
		memmove(setof(d, Nstate + 1), old, d->size);
		old = setof(d, Nstate + 1);
	}
	d->gen++;
	for(i = 0; i < d->ninst; i++)
		if(has(old, i) && follow(d, prog, i, nl, r, &n) < 0)
			return Matched;
	if(follow(d, prog, prog->start, nl, r, &n) < 0)
		return Matched;
	memset(new, 0, d->size);
	if(r == '\n')
		add(new, d->ninst);
	for(i = 0; r != 0 && i < n; i++)
		if(_regtakes(prog, &prog->inst[d->list[i]], r))
			add(new, prog->inst[d->list[i]].next);
	return First + intern(d);
}

static int
empty(Dfa *d, int state)
{
	uchar *s = setof(d, state);
	int i;

	for(i = 0; i < d->ninst; i++)
		if(has(s, i))
			return 0;
	return 1;
}

/* as regexec without Resubs; -1: it does not pay */
static int
run(Dfa *d, Reprog *prog, const char *s)
{
	int state, t, known = -1;
	Rune r;

	d->nreset = 0;
	memset(setof(d, d->nstate), 0, d->size);
	add(setof(d, d->nstate), d->ninst);
	state = intern(d);
	for(;;) {
		if(prog->first != 0 && prog->first < Runeself && state != known &&
		   empty(d, state)) {
			s = strchr(s, prog->first);
			if(s == nil)
				return 0;
		}
		known = state;
		r = *(uchar *)s;
		if(r < Runeself) {
			t = d->next[state][r];
			if(t == Unknown) {
				int resets = d->nreset;

				t = step(d, prog, state, r);
				if(resets == d->nreset)
					d->next[state][r] = t;
			}
			s++;
		} else {
			s += chartorune(&r, s);
			t = step(d, prog, state, r);
		}
		if(t == Matched)
			return 1;
		if(r == 0)
			return 0;
		if(d->nreset > Maxreset)
			return -1;
		state = t - First;
	}
}

int
_dfaexec(Reprog *prog, const char *s)
{
	Dfa *d = prog->dfa;
	int r;

	if(d == nil || !canlock(&d->lock)) /* another process uses it */
		return -1;
	r = run(d, prog, s);
	unlock(&d->lock);
	return r;
}
