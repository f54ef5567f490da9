/*
 * aoutcheck: is each file a Plan 9 amd64 executable that a kernel would accept?
 *
 *	aoutcheck [-v] file...
 *
 * Checks what exec checks (magic, entry inside text) and what the file format says: the sizes add
 * up to the file's, the symbols are well-formed and inside the program, a start symbol
 * exists.  -v prints the header and the symbols.
 */
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "aout.h"

static bool verbose;

typedef struct Aout
{
	const char *name;
	unsigned char *p;
	size_t n;
	uint64_t text, data, bss, syms, entry;
	uint64_t etext, dbase, end; /* addresses */
} Aout;

static uint32_t
get32(const unsigned char *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static uint64_t
get64(const unsigned char *p)
{
	return (uint64_t)get32(p) << 32 | get32(p + 4);
}

static bool
bad(const Aout *a, const char *why)
{
	fprintf(stderr, "aoutcheck: %s: %s\n", a->name, why);
	return false;
}

static bool
load(Aout *a)
{
	FILE *f = fopen(a->name, "rb");
	size_t max = 1 << 26;

	a->p = malloc(max);
	if(f == NULL || a->p == NULL)
		return bad(a, strerror(errno));
	a->n = fread(a->p, 1, max, f);
	fclose(f);
	return true;
}

static bool
header(Aout *a)
{
	if(a->n < Hdrsize)
		return bad(a, "shorter than a header");
	if(get32(a->p + Hmagic) != Aoutmagic)
		return bad(a, "not the amd64 magic");
	a->text = get32(a->p + Htext);
	a->data = get32(a->p + Hdata);
	a->bss = get32(a->p + Hbss);
	a->syms = get32(a->p + Hsyms);
	a->entry = get64(a->p + Hentry64);
	a->etext = Textbase + Hdrsize + a->text;
	a->dbase = (a->etext + Dataalign - 1) / Dataalign * Dataalign;
	a->end = a->dbase + a->data + a->bss;
	if((get32(a->p + Hentry) & 0x7fffffff) != (a->entry & 0x7fffffff))
		return bad(a, "the two entries differ");
	if(a->entry < Textbase + Hdrsize || a->entry >= a->etext)
		return bad(a, "entry outside text");
	if(Hdrsize + a->text + a->data + a->syms + get32(a->p + Hspsz) + get32(a->p + Hpcsz) !=
	   a->n)
		return bad(a, "sizes do not add up to the file's");
	if(verbose)
		printf("%s: text %#llx data %#llx bss %#llx syms %#llx entry %#llx\n", a->name,
		       (unsigned long long)a->text, (unsigned long long)a->data,
		       (unsigned long long)a->bss, (unsigned long long)a->syms,
		       (unsigned long long)a->entry);
	return true;
}

/* is v where a symbol of this type belongs? */
static bool
inside(const Aout *a, int type, uint64_t v)
{
	switch(type) {
	case 'T':
	case 't':
		return v >= Textbase + Hdrsize && v <= a->etext;
	case 'D':
	case 'd':
		return v >= a->dbase && v <= a->dbase + a->data;
	case 'B':
	case 'b':
		return v >= a->dbase + a->data && v <= a->end;
	}
	return false;
}

static bool
symbols(const Aout *a)
{
	const unsigned char *p = a->p + Hdrsize + a->text + a->data, *e = p + a->syms, *nul;
	bool start = a->syms == 0;

	for(; p < e; p = nul + 1) {
		nul = p + 9 < e ? memchr(p + 9, 0, (size_t)(e - p - 9)) : NULL;
		if(nul == NULL)
			return bad(a, "truncated symbol");
		if((p[8] & 0x80) == 0 || !inside(a, p[8] & 0x7f, get64(p)))
			return bad(a, (const char *)p + 9);
		if(get64(p) == a->entry && (p[8] & 0x7f) == 'T')
			start = true;
		if(verbose)
			printf("%16llx %c %s\n", (unsigned long long)get64(p), p[8] & 0x7f, p + 9);
	}
	return start || bad(a, "no text symbol at the entry");
}

int
main(int argc, char **argv)
{
	int i, nbad = 0;

	if(argc < 2) {
		fprintf(stderr, "usage: aoutcheck [-v] file ...\n");
		return 2;
	}
	for(i = 1; i < argc; i++) {
		Aout a = {.name = argv[i]};

		if(strcmp(argv[i], "-v") == 0) {
			verbose = true;
			continue;
		}
		if(!load(&a) || !header(&a) || !symbols(&a))
			nbad++;
		free(a.p);
	}
	return nbad > 0;
}
