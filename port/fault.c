/*
 * Traps of user code, which become notes, and user memory as the kernel sees it.
 */
#include "u.h"
#include "lib.h"
#include "buf.h"
#include "host.h"
#include "mem.h"
#include "proc.h"

static const char *const trapname[] = {
	"divide error",
	"debug exception",
	"nonmaskable interrupt",
	"breakpoint",
	"overflow",
	"bounds check",
	"invalid opcode",
	"coprocessor not available",
	"double fault",
	"coprocessor segment overrun",
	"invalid TSS",
	"segment not present",
	"stack exception",
	"general protection violation",
	"page fault",
	"15 (reserved)",
	"coprocessor error",
	"alignment check",
	"machine check",
	"simd error",
};

/* what a status word of the floating point unit complains of, by bit */
static const char *
fpcause(u32int status)
{
	static const char *const name[] = {
		"invalid operation", "denormalized operand", "division by zero",
		"numeric overflow",  "numeric underflow",    "precision loss",
	};

	if((status & 0x41) == 0x41)
		return status & 0x200 ? "stack overflow" : "stack underflow";
	for(int i = 0; i < nelem(name); i++)
		if(status & (1u << i))
			return name[i];
	return "unknown exception";
}

static void
fptrap(Ureg *u)
{
	u32int status = hostfpstatus(u->type);
	char buf[Errmax];

	snprint(buf, sizeof buf, "sys: fp: %s fppc=%#zx status=%#x", fpcause(status), (usize)u->pc,
		status);
	postnote(up, buf, Ndebug);
}

static void
pagefault(Ureg *u, uintptr addr)
{
	char buf[Errmax];

	if(segfix(addr, (u32int)u->error))
		return;
	snprint(buf, sizeof buf, "sys: trap: fault %s addr=%#zx",
		u->error & Faultwrite ? "write" : "read", addr);
	postnote(up, buf, Ndebug);
}

void
trap(uintptr addr)
{
	Ureg *u = &up->ureg;
	char buf[Errmax];

	atomic_store(&up->psstate, "Fault");
	if(waserror())
		pexit(up->errstr, true);
	switch(u->type) {
	case Tpage:
		pagefault(u, addr);
		break;
	case Tdebug:
		if(up->stepping)
			stepdone();
		else
			postnote(up, "sys: trap: debug exception", Ndebug);
		break;
	case Tbreak:
		u->pc--;
		postnote(up, "sys: breakpoint", Ndebug);
		break;
	case Tfpu:
	case Tsimd:
		fptrap(u);
		break;
	default:
		if(u->type < (u64int)nelem(trapname))
			snprint(buf, sizeof buf, "sys: trap: %s", trapname[u->type]);
		else
			snprint(buf, sizeof buf, "sys: trap: %d (reserved)", (int)u->type);
		postnote(up, buf, Ndebug);
	}
	poperror();
	atomic_store(&up->psstate, nil);
}

/* ---- user memory ---- */

noreturn void
badaddr(Uaddr u, usize n)
{
	USED(u);
	USED(n);
	postnote(up, "sys: bad address in syscall", Ndebug);
	error(Ebadarg);
}

/* a page of [u, u+n) was not there: bring the mappings of its segments up to date */
static void
fixrange(Uaddr u, usize n, u32int fault)
{
	uintptr a = u.a, end = u.a + n;
	Segment *s;

	if(n == 0)
		return;
	while(a < end && end > u.a) {
		s = segof(up, a);
		if(s == nil || !segfix(a, fault))
			badaddr(u, n);
		a = s->top;
	}
}

void
copyin(void *to, Uaddr from, usize n)
{
	if(likely(hostcopyin(to, from, n) >= 0))
		return;
	fixrange(from, n, 0);
	if(hostcopyin(to, from, n) < 0)
		badaddr(from, n);
}

void
copyout(Uaddr to, const void *from, usize n)
{
	if(likely(hostcopyout(to, from, n) >= 0))
		return;
	fixrange(to, n, Faultwrite);
	if(hostcopyout(to, from, n) < 0)
		badaddr(to, n);
}

void
bufcheck(Buf b, usize n)
{
	if(b.k == nil && (b.u.a >= hostutop() || n > hostutop() - b.u.a))
		badaddr(b.u, n);
}

void
buffix(Buf b, usize n, bool write)
{
	if(b.k != nil || n == 0)
		error(Ebadarg);
	fixrange(b.u, n, write ? Faultwrite : 0);
}

char *
copyinstr(Uaddr from, usize max)
{
	s64int n = hoststrlen(from, max);
	char *s;

	if(n < 0) {
		fixrange(from, 1, 0);
		n = hoststrlen(from, max);
		if(n < 0)
			badaddr(from, 1);
	}
	if(n >= (s64int)max)
		error(Etoolong);
	s = kmalloc((usize)n + 1);
	if(s == nil)
		error(Enomem);
	onerror(kfree, s);
	copyin(s, from, (usize)n);
	s[n] = 0;
	poperror();
	return s;
}
