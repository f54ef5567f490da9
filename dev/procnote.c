/*
 * note, notepg, noteid and wait: what is said to a process and heard from it.
 */
#include "devproc.h"
#include "keepold.h"
#include "lib.h"
#include "mem.h"

/* Read a note: the oldest is given instead of being delivered. */
int
procnoteread(Proc *p, Buf b, int n)
{
	Note note;
	bool some;

	if(n < 1)
		error(Etoosmall);
	lock(&p->notelk);
	some = p->nnote > 0;
	if(some)
		note = p->note[0];
	unlock(&p->notelk);
	if(!some)
		return 0;
	n = readmem(0, b, n, note.msg, strlen(note.msg) + 1);
	lock(&p->notelk);
	if(p->nnote > 0 && p->note[0].flag == note.flag && strcmp(p->note[0].msg, note.msg) == 0) {
		keepold(p->nnote);
		keepmany(p->note, (usize)p->nnote * sizeof p->note[0]);
		p->nnote--;
		memmove(&p->note[0], &p->note[1], (usize)p->nnote * sizeof p->note[0]);
	}
	unlock(&p->notelk);
	return n;
}

static void
getnote(char msg[Errmax], Buf b, int n)
{
	if(n >= Errmax)
		error(Etoobig);
	bufget(msg, b, (usize)n);
	msg[n] = 0;
}

int
procnotewrite(Proc *p, Buf b, int n)
{
	char msg[Errmax];

	getnote(msg, b, n);
	if(!postnote(p, msg, Nuser))
		error(Enote);
	return n;
}

int
procnotepgwrite(u32int noteid, Buf b, int n)
{
	char msg[Errmax];

	getnote(msg, b, n);
	postnotepg(noteid, msg, Nuser, up);
	return n;
}

/* ---- noteid ---- */

/* Does some process of user have this note id; *other: one of another user has */
static bool
noteidused(u32int id, const char *user, bool *other)
{
	bool found = false;

	*other = false;
	for(int i = 0; i < nprocslots() && !found; i++) {
		Proc *p = procslot(i);
		if(p == nil || p->kp || p->noteid != id)
			continue;
		eqlock(&p->debug);
		if(p->user != nil && p->noteid == id) {
			found = strcmp(p->user, user) == 0;
			*other |= !found;
		}
		qunlock(&p->debug);
	}
	return found;
}

u32int
procowner(Proc *p, Chan *c, char *user, int size)
{
	u32int id;

	eqlock(&p->debug);
	onerror(qunlock, &p->debug);
	procalive(p, c);
	strecpy(user, user + size, p->user);
	id = p->noteid;
	undo();
	return id;
}

/*
 * A process leads a group of its own, or joins one that has members of its user.  The
 * search locks one process after the other, so never two at once.
 */
void
procsetnoteid(Proc *p, Chan *c, u32int id)
{
	char user[Usermax];
	bool other;

	procowner(p, c, user, sizeof user);
	if(id != procpid(c) && !noteidused(id, user, &other))
		error(other ? Eperm : Ebadarg);
	eqlock(&p->debug);
	onerror(qunlock, &p->debug);
	procalive(p, c);
	lock(&p->notelk);
	p->noteid = id;
	unlock(&p->notelk);
	undo();
}

/* ---- wait ---- */

typedef struct Waitlook
{
	Proc *p;
	u32int pid;
} Waitlook;

static bool
somewait(void *v)
{
	Waitlook *l = v;

	return __atomic_load_n(&l->p->waitq, __ATOMIC_ACQUIRE) != nil || !proclives(l->p, l->pid);
}

/* The next record of p's children, nil: none yet */
static Waitq *
takewait(Waitlook *l)
{
	Proc *p = l->p;
	const char *err = nil;
	Waitq *w;

	lock(&p->exl);
	w = p->waitq;
	if(!proclives(p, l->pid))
		err = Eprocdied;
	else if(w != nil) {
		keepold(p->waitq);
		keepold(p->nwait);
		__atomic_store_n(&p->waitq, w->next, __ATOMIC_RELEASE);
		p->nwait--;
		p->time.creal += w->time[2];
	} else if(p == up && p->nchild == 0)
		err = Enochild;
	unlock(&p->exl);
	if(err != nil)
		error(err);
	return w;
}

/*
 * Another's children are waited for as long as it lives, since it may yet have some.  The
 * debug lock is not held meanwhile: an exit wakes us after the state says so.
 */
int
procwaitread(Proc *p, Chan *c, Buf b, int n, int (*fmt)(char *, int, const Waitq *))
{
	Waitlook l = {p, procpid(c)};
	char text[48 + 2 * Errmax];
	Waitq *w;

	if(!canqlock(&p->qwaitr))
		error(Einuse);
	onerror(qunlock, &p->qwaitr);
	while((w = takewait(&l)) == nil)
		sleep(&p->waitr, somewait, &l);
	onerror(kfree, w);
	fmt(text, sizeof text, w);
	n = readstr(0, b, n, text);
	undo();
	undo();
	return n;
}
