/*
 * Formatted text: integers.
 */
#include "lib.h"
#include "fmt.h"

enum
{
	Maxdigits = 64 + 64 / 3 + 1, /* of base 2, or of any other with separators */
};

/* write v's digits to end at end; result: where they start */
static char *
digits(char *end, u64int v, u32int base, bool upper, bool group)
{
	const char *set = upper ? "0123456789ABCDEF" : "0123456789abcdef";
	char *p = end;
	int n = 0;

	do {
		if(group && n > 0 && n % 3 == 0)
			*--p = ',';
		*--p = set[v % base];
		v /= base;
		n++;
	} while(v != 0);
	return p;
}

static u32int
verbbase(int verb)
{
	switch(verb) {
	case 'x':
	case 'X':
	case 'p':
		return 16;
	case 'o':
		return 8;
	case 'b':
		return 2;
	}
	return 10;
}

/* what stands before the digits: a sign, or the base's mark */
static const char *
prefix(Fmt *f, bool neg, int verb)
{
	if(verb == 'd')
		return neg ? "-" : (f->flags & Fplus) ? "+" : (f->flags & Fblank) ? " " : "";
	if((f->flags & Fsharp) == 0)
		return "";
	switch(verb) {
	case 'x':
	case 'p':
		return "0x";
	case 'X':
		return "0X";
	case 'o':
		return "0";
	case 'b':
		return "0b";
	}
	return "";
}

void
fmtnum(Fmt *f, u64int v, int verb)
{
	char buf[Maxdigits], *p;
	bool neg = verb == 'd' && (s64int)v < 0;
	const char *pre = prefix(f, neg, verb);
	u32int base = verbbase(verb);
	int ndig, zeros, pad;

	p = digits(buf + sizeof buf, neg ? -v : v, base, verb == 'X',
		   (f->flags & Fgroup) != 0 && base == 10);
	ndig = (int)(buf + sizeof buf - p);
	if((f->flags & Fprec) && f->prec == 0 && v == 0)
		ndig = 0;
	zeros = (f->flags & Fprec) && f->prec > ndig ? f->prec - ndig : 0;
	pad = f->width - ndig - zeros - (int)strlen(pre);
	if((f->flags & (Fzero | Fleft | Fprec)) == Fzero && pad > 0) {
		zeros = pad;
		pad = 0;
	}
	if((f->flags & Fleft) == 0)
		fmtpad(f, ' ', pad);
	fmtbytes(f, pre, strlen(pre));
	fmtpad(f, '0', zeros);
	fmtbytes(f, p, (usize)ndig);
	if(f->flags & Fleft)
		fmtpad(f, ' ', pad);
}
