/*
 * The fake host: memory.  User space is a table of ranges for each host process, with private
 * pages and memory objects as on a real host, reached by the copy functions only.  Addresses
 * above user space are C pointers: the buffers of a test's programs.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include "fakeimpl.h"

static uintptr holelo, holehi;
static const u8int zeros[Pagesize];

void *
hostarena(usize size)
{
	void *p = mmap(nil, size, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if(p == MAP_FAILED)
		fdie("no memory for the arena");
	return p;
}

void
hostarenafree(void *p, usize n)
{
	madvise(p, n, MADV_DONTNEED);
}

void
hostdump(void *p, usize n)
{
	USED(p);
	USED(n);
}

void
hostshare(void *start, void *end)
{
	USED(start);
	USED(end);
}

/* C pointers lie below it too: what no range covers there is taken for one */
uintptr
hostutop(void)
{
	return Usertop;
}

/* ---- ranges ---- */

static u8int **
newpages(usize len)
{
	return calloc(len / Pagesize, sizeof(u8int *));
}

static void
dropcopies(Range *r, usize first, usize n)
{
	for(usize i = first; i < first + n; i++) {
		free(r->page[i]);
		r->page[i] = nil;
	}
}

static void
freerange(Range *r)
{
	dropcopies(r, 0, r->len / Pagesize);
	free(r->page);
}

/* Cut r in two at va, which lies in it; r keeps what is below, *above gets the rest. */
static void
splitrange(Range *r, uintptr va, Range *above)
{
	usize low = va - r->va, high = r->len - low;

	*above = *r;
	above->va = va;
	above->len = high;
	above->off = r->off + low;
	above->page = newpages(high);
	memcpy(above->page, r->page + low / Pagesize, high / Pagesize * sizeof *r->page);
	memset(r->page + low / Pagesize, 0, high / Pagesize * sizeof *r->page);
	r->len = low;
}

/* make va a boundary between ranges */
static void
boundary(Vm *vm, uintptr va)
{
	for(int i = 0; i < vm->n; i++) {
		Range *r = &vm->r[i];

		if(va <= r->va || va >= r->va + r->len)
			continue;
		if(vm->n == Npagemap)
			fdie("too many ranges of user memory");
		splitrange(r, va, &vm->r[vm->n++]);
		return;
	}
}

/* whole ranges that make up [va, va+len): fn is applied to each, which may remove it */
static void
eachrange(Vm *vm, uintptr va, usize len, bool (*fn)(Range *r, int arg), int arg)
{
	boundary(vm, va);
	boundary(vm, va + len);
	for(int i = 0; i < vm->n;) {
		Range *r = &vm->r[i];

		if(r->va >= va && r->va < va + len && !fn(r, arg))
			*r = vm->r[--vm->n];
		else
			i++;
	}
}

static bool
removerange(Range *r, int arg)
{
	USED(arg);
	freerange(r);
	return false;
}

static bool
protectrange(Range *r, int prot)
{
	r->prot = prot;
	return true;
}

static int
badrange(uintptr va, usize len)
{
	return (va | len) % Pagesize != 0 || len == 0 || va < Userlow || va + len > Usertop ||
	       va + len < va;
}

int
hostmap(uintptr va, usize len, int prot, int fd, u64int off, bool shared)
{
	Vm *vm = &fself()->vm;
	u64int size;
	int err;

	fenter();
	if((err = failing("hostmap")) != 0)
		return err;
	if(badrange(va, len) || off % Pagesize != 0)
		fdie("hostmap: %#zx+%#zx off %#llx is not whole pages of user space", va, len,
		     (unsigned long long)off);
	pthread_mutex_lock(&big);
	if(fd >= 0 && memobj(fd, &size) == nil)
		fdie("hostmap: descriptor %d is no memory object", fd);
	eachrange(vm, va, len, removerange, 0);
	if(vm->n == Npagemap)
		fdie("too many ranges of user memory");
	vm->r[vm->n++] = (Range){va, len, prot, fd, off, shared, newpages(len)};
	pthread_mutex_unlock(&big);
	return 0;
}

