/*
 * The symbols that objects define, for the index that a linker looks into.  Objects are those of
 * 9cc: ELF, 64 bits, the lowest byte first.
 */
#include "arcmd.h"

enum
{
	/* offsets in the header of the file */
	Type = 16,
	Sections = 40,
	Sectionsize = 58,
	Nsections = 60,
	Filehead = 64,

	/* in that of a section */
	Stype = 4,
	Soffset = 24,
	Ssize = 32,
	Slink = 40,
	Sectionhead = 64,

	/* in a symbol */
	Yname = 0,
	Yinfo = 4,
	Ysection = 6,
	Symbol = 24,

	Relocatable = 1, /* a type of file */
	Symtab = 2,      /* a type of section */
};

static uvlong
get(uchar *p, int n)
{
	uvlong v = 0;

	while(n > 0)
		v = v << 8 | p[--n];
	return v;
}

/* the header of section i, of which all is within the file; nil: it is not */
static uchar *
section(Entry *e, uvlong i)
{
	uchar *f = (uchar *)e->bytes, *s;
	uvlong off = get(f + Sections, 8), size = e->m.size, data, len;

	if(i >= get(f + Nsections, 2) || off > size || (i + 1) * Sectionhead > size - off)
		return nil;
	s = f + off + i * Sectionhead;
	data = get(s + Soffset, 8);
	len = get(s + Ssize, 8);
	return data <= size && len <= size - data ? s : nil;
}

/* f with each global name that the table of section s has and the object defines */
static void
eachsymbol(Entry *e, uchar *s, void (*f)(char *, void *), void *arg)
{
	uchar *file = (uchar *)e->bytes, *y, *end, *strings = section(e, get(s + Slink, 4));
	uvlong name, len;

	if(strings == nil || (len = get(strings + Ssize, 8)) == 0)
		return;
	strings = file + get(strings + Soffset, 8);
	y = file + get(s + Soffset, 8);
	end = y + get(s + Ssize, 8);
	for(; end - y >= Symbol; y += Symbol) {
		name = get(y + Yname, 4);
		if((y[Yinfo] >> 4 == 1 || y[Yinfo] >> 4 == 2) && get(y + Ysection, 2) != 0 &&
		   name < len && memchr(strings + name, '\0', len - name) != nil)
			f((char *)strings + name, arg);
	}
}

/* call f with what e defines, in the order of its table; 0: it is no object */
int
symbols(Entry *e, void (*f)(char *, void *), void *arg)
{
	uchar *h = (uchar *)e->bytes, *s;

	if(e->m.size < Filehead || memcmp(h, "\177ELF\2\1", 6) != 0 ||
	   get(h + Type, 2) != Relocatable || get(h + Sectionsize, 2) != Sectionhead)
		return 0;
	for(int i = 0; i < get(h + Nsections, 2); i++) {
		s = section(e, i);
		if(s != nil && get(s + Stype, 4) == Symtab)
			eachsymbol(e, s, f, arg);
	}
	return 1;
}
