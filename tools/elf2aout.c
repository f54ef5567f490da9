/*
 * elf2aout: turn a linked ELF executable into a Plan 9 amd64 a.out.
 *
 *	elf2aout [-s] in.elf out
 *
 * The ELF file must have been linked with plan9.ld: a text segment that starts right
 * after the place of the header, and a data segment at the next 2 MiB boundary.  The
 * function and object symbols become the a.out's symbol table; -s leaves them out.
 * Relocations, line tables and everything else are dropped.
 */
#include <elf.h>
#include <errno.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include "aout.h"

static const char *inname;

static _Noreturn void
fatal(const char *fmt, ...)
{
	va_list arg;

	fprintf(stderr, "elf2aout: %s: ", inname);
	va_start(arg, fmt);
	vfprintf(stderr, fmt, arg);
	va_end(arg);
	fputc('\n', stderr);
	exit(1);
}

/* the input: n bytes at p */
typedef struct File
{
	unsigned char *p;
	size_t n;
} File;

static File
readfile(const char *name)
{
	FILE *f = fopen(name, "rb");
	struct stat st;
	File in;

	if(f == NULL || fstat(fileno(f), &st) < 0)
		fatal("%s", strerror(errno));
	in.n = (size_t)st.st_size;
	in.p = malloc(in.n + 1);
	if(in.p == NULL || fread(in.p, 1, in.n, f) != in.n)
		fatal("cannot read");
	fclose(f);
	return in;
}

/* n items of size bytes at off, which must lie inside the file */
static void *
part(File in, uint64_t off, uint64_t n, size_t size)
{
	if(off > in.n || n > (in.n - off) / size)
		fatal("truncated");
	return in.p + off;
}

/* a growing piece of output */
typedef struct Out
{
	unsigned char *p;
	size_t n, max;
} Out;

static void
put(Out *o, const void *p, size_t n)
{
	if(n == 0)
		return;
	if(o->n + n > o->max) {
		o->max = 2 * (o->n + n) + 4096;
		o->p = realloc(o->p, o->max);
		if(o->p == NULL)
			fatal("out of memory");
	}
	memcpy(o->p + o->n, p, n);
	o->n += n;
}

static void
put32(Out *o, uint64_t v)
{
	unsigned char b[4] = {(unsigned char)(v >> 24), (unsigned char)(v >> 16),
			      (unsigned char)(v >> 8), (unsigned char)v};

	put(o, b, 4);
}

static void
put64(Out *o, uint64_t v)
{
	put32(o, v >> 32);
	put32(o, v);
}

/* the letter of a Plan 9 symbol, 0 for those that it has no use for */
static int
symtype(File in, const Elf64_Ehdr *eh, const Elf64_Sym *s)
{
	Elf64_Shdr *sh = part(in, eh->e_shoff, eh->e_shnum, sizeof *sh);
	int type = ELF64_ST_TYPE(s->st_info), c;

	if(type == STT_SECTION || type == STT_FILE || s->st_shndx == SHN_UNDEF)
		return 0;
	if(s->st_shndx == SHN_ABS || s->st_shndx >= eh->e_shnum)
		return 0;
	sh += s->st_shndx;
	if((sh->sh_flags & SHF_ALLOC) == 0)
		return 0;
	if(sh->sh_flags & SHF_EXECINSTR)
		c = 'T';
	else if(sh->sh_type == SHT_NOBITS)
		c = 'B';
	else
		c = 'D';
	if(ELF64_ST_BIND(s->st_info) == STB_LOCAL)
		c += 'a' - 'A';
	return c;
}

static void
putsymbols(Out *o, File in, const Elf64_Ehdr *eh)
{
	Elf64_Shdr *sh = part(in, eh->e_shoff, eh->e_shnum, sizeof *sh);
	int i;

	for(i = 0; i < eh->e_shnum; i++) {
		if(sh[i].sh_type != SHT_SYMTAB || sh[i].sh_link >= eh->e_shnum)
			continue;
		uint64_t n = sh[i].sh_size / sizeof(Elf64_Sym), k;
		Elf64_Sym *s = part(in, sh[i].sh_offset, n, sizeof *s);
		Elf64_Shdr *str = &sh[sh[i].sh_link];
		char *names = part(in, str->sh_offset, str->sh_size, 1);

		for(k = 1; k < n; k++) {
			int c = symtype(in, eh, &s[k]);
			unsigned char b = (unsigned char)(c | 0x80);

			if(c == 0 || s[k].st_name >= str->sh_size || names[s[k].st_name] == '\0')
				continue;
			put64(o, s[k].st_value);
			put(o, &b, 1);
			put(o, names + s[k].st_name, strlen(names + s[k].st_name) + 1);
		}
	}
}

