/*
 * exec(2): a program file in Plan 9's amd64 a.out form (a.out(6)), or a script whose first
 * line names its interpreter, takes the place of the present program.
 */
#include "u.h"
#include "lib.h"
#include "dev.h"
#include "host.h"
#include "lock.h"
#include "mem.h"
#include "proc.h"
#include "seg.h"

enum
{
	Aoutmagic = 0x8a97,
	Aouthdr = 40,  /* bytes */
	Linemax = 256, /* of a script's first line */
	Scriptwords = 32,
	Argsmax = 128, /* bytes kept for /proc/n/args */
	Tossize = 72,
	Toscyclefreq = 40,
	Tospid = 64,
};

typedef struct Exec
{
	u32int text, data, bss;
	uintptr entry;
} Exec;

/* 0: not an a.out that can be run */
static bool
aout(const u8int *h, int n, Exec *x)
{
	u64int end;

	if(n < Aouthdr || getbe32(h) != Aoutmagic)
		return false;
	x->text = getbe32(h + 4);
	x->data = getbe32(h + 8);
	x->bss = getbe32(h + 12);
	x->entry = getbe64(h + 32);
	if(x->entry < Utzero + Aouthdr || x->entry >= Utzero + Aouthdr + x->text)
		error(Ebadexec);
	end = roundup(Utzero + Aouthdr + (u64int)x->text, Textalign) + x->data + (u64int)x->bss;
	if(end >= hostutop() - Ustksize)
		error(Ebadexec);
	return true;
}

/* everything that must outlive the old program's memory, on the heap */
typedef struct Execargs
{
	Chan *c;     /* the program, open */
	char *elem;  /* process name */
	char **argv; /* one block with the strings */
	int argc;
	usize bytes; /* of the strings */
	Exec x;
} Execargs;

static void
freeargs(Execargs *a)
{
	letgo(cclose, a->c);
	letgo(kfree, a->elem);
	letgo(kfree, a->argv);
	kfree(a);
}
DEFREDO(freeargs, Execargs)

static int
count(char **v)
{
	int n = 0;

	while(v[n] != nil)
		n++;
	return n;
}

/* word i of pre (npre words) and then argv */
static char *
argword(char **pre, int npre, char **argv, int i)
{
	return i >= npre ? argv[i - npre] : pre != nil ? pre[i] : "";
}

/* a->argv = pre (npre words) and then the words of argv, copied */
static void
setargv(Execargs *a, char **pre, int npre, char **argv)
{
	int n = npre + count(argv), i;
	usize bytes = 0;
	char *p, *s;

	for(i = 0; i < n; i++)
		bytes += strlen(argword(pre, npre, argv, i)) + 1;
	if(bytes + (usize)n * 8 >= Ustksize / 2)
		error(Enovmem);
	a->argv = kmalloc((usize)(n + 1) * sizeof(char *) + bytes);
	if(a->argv == nil)
		error(Enovmem);
	p = (char *)(a->argv + n + 1);
	for(i = 0; i < n; i++) {
		s = argword(pre, npre, argv, i);
		a->argv[i] = p;
		p = strecpy(p, p + strlen(s) + 1, s) + 1;
	}
	a->argc = n;
	a->bytes = bytes;
}

static char *
lastelem(Chan *c)
{
	const char *path = chanpath(c), *slash = strrchr(path, '/');

	return kstrdup(slash != nil && slash[1] != 0 ? slash + 1 : path);
}

static int
readheader(Chan *c, u8int *h)
{
	if(c->qid.type & QTdir)
		error("cannot exec directory");
	return dread(c, kbuf(h), Linemax, 0);
}

/* #!interpreter words: the script's own name and the caller's arguments follow */
static Chan *
script(Execargs *a, char *line, int n, const char *file, char **argv)
{
	char *word[Scriptwords + 2], *nl;
	char *none[] = {nil};
	int nword;
	Chan *c;

	nl = memchr(line, '\n', (usize)n);
	if(n < 2 || line[0] != '#' || line[1] != '!' || nl == nil)
		error(Ebadexec);
	*nl = 0;
	nword = tokenize(line + 2, word, Scriptwords);
	if(nword < 1)
		error(Ebadexec);
	c = namec(word[0], Aopen, Oexec, 0);
	onerror(cclose, c);
	word[0] = a->elem;
	word[nword++] = (char *)(uintptr)file;
	setargv(a, word, nword, argv[0] != nil ? argv + 1 : none);
	poperror();
	return c;
}

static void
openprogram(Execargs *a, const char *file, char **argv)
{
	u8int *h = smalloc(Linemax + 1);
	Chan *c;
	int n;

	onerror(kfree, h);
	a->c = namec(file, Aopen, Oexec, 0);
	a->elem = lastelem(a->c);
	n = readheader(a->c, h);
	if(aout(h, n, &a->x))
		setargv(a, nil, 0, argv);
	else {
		c = script(a, (char *)h, n, file, argv);
		exchange(&a->c, &c);
		cclose(c);
		n = readheader(a->c, h);
		if(!aout(h, n, &a->x))
			error(Ebadexec);
	}
	undo();
}

/* ---- the new memory ---- */

