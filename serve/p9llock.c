/*
 * 9P2000.L: locks of pieces of files, as fcntl(2) of Linux has them.  They are between clients only, whose
 * programs agree to ask; Plan 9's own know nothing of them.  A client's locks go with its connection.
 * Who must wait is told so, and asks again.
 */
#include "p9l.h"
#include "mem.h"

enum
{
	Maxlock = 64 * KiB, /* of all clients */
	Clientsize = 64,    /* bytes of a client's name that are kept */
	Rangesize = 1 + 8 + 8 + 4,
	/* types */
	Read = 0,
	Write = 1,
	Unlock = 2,
	/* answers */
	Success = 0,
	Blocked = 1,
};

typedef struct Range
{
	struct Range *next; /* [l] */
	u64int conn;        /* the connection's id */
	u64int file;        /* qid.path */
	u64int start, end;  /* the first byte and the one after the last */
	u32int proc;        /* who, as the client says */
	u8int type;         /* Read Write */
	char client[Clientsize];
} Range;

/* [l] lk */
static struct
{
	QLock lk;
	Range *list; /* [l] */
	int n;       /* [l] */
} locks;

static bool
sameowner(const Range *a, const Range *b)
{
	return a->conn == b->conn && a->proc == b->proc && strcmp(a->client, b->client) == 0;
}

static bool
overlap(const Range *a, const Range *b)
{
	return a->file == b->file && a->start < b->end && b->start < a->end;
}

static Range *
conflict(const Range *want)
{
	Range *l;

	for(l = locks.list; l != nil; l = l->next)
		if(overlap(l, want) && !sameowner(l, want) &&
		   (l->type == Write || want->type == Write))
			return l;
	return nil;
}

/* takes new */
static void
add(Range *new)
{
	new->next = locks.list;
	locks.list = new;
	locks.n++;
}

static void
drop(Range **l)
{
	Range *old = *l;

	*l = old->next;
	locks.n--;
	kfree(old);
}

/* The owner's locks leave the range of want.  rest is for what is left behind it of one that is cut in
 * two, and nil afterwards if it was needed */
static void
cut(const Range *want, Range **rest)
{
	Range **l = &locks.list, *o;

	while((o = *l) != nil) {
		if(!overlap(o, want) || !sameowner(o, want)) {
			l = &o->next;
			continue;
		}
		if(o->start < want->start && o->end > want->end) {
			**rest = *o;
			(*rest)->start = want->end;
			o->end = want->start;
			add(*rest);
			*rest = nil;
			return;
		}
		if(o->start < want->start)
			o->end = want->start;
		else if(o->end > want->end)
			o->start = want->end;
		else {
			drop(l);
			continue;
		}
		l = &o->next;
	}
}

/* locks.lk is held.  Result: the answer; -1: errstr */
static int
setlock(const Range *want)
{
	Range *new = kmalloc(sizeof *new), *rest = kmalloc(sizeof *rest);
	int status = Success;

	if(new == nil || rest == nil)
		status = bad(Enomem);
	else if(want->type != Unlock && conflict(want) != nil)
		status = Blocked;
	else if(want->type != Unlock && locks.n >= Maxlock)
		status = bad("too many locks");
	else {
		cut(want, &rest);
		if(want->type != Unlock) {
			*new = *want;
			add(new);
			new = nil;
		}
	}
	kfree(rest);
	kfree(new);
	return status;
}

void
unlockall(Conn *c)
{
	qlock(&locks.lk);
	for(Range **l = &locks.list; *l != nil;)
		if((*l)->conn == c->id)
			drop(l);
		else
			l = &(*l)->next;
	qunlock(&locks.lk);
}

/* the fields that both have; -1: errstr */
static int
takerange(Req *r, Msg *m, Range *l, u32int fid)
{
	u64int length;
	Chan *c;
	Qid q;
	int ok;

	l->start = msg64(m);
	length = msg64(m);
	l->end = length == 0 || l->start + length < l->start ? ~(u64int)0 : l->start + length;
	l->proc = msg32(m);
	strecpy(l->client, l->client + Clientsize, msgstr(m));
	l->conn = r->c->id;
	if(!msgdone(m) || l->type > Unlock)
		return malformed();
	c = placeof(r, fid);
	if(c == nil)
		return -1;
	ok = exqid(c, &q);
	exclose(c);
	l->file = q.path;
	return ok;
}

int
llock(Req *r, Msg *m)
{
	Range want = {.next = nil};
	u32int fid = msg32(m);
	u8int *p;
	int status;

	want.type = msg8(m);
	msg32(m); /* who is ready to wait asks again all the same */
	if(takerange(r, m, &want, fid) < 0)
		return -1;
	qlock(&locks.lk);
	status = setlock(&want);
	qunlock(&locks.lk);
	p = status < 0 ? nil : answerroom(r, Msghdr + 1);
	if(p == nil)
		return -1;
	p[Msghdr] = (u8int)status;
	answerhead(r, Tlock + 1);
	return 0;
}

int
lgetlock(Req *r, Msg *m)
{
	Range want = {.next = nil}, *other;
	u32int fid = msg32(m);
	u8int *p;
	usize n;

	want.type = msg8(m);
	if(takerange(r, m, &want, fid) < 0)
		return -1;
	qlock(&locks.lk);
	other = want.type == Unlock ? nil : conflict(&want);
	if(other != nil)
		want = *other;
	else
		want.type = Unlock;
	qunlock(&locks.lk);
	n = strlen(want.client);
	p = answerroom(r, Msghdr + Rangesize + 2 + (int)n);
	if(p == nil)
		return -1;
	answerhead(r, Tgetlock + 1);
	p[Msghdr] = want.type;
	put64(p + Msghdr + 1, want.start);
	put64(p + Msghdr + 9, want.end == ~(u64int)0 ? 0 : want.end - want.start);
	put32(p + Msghdr + 17, want.proc);
	put16(p + Msghdr + Rangesize, (u16int)n);
	memmove(p + Msghdr + Rangesize + 2, want.client, n);
	return 0;
}
