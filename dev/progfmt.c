/*
 * The texts of #π that #p does not have: a process's status, stack and heap, and its children's
 * ends, as Inferno's programs take them apart.
 */
#include "devproc.h"
#include "host.h"
#include "lib.h"
#include "mem.h"

static const char Ebadquery[] = "bad heap query";
static const char Enoquery[] = "no heap query";
static const char Enotype[] = "not a type of native programs";

enum
{
	Linemax = 128, /* bytes of a line, strings of any length not counted */
};

/* ---- status ---- */

/* of Inferno's states, those that a native process can be in */
static const char *
progstate(Proc *p)
{
	int state = atomic_load(&p->state);

	if(state == Broken)
		return "broken";
	if(atomic_load(&p->procctl) == Procexit)
		return "exiting";
	if(state == Stopped)
		return "debug";
	return atomic_load(&p->psstate) != nil ? "release" : "ready";
}

/* No newline: ps(1) of Inferno puts it there */
void
progstatus(Proc *p, Text *t)
{
	const char *text = p->text != nil ? p->text : "", *user = p->user != nil ? p->user : "";
	char *s = textroom(t, Linemax + strlen(text) + strlen(user));
	char *e = t->s + t->size, age[24];
	u32int ms[6], tenths;

	proctimes(p, ms);
	tenths = (ms[0] + ms[1]) / 100;
	snprint(age, sizeof age, "%4u:%.2u.%u", tenths / 600, tenths / 10 % 60, tenths % 10);
	textdone(t, seprint(s, e, "%8u %8u %10s %s %10s %5uK %s", p->pid, p->noteid, user, age,
			    progstate(p), procmemsize(p), text));
}

/* ---- memory ---- */

/* n bytes at va into to; false: they are not there */
static bool
peek(Proc *p, uintptr va, void *to, int n)
{
	return va < hostutop() && hostpeek(atomic_load(&p->hostpid), va, to, n) == n;
}

/* ---- stack ---- */

enum
{
	Framemax = 100, /* that are shown */
};

typedef struct Span
{
	uintptr base, top;
} Span;

static Span
spanof(Proc *p, int seg)
{
	Span s = {0, 0};

	qlock(&p->seglock);
	if(p->seg[seg] != nil)
		s = (Span){p->seg[seg]->base, p->seg[seg]->top};
	qunlock(&p->seglock);
	return s;
}

static bool
inspan(uintptr a, Span s)
{
	return a >= s.base && a < s.top;
}

/*
 * A line for each frame, the newest first: frame pointer, program counter, data, text, whether
 * it is compiled (it is), program.  Older frames are found in programs that keep a
 * frame pointer, as Go's do, and as long as the words look like it.
 */
void
progstack(Proc *p, Text *t)
{
	Span text = spanof(p, TSEG), data = spanof(p, DSEG), stack = spanof(p, SSEG);
	uintptr fp, pc, next[2];
	const char *name;
	int state = atomic_load(&p->state);

	if(state != Stopped && state != Broken && p->scall < 0)
		error(Enoreg);
	name = p->textc != nil ? chanpath(p->textc) : "?";
	fp = p->ureg.bp;
	pc = p->ureg.pc;
	for(int i = 0; i < Framemax; i++) {
		char *s = textroom(t, Linemax + strlen(name));
		textdone(t, seprint(s, t->s + t->size, "%.16llx %.16llx %.16llx %.16llx 1 %s\n",
				    (u64int)fp, (u64int)pc, (u64int)data.base, (u64int)text.base,
				    name));
		if(fp % sizeof fp != 0 || !inspan(fp, stack) || !peek(p, fp, next, sizeof next) ||
		   next[0] <= fp || !inspan(next[1], text))
			break;
		fp = next[0];
		pc = next[1];
	}
}

/* ---- heap ---- */

/* A query: where, of what type, how many.  As one number: the address in the low Addrbits. */
enum
{
	Addrbits = 47,
	Countbits = 12,
	Countmax = (1 << Countbits) - 1,
	Stringmax = 8 * KiB,
};
static const char types[] = "WBVPC"; /* those that are not Dis's own */

u64int
progheapquery(Buf b, int n)
{
	char s[64], *e;
	const char *type;
	u64int va, count = 1;

	if(n >= (int)sizeof s)
		error(Etoobig);
	bufget(s, b, (usize)n);
	s[n] = 0;
	if(n > 0 && s[n - 1] == '\n')
		s[n - 1] = 0;
	va = strtou(s, &e, 0);
	if(e == s || e[0] != '.' || e[1] == 0 || va >> Addrbits != 0)
		error(Ebadquery);
	if(strchr("RILAM", e[1]) != nil)
		error(Enotype);
	type = strchr(types, e[1]);
	if(type == nil)
		error(Ebadquery);
	if(e[2] != 0) {
		count = strtou(e + 2, &e, 10);
		if(*e != 0 || count == 0 || count > Countmax)
			error(Ebadquery);
	}
	return va | count << Addrbits | (u64int)(type - types + 1) << (Addrbits + Countbits);
}

/* the bytes at va to a NUL, as length.string */
static void
heapstring(Proc *p, uintptr va, Text *t)
{
	Text str = {0};
	char c;

	onerror(textfree, &str);
	while(peek(p, va + str.n, &c, 1) && c != 0 && str.n < Stringmax) {
		char *s = textroom(&str, 1);
		*s = c;
		textdone(&str, s + 1);
	}
	char *s = textroom(t, str.n + Linemax);
	s = seprint(s, t->s + t->size, "%d.", (int)str.n);
	if(str.n > 0)
		memcpy(s, str.s, str.n);
	textdone(t, s + str.n);
	undo();
}

/* one item; result: its size */
static int
heapitem(Proc *p, char type, uintptr va, Text *t)
{
	static const char what[] = "WBVP", size[] = {4, 1, 8, 8};
	int n = size[strchr(what, type) - what];
	u64int v = 0;
	char *s = textroom(t, Linemax), *e = t->s + t->size;

	if(!peek(p, va, &v, n))
		error(Ebadarg);
	switch(type) {
	case 'W':
		s = seprint(s, e, "%d\n", (s32int)v);
		break;
	case 'B':
		s = seprint(s, e, "%d\n", (int)v);
		break;
	case 'V':
		s = seprint(s, e, "%lld\n", (s64int)v);
		break;
	case 'P':
		s = v != 0 ? seprint(s, e, "%llx\n", v) : seprint(s, e, "nil\n");
		break;
	}
	textdone(t, s);
	return n;
}

void
progheap(Proc *p, u64int query, Text *t)
{
	uintptr va = query & (((u64int)1 << Addrbits) - 1);
	int count = (int)(query >> Addrbits & Countmax);
	int type = (int)(query >> (Addrbits + Countbits));

	if(type == 0)
		error(Enoquery);
	if(p->privatemem)
		error(Eperm);
	if(types[type - 1] == 'C') {
		heapstring(p, va, t);
		return;
	}
	for(; count > 0; count--)
		va += (uintptr)heapitem(p, types[type - 1], va, t);
}

/* ---- wait ---- */

/* pid "program":what it said at its end, without the name and number that come before that */
int
progfmtwait(char *buf, int n, const Waitq *w)
{
	const char *said = strstr(w->msg, ": ");

	return snprint(buf, n, "%u \"%s\":%s", w->pid, w->text, said != nil ? said + 2 : "");
}
