/*
 * What the kernel adds to the report of a panic: each process with its locks, where it is, and the last
 * messages.  It runs in whatever process panicked, with who knows which locks held, while others
 * may still run until hosttrace has stopped them.  So it takes no lock, follows no list, and
 * calls only the host.
 */
#include "u.h"
#include "host.h"
#include "lib.h"
#include "lock.h"
#include "log.h"
#include "mem.h"
#include "proc.h"

enum
{
	Linemax = 600,    /* bytes of a line */
	Lastbytes = 2048, /* of the log */
	Maxproc = 200,    /* processes that are shown */
};

static void
say(const char *fmt, ...)
{
	char buf[Linemax];
	va_list arg;

	va_start(arg, fmt);
	int n = vsnprint(buf, sizeof buf, fmt, arg);
	va_end(arg);
	hostlog(buf, n);
}

static const char *
textof(const char *s)
{
	return s != nil ? s : "?";
}

static void
saylock(Proc *p, const Held *h)
{
	static const char *const name[] = {"Lock", "QLock", "RWlock for reading",
					   "RWlock for writing"};
	void *lk = h->lk;
	int kind = h->kind;
	Proc *owner = nil;

	if(lk == nil || kind < Hlock || kind > Hwlock)
		return;
	if(kind == Hlock ? (int)(atomic_load(&((Lock *)lk)->word) & 0x7fffffff) == p->slot + 1
			 : h->got == 1) {
		say("\thas %s %#p\n", name[kind], lk);
		return;
	}
	if(kind == Hlock)
		owner = procslot((int)(atomic_load(&((Lock *)lk)->word) & 0x7fffffff) - 1);
	else if(kind == Hqlock)
		owner = ((QLock *)lk)->owner;
	else
		owner = ((RWlock *)lk)->wproc;
	if(owner != nil)
		say("\twaits for %s %#p of %d %.28s\n", name[kind], lk, owner->pid,
		    textof(owner->text));
	else
		say("\twaits for %s %#p\n", name[kind], lk);
}

static void
sayproc(Proc *p)
{
	const char *state = p->psstate;
	Rendez *r = p->r;
	int n = p->nheld;

	say("%d %.28s%s: %.28s, parent %d, host process %d%s\n", p->pid, textof(p->text),
	    p->kp ? " (k)" : "", state != nil ? state : statename(p->state), p->parentpid,
	    p->hostpid, p == up ? ", panicked" : "");
	for(int i = 0; i < n && i < Nheld; i++)
		saylock(p, &p->held[i]);
	if(r != nil)
		say("\tsleeps at Rendez %#p\n", (void *)r);
	if(p->kp && p->kfn == nil) /* the event loop, on the host's own stack */
		hosttrace(0, nil, 0);
	else if(p->kp)
		hosttrace(0, p->kstack, Kstacksize);
	else if(p->hostpid != 0)
		hosttrace(p->hostpid, p->kstack, Kstacksize);
}

void
panicreport(void)
{
	char circle[Linemax - 20];
	int shown = 0;
	Proc *p;

	say("emu: processes:\n");
	for(int i = 0; i < nprocslots(); i++) {
		p = procslot(i);
		if(p == nil)
			continue;
		if(shown++ < Maxproc)
			sayproc(p);
	}
	for(int i = 0; i < nprocslots(); i++)
		if((p = procslot(i)) != nil && deadlock(p, circle, sizeof circle)) {
			say("emu: deadlock: %s\n", circle);
			break;
		}
	if(shown > Maxproc)
		say("and %d more\n", shown - Maxproc);
	say("emu: the last messages:\n");
	logpanic(Lastbytes);
	memdump(true);
}
