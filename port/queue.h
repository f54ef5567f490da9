/*
 * Blocks and queues.  A Block is a piece of data that travels whole from a
 * writer to a reader; a Queue is a flow-controlled list of them between one side
 * that writes and one that reads (qio of Plan 9).
 */
#pragma once
#include "u.h"
#include "buf.h"
#include "lock.h"

typedef struct Block
{
	struct Block *next;
	u8int *rp, *wp; /* data is [rp, wp) */
	u8int *base, *lim;
	/* the bytes follow */
} Block;

Block *allocb(int n);       /* room for n bytes, not cleared; may wait */
Block *tryallocb(int n);    /* nil instead of waiting */
void freeb(Block *b);       /* nil is allowed */
void freeblist(Block *b);   /* and all that follow by next */
void freeblistp(Block **l); /* for onerror: *l is always what is left */
void blockflush(void);      /* give back what is kept for reuse: before a leak report */
static inline int
blen(const Block *b)
{
	return (int)(b->wp - b->rp);
}
static inline int
balloc(const Block *b)
{
	return (int)(b->lim - b->base);
}

/*
 * What a read gets.  Without flags: bytes of one write, what did not fit stays for the next read.
 * Qmsg: one write, what did not fit is lost.  Qcoalesce: a stream, boundaries are forgotten.
 */
enum
{
	Qmsg = 1,
	Qcoalesce = 2,
};
typedef struct Queue Queue;

Queue *qopen(int limit, int flags);
void qfree(Queue *q);
void qclose(Queue *q); /* writers fail; what is queued is dropped; readers get 0, as below */
/* Writers fail with msg.  Readers drain, then with msg nil (Ehungup) get 0 three times and then the
 * error, with another msg the error at once. */
void qhangup(Queue *q, const char *msg);
void qreopen(Queue *q); /* as new, with the same limit */
bool qisclosed(Queue *q);
bool qready(Queue *q, bool wait);   /* would a read go on at once; wait: wait for that */
int qread(Queue *q, Buf b, int n);  /* waits; interruptible; at most one message under Qmsg */
Block *qbread(Queue *q, int n);     /* as qread; nil at end */
int qwrite(Queue *q, Buf b, int n); /* waits while full; atomic up to Qatomic bytes */
int qbwrite(Queue *q, Block *b);    /* takes b */
int qproduce(Queue *q, const void *p,
	     int n); /* never waits: 0 and nothing queued when full, -1 closed */
int qlen(Queue *q);
void qsetlimit(Queue *q, int limit);
void qnoblock(Queue *q, bool on); /* full: writes are dropped, not delayed */
enum
{
	Qatomic = 64 * KiB
};

DEFREDO(freeb, Block)
DEFREDO(freeblistp, Block *)
DEFREDO(qfree, Queue)
