/*
 * regcomp: operands are pieces of program with one way out, which is the next of their last instruction;
 * operators wait on a stack until one that binds no tighter comes.  No recursion, no limits.
 */
#include <u.h>
#include <libc.h>
#include <regexp.h>
#include "regimpl.h"

/* operators, the loosest first */
enum
{
	Lpar,
	Or,
	Cat,
};

typedef struct Op Op;
struct Op
{
	int op;
	int sub;
};

typedef struct Piece Piece;
struct Piece
{
	int first;
	int last;
};

typedef struct Comp Comp;
struct Comp
{
	const char *p; /* what is left to read */
	int anynl;
	int back; /* the program goes through the text from its end */
	char *err;

	Inst *inst;
	Reclass *class;
	Range *range;
	Op *op;
	Piece *piece;
	int ninst, nclass, nrange, nop, npiece;

	int nsub;
	int operand; /* the last thing was an operand */
};

static void
fail(Comp *c, char *err)
{
	if(c->err == nil)
		c->err = err;
}

/* room for one more in an array of *n things; it doubles at powers of two from 16 on */
static void *
grow(Comp *c, void *v, int n, int size)
{
	void **p = v;
	void *q;

	if(n != 0 && (n < 16 || (n & (n - 1)) != 0))
		return p;
	q = realloc(*p, (usize)(n == 0 ? 16 : 2 * n) * size);
	if(q == nil) {
		fail(c, "out of memory");
		return nil;
	}
	*p = q;
	return p;
}

static int
newinst(Comp *c, int type)
{
	if(c->err != nil || grow(c, &c->inst, c->ninst, sizeof(Inst)) == nil)
		return 0;
	memset(&c->inst[c->ninst], 0, sizeof(Inst));
	c->inst[c->ninst].type = type;
	return c->ninst++;
}

static void
pushpiece(Comp *c, int first, int last)
{
	if(c->err != nil || grow(c, &c->piece, c->npiece, sizeof(Piece)) == nil)
		return;
	c->piece[c->npiece].first = first;
	c->piece[c->npiece++].last = last;
}

static Piece
poppiece(Comp *c, char *err)
{
	Piece none = {0, 0};

	if(c->npiece == 0) {
		fail(c, err);
		return none;
	}
	return c->piece[--c->npiece];
}

static void
pushop(Comp *c, int op, int sub)
{
	if(c->err != nil || grow(c, &c->op, c->nop, sizeof(Op)) == nil)
		return;
	c->op[c->nop].op = op;
	c->op[c->nop++].sub = sub;
}

/* do the newest operator, which is Or or Cat */
static void
reduce(Comp *c)
{
	Piece a, b;
	int s, j;
	int op = c->op[--c->nop].op;

	b = poppiece(c, "missing operand");
	a = poppiece(c, "missing operand");
	if(c->err != nil)
		return;
	if(op == Cat) {
		if(c->back) {
			Piece t = a;

			a = b;
			b = t;
		}
		c->inst[a.last].next = b.first;
		pushpiece(c, a.first, b.last);
		return;
	}
	s = newinst(c, Split);
	j = newinst(c, Nop);
	if(c->err != nil)
		return;
	c->inst[s].alt = a.first;
	c->inst[s].next = b.first;
	c->inst[a.last].next = j;
	c->inst[b.last].next = j;
	pushpiece(c, s, j);
}

static void
reduceto(Comp *c, int op)
{
	while(c->err == nil && c->nop > 0 && c->op[c->nop - 1].op >= op)
		reduce(c);
}

/* before an operand: it follows another one, or not */
static void
joint(Comp *c)
{
	if(c->operand) {
		reduceto(c, Cat);
		pushop(c, Cat, 0);
	}
	c->operand = 1;
}

static void
operand(Comp *c, int type, Rune r)
{
	int i;

	joint(c);
	i = newinst(c, type);
	if(c->err != nil)
		return;
	if(type == Char)
		c->inst[i].r = r;
	pushpiece(c, i, i);
}

/* nothing stands where an operand might: it matches the empty string */
static void
maybeempty(Comp *c)
{
	if(!c->operand)
		operand(c, Nop, 0);
}

static void
leftparen(Comp *c)
{
	joint(c);
	pushop(c, Lpar, c->nsub++);
	c->operand = 0;
}

static void
rightparen(Comp *c)
{
	int open, close, sub;
	Piece a;

	maybeempty(c);
	reduceto(c, Or);
	if(c->nop == 0) {
		fail(c, "unmatched right paren");
		return;
	}
	if(c->err != nil)
		return;
	sub = c->op[--c->nop].sub;
	a = poppiece(c, "missing operand");
	open = newinst(c, c->back ? Close : Open);
	close = newinst(c, c->back ? Open : Close);
	if(c->err != nil)
		return;
	c->inst[open].sub = c->inst[close].sub = sub;
	c->inst[open].next = a.first;
	c->inst[a.last].next = close;
	pushpiece(c, open, close);
}

static void
repeat(Comp *c, int op)
{
	Piece a;
	int s, j;

	if(!c->operand) {
		fail(c, op == '*'   ? "missing operand for *"
			: op == '+' ? "missing operand for +"
				    : "missing operand for ?");
		return;
	}
	a = poppiece(c, "missing operand");
	s = newinst(c, Split);
	if(c->err != nil)
		return;
	c->inst[s].alt = a.first;
	if(op != '?') {
		c->inst[a.last].next = s;
		pushpiece(c, op == '*' ? s : a.first, s);
		return;
	}
	j = newinst(c, Nop);
	if(c->err != nil)
		return;
	c->inst[s].next = j;
	c->inst[a.last].next = j;
	pushpiece(c, s, j);
}