static void
checkelf(File in, const Elf64_Ehdr *eh)
{
	if(in.n < sizeof *eh || memcmp(eh->e_ident, ELFMAG, SELFMAG) != 0)
		fatal("not an ELF file");
	if(eh->e_ident[EI_CLASS] != ELFCLASS64 || eh->e_machine != EM_X86_64)
		fatal("not for amd64");
	if(eh->e_type != ET_EXEC)
		fatal("not a linked executable");
}

/* what the program headers say of a program */
typedef struct Prog
{
	const unsigned char *text, *data;
	uint64_t textlen, datalen, bss;
} Prog;

static uint64_t
roundup(uint64_t n, uint64_t to)
{
	return (n + to - 1) / to * to;
}

static void
settext(Prog *p, File in, const Elf64_Phdr *ph)
{
	if(p->text != NULL)
		fatal("two text segments");
	if(ph->p_vaddr != Textbase + Hdrsize || ph->p_filesz != ph->p_memsz)
		fatal("text is not at %#x", Textbase + Hdrsize);
	p->text = part(in, ph->p_offset, ph->p_filesz, 1);
	p->textlen = ph->p_filesz;
}

static void
setdata(Prog *p, File in, const Elf64_Phdr *ph)
{
	if(p->data != NULL)
		fatal("two data segments");
	p->data = part(in, ph->p_offset, ph->p_filesz, 1);
	p->datalen = ph->p_filesz;
	p->bss = ph->p_memsz - ph->p_filesz;
}

static Prog
layout(File in, const Elf64_Ehdr *eh)
{
	Elf64_Phdr *ph = part(in, eh->e_phoff, eh->e_phnum, sizeof *ph);
	Prog p = {0};
	int i, data = -1;

	for(i = 0; i < eh->e_phnum; i++) {
		if(ph[i].p_type != PT_LOAD || ph[i].p_memsz == 0)
			continue;
		if(ph[i].p_flags & PF_X)
			settext(&p, in, &ph[i]);
		else {
			setdata(&p, in, &ph[i]);
			data = i;
		}
	}
	if(p.text == NULL)
		fatal("no text");
	uint64_t want = roundup(Textbase + Hdrsize + p.textlen, Dataalign);
	if(data >= 0 && ph[data].p_vaddr != want)
		fatal("data is at %#llx, not at %#llx", (unsigned long long)ph[data].p_vaddr,
		      (unsigned long long)want);
	if(p.textlen >> 31 || p.datalen >> 31 || p.bss >> 31)
		fatal("too large");
	if(eh->e_entry < Textbase + Hdrsize || eh->e_entry >= Textbase + Hdrsize + p.textlen)
		fatal("entry outside text");
	return p;
}

static void
writefile(const char *name, const Out *o)
{
	FILE *f = fopen(name, "wb");

	if(f == NULL || fwrite(o->p, 1, o->n, f) != o->n || fclose(f) != 0) {
		fprintf(stderr, "elf2aout: %s: %s\n", name, strerror(errno));
		remove(name);
		exit(1);
	}
	chmod(name, 0775);
}

int
main(int argc, char **argv)
{
	int strip = argc > 1 && strcmp(argv[1], "-s") == 0;
	Out o = {0}, sym = {0};

	if(argc != 3 + strip) {
		fprintf(stderr, "usage: elf2aout [-s] in.elf out\n");
		return 2;
	}
	inname = argv[1 + strip];
	File in = readfile(inname);
	Elf64_Ehdr *eh = (Elf64_Ehdr *)in.p;
	checkelf(in, eh);
	Prog p = layout(in, eh);
	if(!strip)
		putsymbols(&sym, in, eh);

	put32(&o, Aoutmagic);
	put32(&o, p.textlen);
	put32(&o, p.datalen);
	put32(&o, p.bss);
	put32(&o, sym.n);
	put32(&o, eh->e_entry & 0x7fffffff);
	put32(&o, 0);
	put32(&o, 0);
	put64(&o, eh->e_entry);
	put(&o, p.text, p.textlen);
	put(&o, p.data, p.datalen);
	put(&o, sym.p, sym.n);
	writefile(argv[2 + strip], &o);
	return 0;
}