static int
changerange(const char *name, uintptr va, usize len, bool (*fn)(Range *r, int arg), int arg)
{
	int err;

	fenter();
	if((err = failing(name)) != 0)
		return err;
	if(va <= Cmemory && va + len >= Cmemorytop)
		return 0; /* the segment that stands for C memory: it stays */
	if(badrange(va, len))
		fdie("%s: %#zx+%#zx is not whole pages of user space", name, va, len);
	pthread_mutex_lock(&big);
	eachrange(&fself()->vm, va, len, fn, arg);
	pthread_mutex_unlock(&big);
	return 0;
}

int
hostunmap(uintptr va, usize len)
{
	return changerange("hostunmap", va, len, removerange, 0);
}

void
hosthuge(uintptr va, usize len)
{
	USED(va);
	USED(len);
}

int
hostprotect(uintptr va, usize len, int prot)
{
	return changerange("hostprotect", va, len, protectrange, prot);
}

void
vmcopy(Vm *to, Vm *from)
{
	*to = *from;
	for(int i = 0; i < to->n; i++) {
		Range *r = &to->r[i];
		u8int **old = r->page;

		r->page = newpages(r->len);
		for(usize p = 0; p < r->len / Pagesize; p++)
			if(old[p] != nil)
				r->page[p] = memcpy(malloc(Pagesize), old[p], Pagesize);
	}
}

int
hostmemfill(int fd, u64int off, uintptr va, usize len, bool anon)
{
	u8int page[Pagesize];

	USED(anon);
	for(usize i = 0; i < len; i += Pagesize)
		if(hostcopyin(page, uaddr(va + i), Pagesize) < 0 ||
		   hostwrite(fd, (uintptr)page, Pagesize, (s64int)(off + i)) != Pagesize)
			return -Hfault;
	return failing("hostmemfill");
}

static Range *
rangeof(Vm *vm, uintptr va)
{
	for(int i = 0; i < vm->n; i++)
		if(va >= vm->r[i].va && va - vm->r[i].va < vm->r[i].len)
			return &vm->r[i];
	return nil;
}

bool
fakemapping(int hostpid, uintptr va, int *prot, int *fd, u64int *off, bool *shared)
{
	Fthread *f;
	Range *r = nil;

	pthread_mutex_lock(&big);
	f = fthread(hostpid);
	if(f != nil && (r = rangeof(&f->vm, va)) != nil) {
		*prot = r->prot;
		*fd = r->fd;
		*off = r->off + (va - r->va);
		*shared = r->shared;
	}
	pthread_mutex_unlock(&big);
	return r != nil;
}

/* ---- reaching it ---- */

/* the memory behind va up to its page's end, of which *n gets the bytes; nil: not there */
static u8int *
reach(Vm *vm, uintptr va, usize *n, int want)
{
	Range *r = rangeof(vm, va);
	usize inpage = va % Pagesize, page;
	const u8int *from = zeros;
	u8int *obj;
	u64int size, at;

	*n = Pagesize - inpage;
	if(r == nil || (r->prot & want) != want)
		return nil;
	page = (va - r->va) / Pagesize;
	if(r->page[page] != nil)
		return r->page[page] + inpage;
	at = r->off + page * Pagesize;
	if(r->fd >= 0) {
		obj = memobj(r->fd, &size);
		if(obj == nil || at >= size)
			return nil; /* beyond the object's end: a bus error */
		if(r->shared)
			return obj + at + inpage;
		from = obj + at;
	}
	if(want & Hwrite) {
		r->page[page] = memcpy(malloc(Pagesize), from, Pagesize);
		from = r->page[page];
	}
	return (u8int *)(uintptr)from + inpage;
}

/* may [va, va+n) be C memory: then the programs of the test reach it, and so may the kernel */
static bool
cmemory(uintptr va, usize n)
{
	u8int in;

	if(va < Userlow || va + n > Usertop || va + n < va || (va < holehi && va + n > holelo))
		return false;
	return mincore((void *)rounddown(va, Pagesize), 1, &in) == 0 &&
	       mincore((void *)rounddown(va + n - 1, Pagesize), 1, &in) == 0;
}

