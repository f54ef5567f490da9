/*
 * Notes: posting them, and their delivery before the process next runs user code.
 * Also what else a process is asked to do there: stop, or die.
 *
 * A note handler is entered on the user's stack, with a frame whose layout programs know
 * (notify(2)).  The kernel keeps what the frame does not: floating point state.
 */
#include "u.h"
#include "lib.h"
#include "dev.h"
#include "host.h"
#include "keepold.h"
#include "lock.h"
#include "log.h"
#include "mem.h"
#include "proc.h"
#include "sys.h"

enum
{
	Framegap = 256, /* below the interrupted stack pointer */
	Framelow = 160, /* from the handler's stack pointer to its Ureg */
	/* noted */
	Ncont = 0,
	Ndflt,
	Nsave,
	Nrstr,
	Fpalign = 64,
	Fpdeep = 64, /* handlers below each other, whose state is kept */
};

struct Fpsave
{
	Fpsave *next;
	u64int state[]; /* aligned within */
};

/* the words below a Ureg, from the handler's stack pointer up */
typedef struct Frame
{
	u64int ret, ureg, msg;
	char text[Errmax];
	u64int oldureg;
	Ureg u;
} Frame;
_Static_assert(offsetof(Frame, u) == Framelow, "note frame");

/* Unless p has had its notes meanwhile, and may be another process by now */
static void
tellnote(Proc *p)
{
	if(atomic_load(&p->nnote) > 0)
		procinterrupt(p);
}
DEFREDO(tellnote, Proc)

/* noteid: 0, or p is to have it still, for by now it may be another process */
static bool
post(Proc *p, u32int noteid, const char *msg, int flag)
{
	bool ok = false;
	Note *n;

	lock(&p->notelk);
	if(noteid != 0 && p->noteid != noteid) {
		unlock(&p->notelk);
		return false;
	}
	keepold(p->nnote);
	if(flag != Nuser && (p->notify.a == 0 || p->notified)) {
		keepmany(&p->note[0], sizeof p->note[0]);
		p->nnote = 0;
	}
	if(!p->kp && p->nnote < Nnote) {
		n = &p->note[p->nnote++];
		strecpy(n->msg, n->msg + sizeof n->msg, msg);
		n->flag = flag;
		ok = true;
		keepold(up->err.n);
		onerror(tellnote, p);
	}
	unlock(&p->notelk);
	if(ok) {
		tellnote(p);
		poperror();
	}
	return ok;
}

bool
postnote(Proc *p, const char *msg, int flag)
{
	return post(p, 0, msg, flag);
}

int
postnotepg(u32int noteid, const char *msg, int flag, Proc *except)
{
	Proc *p;
	int n = 0;

	for(int i = 0; i < nprocslots(); i++) {
		p = procslot(i);
		if(p == nil || p == except || p->kp || p->noteid != noteid)
			continue;
		if(post(p, noteid, msg, flag))
			n++;
	}
	return n;
}

/* The notes of what the process was before are not the new program's.  But whom somebody wants to kill is not to
 * live on because he was just about to become another. */
void
notereset(void)
{
	int n = 0;

	lock(&up->notelk);
	keepold(up->nnote);
	keepmany(&up->note[0], sizeof up->note[0]);
	for(int i = 0; i < up->nnote && n == 0; i++)
		if(strcmp(up->note[i].msg, "kill") == 0) {
			up->note[0] = up->note[i];
			n = 1;
		}
	up->nnote = n;
	unlock(&up->notelk);
	up->lastnote.msg[0] = 0;
	up->notify = up->noteureg = uaddr(0);
	up->notified = false;
	fpnotefree(up);
}

/* ---- floating point under a handler ---- */

static void *
fparea(Fpsave *f)
{
	return (void *)roundup((uintptr)f->state, (uintptr)Fpalign);
}

/* A program may leave handlers for ever that it said NSAVE of: then what it left first is forgotten */
static void
fptrim(void)
{
	Fpsave **l = &up->fpnotes, *f;

	for(int i = 1; i < Fpdeep && *l != nil; i++)
		l = &(*l)->next;
	while((f = *l) != nil) {
		*l = f->next;
		kfree(f);
	}
}

static void
fppush(void)
{
	Fpsave *f = smalloc(sizeof *f + hostfpsize() + Fpalign);

	hostfpsave(fparea(f));
	fptrim();
	f->next = up->fpnotes;
	up->fpnotes = f;
}

