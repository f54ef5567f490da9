/*
 * System calls about processes: fetch the arguments, each with its declared
 * width (the rest of a slot is garbage), and call the module that does the work.
 */
#include "buf.h"
#include "host.h"
#include "lib.h"
#include "mem.h"
#include "proc.h"
#include "sys.h"
#include "tod.h"

enum
{
	Oerrmax = 64,    /* bytes of the buffer of the old _errstr */
	Owaitfield = 12, /* of the old wait message: pid and times */
	Owaitmsg = 64,
	Owaitlen = 4 * Owaitfield + Owaitmsg,
	Awaitmax = 48 + 2 * Errmax, /* bytes of await's longest text, quoted */
};
#define Argmax ((usize)Ustksize / 2) /* bytes of strings and pointers that exec takes */

/*
 * Raise unless [a, a+n) is in this process's segments, writable if write is set.  For
 * calls that would lose something when only the copy found out.
 */
static void
checkuser(Uaddr u, usize n, bool write)
{
	uintptr a = u.a;
	usize left = n;

	while(left > 0) {
		Segment *s = segof(up, a);
		if(s == nil || (write && (s->type == SGtext || s->flags & SGronly)))
			badaddr(u, n);
		if(s->top - a >= left)
			return;
		left -= s->top - a;
		a = s->top;
	}
}

/* Length of the string at u, at most max */
static s64int
userstrlen(Uaddr u, usize max)
{
	s64int n = hoststrlen(u, max);

	if(n < 0 && segfix(u.a, 0))
		n = hoststrlen(u, max);
	if(n < 0)
		badaddr(u, 1);
	return n;
}

s64int
sysr1(const uintptr *a)
{
	USED(a);
	if(!iseve())
		error(Eperm);
	return 0;
}

/* Swap the error text with the n bytes at u. */
static s64int
swaperrstr(Uaddr u, usize n)
{
	char new[Errmax], old[Errmax];
	usize len;

	if(n == 0)
		error(Ebadarg);
	if(n > Errmax)
		n = Errmax;
	copyin(new, u, n);
	new[utfcut(new, strnlen(new, n - 1))] = 0;
	len = strnlen(up->syserrstr, Errmax - 1);
	if(len > n - 1)
		len = utfcut(up->syserrstr, n - 1);
	memmove(old, up->syserrstr, len);
	old[len] = 0;
	copyout(u, old, len + 1);
	strecpy(up->syserrstr, up->syserrstr + Errmax, new);
	return 0;
}

s64int
sys_errstr(const uintptr *a)
{
	return swaperrstr(uaddr(a[0]), Oerrmax);
}

s64int
syserrstr(const uintptr *a)
{
	return swaperrstr(uaddr(a[0]), (u32int)a[1]);
}

s64int
sysalarm(const uintptr *a)
{
	return procalarm((u32int)a[0]);
}

/* The number of words of the argv at u; *size gets the bytes of their strings */
static int
countargs(Uaddr u, usize *size)
{
	u64int word;
	s64int len;
	int n;

	*size = 0;
	for(n = 0;; n++) {
		copyin(&word, uaddradd(u, (usize)n * sizeof word), sizeof word);
		if(word == 0)
			return n;
		len = userstrlen(uaddr(word), Argmax);
		*size += (usize)len + 1;
		if(*size + (usize)n * sizeof word >= Argmax)
			error(Enovmem);
	}
}

/*
 * Copy the n words of the argv at u, of size bytes, into one block.  Another process that
 * shares the memory may change them meanwhile: what no longer fits is cut.
 */
static char **
copyargs(Uaddr u, int n, usize size)
{
	char **argv = kmalloc((usize)(n + 1) * sizeof *argv + size);
	char *s, *end;
	u64int word;
	s64int len;

	if(argv == nil)
		error(Enovmem);
	onerror(kfree, argv);
	s = (char *)(argv + n + 1);
	end = s + size;
	for(int i = 0; i < n; i++) {
		copyin(&word, uaddradd(u, (usize)i * sizeof word), sizeof word);
		if(s >= end)
			error(Ebadarg);
		len = userstrlen(uaddr(word), (usize)(end - s) - 1);
		copyin(s, uaddr(word), (usize)len);
		argv[i] = s;
		s += len + 1;
	}
	poperror();
	return argv;
}