int
vmread(Vm *vm, void *to, uintptr from, usize n)
{
	u8int *t = to, *p;
	usize part;

	if(n > 0 && rangeof(vm, from) == nil && cmemory(from, n)) {
		memmove(to, (void *)from, n);
		return 0;
	}
	for(; n > 0; n -= part, from += part, t += part) {
		if((p = reach(vm, from, &part, Hread)) == nil)
			return -1;
		part = part < n ? part : n;
		memcpy(t, p, part);
	}
	return 0;
}

int
vmwrite(Vm *vm, uintptr to, const void *from, usize n)
{
	const u8int *f = from;
	u8int *p;
	usize part;

	if(n > 0 && rangeof(vm, to) == nil && cmemory(to, n)) {
		memmove((void *)to, from, n);
		return 0;
	}
	for(; n > 0; n -= part, to += part, f += part) {
		if((p = reach(vm, to, &part, Hwrite)) == nil)
			return -1;
		part = part < n ? part : n;
		memcpy(p, f, part);
	}
	return 0;
}

void
fakehole(const void *lo, const void *hi)
{
	pthread_mutex_lock(&big);
	holelo = (uintptr)lo;
	holehi = (uintptr)hi;
	pthread_mutex_unlock(&big);
}

int
hostcopyin(void *to, Uaddr from, usize n)
{
	int r;

	fenter();
	pthread_mutex_lock(&big);
	r = vmread(&fself()->vm, to, from.a, n);
	pthread_mutex_unlock(&big);
	return r;
}

int
hostcopyout(Uaddr to, const void *from, usize n)
{
	int r;

	fenter();
	pthread_mutex_lock(&big);
	r = vmwrite(&fself()->vm, to.a, from, n);
	pthread_mutex_unlock(&big);
	return r;
}

int
hostzeroout(Uaddr to, usize n)
{
	usize part;

	for(; n > 0; n -= part, to.a += part) {
		part = n < sizeof zeros ? n : sizeof zeros;
		if(hostcopyout(to, zeros, part) < 0)
			return -1;
	}
	return 0;
}

s64int
hoststrlen(Uaddr u, usize max)
{
	char c;

	for(usize n = 0; n < max; n++) {
		if(hostcopyin(&c, uaddradd(u, n), 1) < 0)
			return -1;
		if(c == '\0')
			return (s64int)n;
	}
	return (s64int)max;
}

/* under big, as every other access of the fake host to user memory */
int
hostcas(Uaddr word, u32int *old, u32int new)
{
	Vm *vm = &fself()->vm;
	u32int v;
	int r;

	fenter();
	pthread_mutex_lock(&big);
	r = vmread(vm, &v, word.a, sizeof v);
	if(r == 0 && v == *old)
		r = vmwrite(vm, word.a, &new, sizeof new) < 0 ? -1 : 1;
	else if(r == 0)
		*old = v;
	pthread_mutex_unlock(&big);
	return r;
}

int
hostpeek(int hostpid, uintptr va, void *buf, int n)
{
	Fthread *f;
	int done = 0;

	pthread_mutex_lock(&big);
	f = fthread(hostpid);
	while(f != nil && !f->dead && done < n &&
	      vmread(&f->vm, (u8int *)buf + done, va + (uintptr)done, 1) == 0)
		done++;
	pthread_mutex_unlock(&big);
	return done > 0 || n == 0 ? done : -Hfault;
}

int
hostpoke(int hostpid, uintptr va, const void *buf, int n)
{
	Fthread *f;
	int done = 0;

	pthread_mutex_lock(&big);
	f = fthread(hostpid);
	while(f != nil && !f->dead && done < n &&
	      vmwrite(&f->vm, va + (uintptr)done, (const u8int *)buf + done, 1) == 0)
		done++;
	pthread_mutex_unlock(&big);
	return done > 0 || n == 0 ? done : -Hfault;
}