static void
fppop(void)
{
	Fpsave *f = up->fpnotes;

	if(f == nil)
		return;
	up->fpnotes = f->next;
	hostfprestore(fparea(f));
	kfree(f);
}

void
fpnotefree(Proc *p)
{
	Fpsave *f;

	while((f = p->fpnotes) != nil) {
		p->fpnotes = f->next;
		kfree(f);
	}
}

/* ---- ends ---- */

/* on the program's own descriptor 2, if it has one that takes it */
static void
complain(const char *s)
{
	char buf[Errmax + 64];

	snprint(buf, sizeof buf, "%s %u: %s\n", up->text, up->pid, s);
	if(waserror())
		return;
	kwrite(2, kbuf(buf), (int)strlen(buf), -1);
	poperror();
}

static noreturn void
suicide(const char *why)
{
	char buf[Errmax];

	snprint(buf, sizeof buf, "suicide: %s", why);
	complain(buf);
	pexit("Suicide", true);
}

/* the default for a note: the process dies of it; Broken, if it is a trap */
static noreturn void
notedeath(const Note *n)
{
	char buf[Errmax];

	up->lastnote = *n; /* a debugger may ask */
	if(n->flag == Ndebug) {
		snprint(buf, sizeof buf, "suicide: %s", n->msg);
		complain(buf);
	}
	pexit(n->msg, n->flag != Ndebug);
}

/* ---- delivery ---- */

/* take the note that is next to be delivered, if there is one now */
static bool
takenote(Note *out, Ureg *u)
{
	bool deliver = false;
	Note *n;

	lock(&up->notelk);
	if(up->nnote > 0) {
		n = &up->note[0];
		/* while the handler runs, users' notes wait */
		deliver = n->flag != Nuser || !up->notified;
		if(deliver) {
			*out = *n;
			keepold(up->nnote);
			keepmany(up->note, sizeof(Note) * (usize)up->nnote);
			up->nnote--;
			memmove(&up->note[0], &up->note[1], sizeof(Note) * (usize)up->nnote);
		}
	}
	unlock(&up->notelk);
	if(deliver && strncmp(out->msg, "sys:", 4) == 0) {
		usize len = strlen(out->msg), max = Errmax - 24;
		if(len > max)
			len = max;
		snprint(out->msg + len, (int)(Errmax - len), " pc=%#zx", (usize)u->pc);
	}
	return deliver;
}

static void
enterhandler(Ureg *u, const Note *n)
{
	Frame f;
	uintptr ureg = u->sp - Framegap - sizeof(Ureg), sp = ureg - Framelow;

	memset(&f, 0, sizeof f);
	f.ureg = ureg;
	f.msg = sp + offsetof(Frame, text);
	strecpy(f.text, f.text + sizeof f.text, n->msg);
	f.oldureg = up->noteureg.a;
	f.u = *u;
	f.u.cs = UEsel;
	f.u.ss = UDsel;
	if((hostcopyout(uaddr(sp), &f, sizeof f) < 0 &&
	    (!segfix(sp, Faultwrite) || hostcopyout(uaddr(sp), &f, sizeof f) < 0)) ||
	   segof(up, up->notify.a) == nil)
		suicide("bad address in notify");
	fppush();
	up->noteureg = uaddr(ureg);
	up->notified = true;
	up->lastnote = *n;
	u->sp = sp;
	u->bp = ureg;
	u->pc = up->notify.a;
}

void
notify(Ureg *u)
{
	Note n;

	if(!takenote(&n, u))
		return;
	if(up->notify.a == 0 || (n.flag != Nuser && up->notified))
		notedeath(&n);
	enterhandler(u, &n);
}

/* ---- noted ---- */

static void
loadureg(Ureg *u, uintptr *old)
{
	Ureg n;

	if(hostcopyin(&n, up->noteureg, sizeof n) < 0 ||
	   hostcopyin(old, uaddr(up->noteureg.a - 8), sizeof *old) < 0)
		suicide("bad ureg in noted");
	n.pc &= 0x7fffffffffff;
	if(segof(up, n.pc) == nil || n.sp < Utzero || n.sp >= hostutop())
		suicide("trap in noted");
	n.flags = (u->flags & ~(u64int)0xff) | (n.flags & 0xff);
	n.cs = UEsel;
	n.ss = UDsel;
	n.type = u->type;
	*u = n;
}

static void
redeliver(void)
{
	if(up->nnote > 0)
		atomic_store(&up->notepending, 1);
}