/* one rune of a class; 0 at the end of the text */
static Rune
classrune(Comp *c, int *quoted)
{
	Rune r;

	*quoted = *c->p == '\\';
	if(*quoted)
		c->p++;
	c->p += chartorune(&r, c->p);
	return r;
}

static void
addrange(Comp *c, Reclass *k, Rune lo, Rune hi)
{
	Rune r;

	for(r = lo; r <= hi && r < 128; r++)
		k->ascii[r / 32] |= 1U << (r % 32);
	if(hi < 128 || grow(c, &c->range, c->nrange, sizeof(Range)) == nil)
		return;
	c->range[c->nrange].lo = lo;
	c->range[c->nrange++].hi = hi;
	k->n++;
}

static void
ranges(Comp *c, Reclass *k)
{
	int quoted, n = 0;
	Rune lo, hi;

	for(;; n++) {
		lo = classrune(c, &quoted);
		if(lo == 0 || (lo == '-' && !quoted)) {
			fail(c, "malformed '[]'");
			return;
		}
		if(lo == ']' && !quoted)
			break;
		hi = lo;
		if(*c->p == '-') {
			c->p++;
			hi = classrune(c, &quoted);
			if(hi == 0 || hi < lo || (hi == ']' && !quoted)) {
				fail(c, "malformed '[]'");
				return;
			}
		}
		addrange(c, k, lo, hi);
	}
	if(n == 0)
		fail(c, "malformed '[]'");
}

/* a complemented class never has newline */
static void
charclass(Comp *c)
{
	Reclass k;
	int i;

	memset(&k, 0, sizeof k);
	k.first = c->nrange;
	if(*c->p == '^') {
		c->p++;
		k.negated = 1;
		addrange(c, &k, '\n', '\n');
	}
	ranges(c, &k);
	for(i = 0; i < 4 && k.negated; i++)
		k.ascii[i] = ~k.ascii[i];
	operand(c, Class, 0);
	if(c->err != nil || grow(c, &c->class, c->nclass, sizeof k) == nil)
		return;
	c->inst[c->ninst - 1].class = c->nclass;
	c->class[c->nclass++] = k;
}

static void
token(Comp *c)
{
	Rune r;

	c->p += chartorune(&r, c->p);
	switch(r) {
	case '\\':
		if(*c->p != '\0')
			c->p += chartorune(&r, c->p);
		operand(c, Char, r);
		break;
	case '*':
	case '+':
	case '?':
		repeat(c, r);
		break;
	case '|':
		maybeempty(c);
		reduceto(c, Or);
		pushop(c, Or, 0);
		c->operand = 0;
		break;
	case '(':
		leftparen(c);
		break;
	case ')':
		rightparen(c);
		break;
	case '.':
		operand(c, c->anynl ? Anynl : Any, 0);
		break;
	case '^':
		operand(c, Bol, 0);
		break;
	case '$':
		operand(c, Eol, 0);
		break;
	case '[':
		charclass(c);
		break;
	default:
		operand(c, Char, r);
	}
}

static void
parse(Comp *c, int literal)
{
	Rune r;
	int end;

	while(c->err == nil && *c->p != '\0') {
		if(literal) {
			c->p += chartorune(&r, c->p);
			operand(c, Char, r);
		} else
			token(c);
	}
	maybeempty(c);
	reduceto(c, Or);
	if(c->nop > 0)
		fail(c, "unmatched left paren");
	end = newinst(c, Match);
	if(c->err == nil)
		c->inst[c->piece[0].last].next = end;
}

/* the program in one block, so that free is enough */
static Reprog *
pack(Comp *c)
{
	usize ni = c->ninst * sizeof(Inst), nc = c->nclass * sizeof(Reclass);
	usize nr = c->nrange * sizeof(Range),
	      nd = c->back ? 0 : (_dfasize(c->ninst) + 7) & ~(usize)7;
	Reprog *p = mallocz(sizeof *p + nd + ni + nc + nr, 1);
	int i;

	if(p == nil) {
		fail(c, "out of memory");
		return nil;
	}
	p->dfa = nd == 0 ? nil : _dfainit(p + 1, c->ninst);
	p->inst = (Inst *)((uchar *)(p + 1) + nd);
	p->class = (Reclass *)((uchar *)p->inst + ni);
	p->range = (Range *)((uchar *)p->class + nc);
	memmove(p->inst, c->inst, ni);
	memmove(p->class, c->class, nc);
	memmove(p->range, c->range, nr);
	p->ninst = c->ninst;
	p->nsub = c->nsub;
	p->back = c->back;
	p->start = c->piece[0].first;
	for(i = p->start; p->inst[i].type == Nop || p->inst[i].type == (c->back ? Close : Open);
	    i = p->inst[i].next) {
	}
	p->first = p->inst[i].type == Char ? p->inst[i].r : 0;
	return p;
}

static Reprog *
compile(const char *s, int literal, int anynl, int back)
{
	Reprog *prog = nil;
	Comp c;

	memset(&c, 0, sizeof c);
	c.p = s;
	c.anynl = anynl;
	c.back = back;
	c.nsub = 1;
	parse(&c, literal);
	if(c.err == nil)
		prog = pack(&c);
	free(c.inst);
	free(c.class);
	free(c.range);
	free(c.op);
	free(c.piece);
	if(c.err != nil)
		regerror(c.err);
	return prog;
}

Reprog *
regcomp(const char *s)
{
	return compile(s, 0, 0, 0);
}

Reprog *
regcomplit(const char *s)
{
	return compile(s, 1, 0, 0);
}

Reprog *
regcompnl(const char *s)
{
	return compile(s, 0, 1, 0);
}

Reprog *
regcompback(const char *s)
{
	return compile(s, 0, 0, 1);
}
