/*
 * The arguments that say what the keys are.
 */
#include <u.h>
#include <libc.h>
#include <bio.h>
#include <cmd.h>
#include "sort.h"

noreturn void
usage(void)
{
	fprint(2, "usage: sort [-cmuMbdfginrw] [-t x] [+pos1 [-pos2] ...] [-k pos1[,pos2]] ...\n"
		  "\t[-l lines] [-o output] [-T dir ...] [file ...]\n");
	exits("usage");
}

int
flagbit(int c)
{
	switch(c) {
	case 'b':
		return Fblank;
	case 'd':
		return Fdict;
	case 'f':
		return Ffold;
	case 'i':
		return Fignore;
	case 'M':
		return Fmonth;
	case 'n':
		return Fnum;
	case 'g':
		return Ffloat;
	case 'r':
		return Frev;
	case 'w':
		return Fwhite;
	}
	return 0;
}

static char *
position(char *s, int *f, int *c)
{
	*f = strtol(s, &s, 10);
	if(*s == '.')
		*c = strtol(s + 1, &s, 10);
	return s;
}

static void
keyflags(Key *k, char *s)
{
	int b;

	for(; *s && *s != ','; s++) {
		if((b = flagbit(*s)) == 0)
			usage();
		k->flags |= b;
		k->own = 1;
	}
}

static Key *
newkey(void)
{
	Key *k;

	keys = check(realloc(keys, (nkeys + 1) * sizeof *keys));
	k = &keys[nkeys++];
	memset(k, 0, sizeof *k);
	k->end = -1;
	k->endchar = -1;
	return k;
}

/* -k 2.3n,4: fields and characters count from 1, and the last is part of the key */
void
addkey(char *s)
{
	Key *k;
	char *p;

	k = newkey();
	p = position(s, &k->beg, &k->begchar);
	if(p == s || k->beg < 1)
		usage();
	k->beg--;
	if(k->begchar > 0)
		k->begchar--;
	keyflags(k, p);
	p = strchr(p, ',');
	if(p == nil)
		return;
	s = p + 1;
	p = position(s, &k->end, &k->endchar);
	if(p == s || k->end < 1)
		usage();
	k->end--;
	if(k->endchar == 0)
		k->endchar = -1;
	keyflags(k, p);
}

/* +pos1 and -pos2: they count from 0, and the last is the first after the key */
void
oldkey(char *s)
{
	Key *k;
	int f, c;
	char *p;

	c = 0;
	p = position(s + 1, &f, &c);
	if(*s == '+') {
		k = newkey();
		k->beg = f;
		k->begchar = c;
	} else {
		if(nkeys == 0)
			usage();
		k = &keys[nkeys - 1];
		k->end = f;
		k->endchar = c;
		if(c == 0) { /* it ends with the field before */
			k->end--;
			k->endchar = -1;
			if(f == 0)
				usage();
		}
	}
	keyflags(k, p);
}