s64int
sysexec(const uintptr *a)
{
	Uaddr uargv = uaddr(a[1]);
	char *file, **argv;
	usize size;
	int n;

	file = validname(uaddr(a[0]), true);
	onerror(kfree, file);
	n = countargs(uargv, &size);
	if(n == 0)
		error(Ebadarg);
	argv = copyargs(uargv, n, size);
	onerror(kfree, argv);
	execfile(file, argv);
	undo();
	undo();
	return (s64int)up->tos;
}

/* The message ends at the first of a NUL, 127 bytes and the end of the memory that it is in */
s64int
sysexits(const uintptr *a)
{
	static const char bad[] = "invalid exit string";
	Uaddr u = uaddr(a[0]);
	char msg[Errmax];
	s64int n = 0;

	msg[0] = 0;
	if(u.a != 0) {
		n = hoststrlen(u, Errmax - 1);
		if(n < 0 && segfix(u.a, 0))
			n = hoststrlen(u, Errmax - 1);
		if(n < 0 || hostcopyin(msg, u, (usize)n) < 0)
			strecpy(msg, msg + sizeof msg, bad);
		else
			msg[utfcut(msg, (usize)n)] = 0;
	}
	pexit(msg, true);
}

/* A stray wake-up ends a tsleep early, but not this one. */
static void
sleepuntil(s64int end)
{
	s64int left;

	while((left = end - hostmono()) > 0)
		tsleep(&up->sleepr, never, nil, (left + Nsms - 1) / Nsms);
}

s64int
syssleep(const uintptr *a)
{
	s32int ms = (s32int)a[0];

	if(ms > 0)
		sleepuntil(hostmono() + (s64int)ms * Nsms);
	else
		hostyield();
	return 0;
}

s64int
sysrfork(const uintptr *a)
{
	return rfork((u32int)a[0]);
}

s64int
sysnotify(const uintptr *a)
{
	Uaddr fn = uaddr(a[0]);

	if(fn.a != 0)
		checkuser(fn, 1, false);
	up->notify = fn;
	return 0;
}

/* The registers are the note's Ureg now, so the result that is stored into ax is its ax. */
s64int
sysnoted(const uintptr *a)
{
	noted(&up->ureg, (u32int)a[0]);
	return (s64int)up->ureg.ax;
}

s64int
sysrendezvous(const uintptr *a)
{
	return (s64int)rendezvous(a[0], a[1]);
}

/* The old wait message: fields of fixed width, each ends with a NUL */
static void
oldwaitmsg(char *buf, const Waitq *w)
{
	memset(buf, 0, Owaitlen);
	snprint(buf, Owaitfield, "%u", w->pid);
	for(int i = 0; i < nelem(w->time); i++)
		snprint(buf + (i + 1) * Owaitfield, Owaitfield, "%u", w->time[i]);
	snprint(buf + 4 * Owaitfield, Owaitmsg, "%s", w->msg);
}

s64int
sys_wait(const uintptr *a)
{
	Uaddr u = uaddr(a[0]);
	char buf[Owaitlen];
	Waitq w;
	u32int pid;

	if(u.a == 0)
		return pwait(&w);
	checkuser(u, sizeof buf, true);
	pid = pwait(&w);
	oldwaitmsg(buf, &w);
	copyout(u, buf, sizeof buf);
	return pid;
}

s64int
sysawait(const uintptr *a)
{
	Uaddr u = uaddr(a[0]);
	u32int n = (u32int)a[1];
	char buf[Awaitmax];
	Waitq w;
	int len;

	if(n == 0)
		error(Ebadarg);
	checkuser(u, n, true);
	pwait(&w);
	len = fmtwait(buf, n < sizeof buf ? (int)n : (int)sizeof buf, &w);
	copyout(u, buf, (usize)len + 1);
	return len;
}

s64int
syssemacquire(const uintptr *a)
{
	return semacquire(uaddr(a[0]), (s32int)a[1] != 0);
}

s64int
systsemacquire(const uintptr *a)
{
	return tsemacquire(uaddr(a[0]), (u32int)a[1]);
}

s64int
syssemrelease(const uintptr *a)
{
	return semrelease(uaddr(a[0]), (s32int)a[1]);
}

s64int
sysnsec(const uintptr *a)
{
	USED(a);
	return todget();
}