static void
notedsave(Ureg *u)
{
	u64int arg[2];
	uintptr old, ureg = up->noteureg.a;

	loadureg(u, &old);
	arg[0] = ureg;
	arg[1] = ureg - Framelow + offsetof(Frame, text);
	u->sp = ureg - Framelow;
	u->bp = ureg;
	if(hostcopyout(uaddr(u->sp + 8), arg, sizeof arg) < 0)
		suicide("bad address in noted");
	up->notified = false;
	redeliver();
}

void
noted(Ureg *u, u32int how)
{
	Note last = up->lastnote;
	uintptr old;

	if(!up->notified && how != Nrstr)
		suicide("call to noted() when not notified");
	switch(how) {
	case Ncont:
	case Nrstr:
		if(up->noteureg.a == 0)
			suicide("call to noted() when not notified");
		loadureg(u, &old);
		up->noteureg = uaddr(old);
		up->notified = false;
		fppop();
		redeliver();
		break;
	case Nsave:
		notedsave(u);
		break;
	case Ndflt:
		up->notified = false;
		notedeath(&last);
	default:
		last.flag = Ndebug;
		up->notified = false;
		notedeath(&last);
	}
}

/* ---- stop and go ---- */

/* In one step for who has the debug lock: it is asked to stop, or it has stopped.  What it is asked
 * to do from then on is to be done when it goes on. */
static void
setstopped(int state)
{
	qlock(&up->debug);
	atomic_store(&up->state, state);
	if(atomic_load(&up->procctl) != Procexit)
		atomic_store(&up->procctl, Procnone);
	qunlock(&up->debug);
}

/*
 * up stays Stopped, its registers and floating point state there for a debugger,
 * until startproc or a kill.
 */
void
stopproc(const char *state)
{
	Fpsave *f = smalloc(sizeof *f + hostfpsize() + Fpalign);
	int old = atomic_load(&up->state);
	bool broken = strcmp(state, "Broken") == 0;

	onerror(kfree, f);
	hostfpsave(fparea(f));
	up->fpstate = fparea(f);
	up->fpdirty = false;
	up->fpvalid = true;
	atomic_store(&up->psstate, nil);
	setstopped(broken ? Broken : Stopped);
	atomic_fetch_add(&up->nstop, 1);
	wakeup(&up->stopwait);
	for(;;) {
		u32int w = atomic_load(&up->wakeword);
		int s = atomic_load(&up->state);
		if((s != Stopped && s != Broken) || atomic_load(&up->procctl) == Procexit)
			break;
		hostwait(&up->wakeword, w, -1);
	}
	atomic_store(&up->state, old);
	qlock(&up->debug); /* who reads or writes it has this lock */
	up->fpvalid = false;
	up->fpstate = nil;
	qunlock(&up->debug);
	if(up->fpdirty)
		hostfprestore(fparea(f));
	undo();
}

void
startproc(Proc *p)
{
	int s = atomic_load(&p->state);

	if(s == Stopped || s == Broken)
		atomic_compare_exchange_strong(&p->state, &s, Running);
	atomic_fetch_add(&p->wakeword, 1);
	hostwake(&p->wakeword, 1);
}

static void
stopnow(void)
{
	stopproc("Stopped");
	if(atomic_load(&up->procctl) == Procexit)
		pexit("Killed", true);
}

void
procctl(void)
{
	switch(atomic_load(&up->procctl)) {
	case Procexit:
		pexit("Killed", true);
	case Procstop:
		stopnow();
		break;
	case Proctrace: /* the debugger sees the note first, and may take it */
	case Procstep:
		if(up->nnote > 0)
			stopnow();
		break;
	}
}

/* One instruction, if that is asked for; and then come to look again */
static void
armstep(void)
{
	up->stepping = atomic_load(&up->procctl) == Procstep;
	if(!up->stepping)
		return;
	up->ureg.flags |= Flagstep;
	atomic_store(&up->notepending, 1);
}

void
stepdone(void)
{
	int step = Procstep;

	up->stepping = false;
	atomic_compare_exchange_strong(&up->procctl, &step, Procstop);
	atomic_store(&up->notepending, 1);
}

void
look(void)
{
	atomic_store(&up->notepending, 0);
	atomic_store(&up->intr, 0);
	if(waserror())
		pexit(up->errstr, true);
	if(atomic_load(&up->procctl) != Procnone)
		procctl();
	if(up->nnote > 0)
		notify(&up->ureg);
	armstep();
	poperror();
}
