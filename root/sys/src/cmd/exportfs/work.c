/*
 * Processes that make the calls which may wait.  One, the program's first, reads requests and queues
 * them; a worker takes a request, does it and answers it.  There is always one to take the next: when
 * none is idle another is made.
 *
 * A flush sends the worker a note, which breaks off its call.  The note may come a moment before
 * the call, and be without effect; so a process of its own, the nagger, sends it again until the
 * request is done.  It must not come after that, or it would break off the answer; so notes are sent
 * under the lock that a worker takes to say that it is done, and it waits then until it has had them all.
 */
#include <u.h>
#include <libc.h>
#include <fcall.h>
#include <thread.h>
#include <9p.h>
#include "exportfs.h"

typedef struct Worker Worker;
struct Worker
{
	Worker *next;
	int pid;
	Job *job; /* what it does */
	int sent; /* notes that were sent to it, */
	int had;  /* and which it had */
};

enum
{
	Maxidle = 4,
	Nag = 20, /* ms before a note is sent again; then twice that */
	Maxnag = 1000,
};

static struct
{
	QLock lk;
	Rendez more;
	Job *head;
	Job **tail;
	int idle;   /* workers that wait, less those that were woken */
	int nagger; /* its pid, or 0 */
	Worker *workers;
} pool;
static void **self; /* of this process: its Worker */

static int
onnote(void *, char *note)
{
	Worker *w;

	/* somebody's file, or the client has gone: the write fails, that will do */
	if(strncmp(note, "sys: write on closed pipe", 25) == 0)
		return 1;
	w = *self;
	if(w == nil || strcmp(note, "flush") != 0)
		return 0;
	w->had++;
	return 1;
}

void
workinit(void)
{
	pool.tail = &pool.head;
	pool.more.l = &pool.lk;
	self = privalloc();
	if(self == nil || !atnotify(onnote, 1))
		sysfatal("can't take notes: %r");
}

static void
dojob(Worker *w, Job *j)
{
	char *err;

	err = j->flushed ? "interrupted" : j->fn(j->r);
	qlock(&pool.lk);
	w->job = nil;
	qunlock(&pool.lk);
	while(w->had != w->sent)
		sleep(0);
	respond(j->r, err);
}

/* the pool's lock is held */
static void
forget(Worker *w)
{
	Worker **l;

	for(l = &pool.workers; *l != w; l = &(*l)->next) {
	}
	*l = w->next;
	free(w);
}

static noreturn void
worker(Worker *w)
{
	Job *j;

	*self = w;
	qlock(&pool.lk);
	for(;;) {
		while((j = pool.head) == nil) {
			if(pool.idle >= Maxidle) {
				forget(w);
				qunlock(&pool.lk);
				_exits(nil);
			}
			pool.idle++;
			rsleep(&pool.more);
		}
		pool.head = j->next;
		if(pool.head == nil)
			pool.tail = &pool.head;
		w->job = j;
		qunlock(&pool.lk);
		dojob(w, j);
		qlock(&pool.lk);
	}
}

/* the pool's lock is held; 0: there is none */
static int
newworker(void)
{
	Worker *w;
	int pid;

	w = emalloc9p(sizeof *w);
	w->next = pool.workers;
	pool.workers = w;
	pid = rfork(RFPROC | RFMEM | RFNOWAIT);
	if(pid == 0) {
		w->pid = getpid();
		worker(w);
	}
	if(pid < 0)
		forget(w);
	else
		w->pid = pid;
	return pid >= 0;
}

void
work(Req *r, char *(*fn)(Req *))
{
	Job *j;

	j = emalloc9p(sizeof *j);
	j->r = r;
	j->fn = fn;
	r->aux = j;
	qlock(&pool.lk);
	*pool.tail = j;
	pool.tail = &j->next;
	if(pool.idle > 0) {
		pool.idle--;
		rwakeup(&pool.more);
	} else if(!newworker() && pool.workers == nil)
		sysfatal("no process to serve: %r");
	qunlock(&pool.lk);
}

/* the pool's lock is held */
static void
interrupt(Worker *w)
{
	if(w->had == w->sent && postnote(PNPROC, w->pid, "flush") == 0)
		w->sent++;
}

static noreturn void
nagger(void)
{
	Worker *w;
	int ms, left;

	for(ms = Nag;; ms = ms < Maxnag ? 2 * ms : ms) {
		sleep(ms);
		qlock(&pool.lk);
		left = 0;
		for(w = pool.workers; w != nil; w = w->next)
			if(w->job != nil && w->job->flushed) {
				interrupt(w);
				left++;
			}
		if(left == 0) {
			pool.nagger = 0;
			qunlock(&pool.lk);
			_exits(nil);
		}
		qunlock(&pool.lk);
	}
}

/* the library sends the answer to the flush after that of the request */
void
workflush(Req *r)
{
	Job *j;
	Worker *w;
	int pid;

	qlock(&pool.lk);
	j = r->oldreq->aux;
	if(j != nil)
		j->flushed = 1;
	for(w = pool.workers; w != nil && (j == nil || w->job != j); w = w->next) {
	}
	if(w != nil) {
		interrupt(w);
		if(pool.nagger == 0) {
			pid = rfork(RFPROC | RFMEM | RFNOWAIT);
			if(pid == 0)
				nagger();
			pool.nagger = pid > 0 ? pid : 0;
		}
	}
	qunlock(&pool.lk);
	respond(r, nil);
}

/*
 * The connection has ended, and nobody wants what the workers wait for.  The lock is kept: it would be
 * handed to one who waits for it, and who may be dead before he takes it.
 */
noreturn void
workend(void)
{
	Worker *w;

	qlock(&pool.lk);
	for(w = pool.workers; w != nil; w = w->next)
		postnote(PNPROC, w->pid, "kill");
	if(pool.nagger != 0)
		postnote(PNPROC, pool.nagger, "kill");
	exits(nil);
}
