/*
 * Where addresses point to.
 */
#include <u.h>
#include <libc.h>
#include <bio.h>
#include "sam.h"

static noreturn void
outside(void)
{
	error("address range");
}

static int
isnl(File *f, Posn p)
{
	return f->text.r[p] == '\n';
}

/* behind the newline that is at p or after it, or the text's end */
static Posn
lineend(File *f, Posn p)
{
	while(p < f->text.n && !isnl(f, p))
		p++;
	return p < f->text.n ? p + 1 : p;
}

static Posn
linestart(File *f, Posn p)
{
	while(p > 0 && !isnl(f, p - 1))
		p--;
	return p;
}

/* line n counted from the one that begins at p */
static Range
linesfrom(File *f, Posn n, Posn p)
{
	Range r;

	for(; n > 1; n--) {
		if(p == f->text.n)
			outside();
		p = lineend(f, p);
		if(!isnl(f, p - 1))
			outside();
	}
	r.p1 = p;
	r.p2 = lineend(f, p);
	return r;
}

static Range
linesafter(File *f, Posn n, Range r)
{
	if(n == 0) { /* the rest of the line where r ends */
		if(r.p2 == 0)
			return (Range){0, 0};
		return (Range){r.p2, lineend(f, r.p2 - 1)};
	}
	if(r.p2 == 0 || isnl(f, r.p2 - 1))
		return linesfrom(f, n, r.p2);
	return linesfrom(f, n + 1, linestart(f, r.p2));
}

static Range
linesbefore(File *f, Posn n, Range r)
{
	Posn p;

	if(n == 0)
		return (Range){linestart(f, r.p1), r.p1};
	for(p = linestart(f, r.p1); n > 1; n--) {
		if(p == 0)
			outside();
		p = linestart(f, p - 1);
	}
	return (Range){p > 0 ? linestart(f, p - 1) : 0, p};
}

/* line n, or the nth after or before r, as sign says */
Range
lineaddr(File *f, Posn n, Range r, int sign)
{
	if(sign < 0)
		return linesbefore(f, n, r);
	if(sign > 0)
		return linesafter(f, n, r);
	return n == 0 ? (Range){0, 0} : linesfrom(f, n, 0);
}

static Range
charaddr(File *f, Posn n, Range r, int sign)
{
	if(sign < 0)
		n = r.p1 - n;
	else if(sign > 0)
		n = r.p2 + n;
	if(n < 0 || n > f->text.n)
		outside();
	return (Range){n, n};
}

/* the one file whose menu line matches */
static File *
matchfile(Regex *re)
{
	File *found = nil;
	char *s;
	int yes;

	for(int i = 0; i < nfile; i++) {
		s = menuline(file[i]);
		yes = matches(re, s);
		free(s);
		if(yes && found != nil)
			error("non-unique match for \"%s\"", re->s);
		if(yes)
			found = file[i];
	}
	if(found == nil)
		error("file search");
	if(found->unread)
		load(found);
	return found;
}

/* a,b: and a;b, where a is dot for b */
static Address
compound(Addr *p, Address a)
{
	Address left = {a.f, {0, 0}}, right;

	if(p->left != nil)
		left = address(p->left, a, 0);
	if(p->type == ';') {
		a = left;
		a.f->dot = a.r;
	}
	if(p->next != nil)
		right = address(p->next, a, 0);
	else
		right = (Address){a.f, {a.f->text.n, a.f->text.n}};
	if(left.f != right.f || right.r.p2 < left.r.p1)
		error("addresses out of order");
	left.r.p2 = right.r.p2;
	return left;
}

/* + and -, which count a line when no address follows */
static Address
signaddr(Addr *p, Address a, int sign)
{
	if(p->next == nil || p->next->type == '+' || p->next->type == '-')
		a.r = lineaddr(a.f, 1, a.r, sign);
	return a;
}

/* what an address means when dot is a */
Address
address(Addr *p, Address a, int sign)
{
	for(; p != nil; p = p->next) {
		switch(p->type) {
		case 'l':
			a.r = lineaddr(a.f, p->num, a.r, sign);
			break;
		case '#':
			a.r = charaddr(a.f, p->num, a.r, sign);
			break;
		case '.':
			a.r = a.f->dot;
			break;
		case '$':
			a.r.p1 = a.r.p2 = a.f->text.n;
			break;
		case '\'':
			a.r = a.f->mark;
			break;
		case '?':
			sign = sign == 0 ? -1 : -sign;
			/* fallthrough */
		case '/':
			a.r = nextmatch(a.f, p->re, sign >= 0 ? a.r.p2 : a.r.p1, sign);
			break;
		case '"':
			a.f = matchfile(p->re);
			a.r = a.f->dot;
			break;
		case '*':
			a.r = (Range){0, a.f->text.n};
			break;
		case ',':
		case ';':
			return compound(p, a);
		default:
			sign = p->type == '+' ? 1 : -1;
			a = signaddr(p, a, sign);
		}
	}
	return a;
}