static void
cutmemory(void)
{
	Segment *s;

	for(int i = 0; i < Nseg; i++) {
		s = up->seg[i];
		if(s == nil || (i > ESEG && !(s->flags & SGcexec)))
			continue;
		up->seg[i] = nil;
		if(s->memfd >= 0 || i > ESEG)
			segunmap(s);
		putseg(s);
	}
}

static Segment *
addseg(int slot, int type, uintptr base, uintptr top, Image *image, u64int off)
{
	Segment *s = newseg(type, base, top - base);

	if(image != nil) {
		incref(&image->ref);
		s->image = image;
		s->off = off;
	}
	up->seg[slot] = s;
	segmapin(s);
	return s;
}

/* unmap all of the old program but the segments that stay */
static void
clearspace(uintptr end)
{
	uintptr va = Utzero, next;
	Segment *s;

	while(va < end) {
		next = end;
		for(int i = LSEG; i < Nseg; i++) {
			s = up->seg[i];
			if(s != nil && s->top > va && s->base < next)
				next = s->base < va ? va : s->base;
		}
		if(next > va)
			hostunmap(va, next - va);
		s = segof(up, next);
		va = s != nil ? s->top : next > va ? next : end;
	}
}

static void
newmemory(Exec *x, Image *image)
{
	uintptr text = roundup(Utzero + Aouthdr + (uintptr)x->text, (uintptr)Pagesize);
	uintptr t = roundup(Utzero + Aouthdr + (uintptr)x->text, Textalign);
	uintptr d = roundup(t + x->data, (uintptr)Pagesize);
	uintptr b = roundup(t + x->data + x->bss, (uintptr)Pagesize);

	cutmemory();
	clearspace(hostutop());
	addseg(TSEG, SGtext, Utzero, text, image, 0);
	addseg(DSEG, SGdata, t, d, image, image->dataoff);
	addseg(BSEG, SGbss, d, b, nil, 0);
	addseg(SSEG, SGstack, hostutop() - Ustksize, hostutop(), nil, 0);
}

/* the Tos, the strings, argv and argc, from the top down; result: the stack pointer */
static uintptr
newstack(Execargs *a)
{
	uintptr tos = hostutop() - Tossize, str = tos - a->bytes, sp, at;
	u64int freq = hostcyclehz(), n = (u64int)a->argc, p;

	sp = rounddown(str, (uintptr)8) - ((usize)a->argc + 2) * 8;
	if(a->argc > 0)
		copyout(uaddr(str), a->argv[0], a->bytes);
	copyout(uaddr(sp), &n, 8);
	at = sp + 8;
	for(int i = 0; i < a->argc; i++, at += 8) {
		p = str + (usize)(a->argv[i] - a->argv[0]);
		copyout(uaddr(at), &p, 8);
	}
	copyout(uaddr(tos + Toscyclefreq), &freq, 8);
	copyout(uaddr(tos + Tospid), &up->pid, 4);
	up->tos = tos;
	return sp;
}

/* as /proc/n/args shows them */
static char *
quoteargs(Execargs *a)
{
	char *buf = smalloc(Argsmax), *p = buf;

	for(int i = 0; i < a->argc && p < buf + Argsmax - 1; i++)
		p = seprint(p, buf + Argsmax, i == 0 ? "%q" : " %q", a->argv[i]);
	return buf;
}

static void
newidentity(Execargs *a)
{
	char *args = quoteargs(a), *oldargs;

	qlock(&up->debug);
	exchange(&up->textc, &a->c); /* the old one goes with a */
	oldargs = up->args;
	up->args = args;
	up->setargs = false;
	setproctext(up, a->elem);
	up->privatemem = up->noswap = false;
	qunlock(&up->debug);
	kfree(oldargs);
}

static void
newregs(uintptr entry, uintptr sp)
{
	Ureg *u = &up->ureg;

	memset(u, 0, sizeof *u);
	u->pc = entry;
	u->sp = sp;
	u->ax = up->tos;
	u->flags = 0x206;
	u->cs = UEsel;
	u->ss = UDsel;
	u->type = Tsyscall;
	hostfpinit();
}

/* the new program is to stop before it runs, unless the process is to die */
static void
stopfirst(void)
{
	int was = atomic_load(&up->procctl);

	while(was != Procexit && !atomic_compare_exchange_weak(&up->procctl, &was, Procstop))
		;
	atomic_store(&up->notepending, 1);
}

void
execfile(const char *file, char **argv)
{
	Execargs *a = smalloc(sizeof *a);
	Image *image;
	uintptr sp;

	onerror(freeargs, a);
	openprogram(a, file, argv);
	image = imageof(a->c, Aouthdr + (u64int)a->x.text, a->x.data);
	onerror(putimage, image);
	qlock(&up->seglock);
	onerror(qunlock, &up->seglock);
	/* no way back from here: an error is the process's end */
	if(waserror())
		pexit(up->errstr, true);
	newmemory(&a->x, image);
	sp = newstack(a);
	poperror();
	undo();
	undo();
	fgrpcexec(up->fgrp);
	notereset();
	newidentity(a);
	up->errbuf0[0] = up->errbuf1[0] = 0;
	newregs(a->x.entry, sp);
	undo();
	if(up->hang)
		stopfirst();
}
