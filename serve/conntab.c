/*
 * The table of connections.  An id says where one stands and which it is, so that an event that comes
 * when it has gone is nobody's.
 */
#include "p9.h"

enum
{
	Maxconn = 1024,
	Slotbits = 16, /* of an id */
};

/* [l] lk */
static struct
{
	Lock lk;
	Conn *conn[Maxconn]; /* [l] */
	u64int lastid;       /* [l] */
} tab;

void
conntableinit(void)
{
	lockinit(&tab.lk, Rfgrp);
}

bool
listconn(Conn *c)
{
	int i;

	lock(&tab.lk);
	for(i = 0; i < Maxconn && tab.conn[i] != nil; i++)
		;
	if(i < Maxconn) {
		tab.conn[i] = c;
		c->id = ++tab.lastid << Slotbits | (u64int)i;
	}
	unlock(&tab.lk);
	return i < Maxconn;
}

void
unlistconn(Conn *c)
{
	lock(&tab.lk);
	tab.conn[c->id % (1 << Slotbits)] = nil;
	unlock(&tab.lk);
}

Conn *
connof(u64int id)
{
	u64int i = id % (1 << Slotbits);
	Conn *c;

	if(i >= Maxconn)
		return nil;
	lock(&tab.lk);
	c = tab.conn[i];
	if(c != nil && c->id != id)
		c = nil;
	if(c != nil) {
		lock(&c->lk);
		c->ref++;
		unlock(&c->lk);
	}
	unlock(&tab.lk);
	return c;
}

/* a reference; nil: there is none in this place */
static Conn *
connat(int i)
{
	lock(&tab.lk);
	u64int id = tab.conn[i] != nil ? tab.conn[i]->id : 0;
	unlock(&tab.lk);
	return id != 0 ? connof(id) : nil;
}

int
connhangupall(void)
{
	Conn *c;
	int n = 0;

	for(int i = 0; i < Maxconn; i++) {
		if((c = connat(i)) == nil)
			continue;
		n++;
		connhangup(c);
		connput(c);
	}
	return n;
}

int
connshed(s64int patience)
{
	Conn *c;
	s64int waits;
	int n = 0;

	for(int i = 0; i < Maxconn; i++) {
		if((c = connat(i)) == nil)
			continue;
		waits = connwaits(c);
		if(waits > patience)
			connhangup(c);
		else if(waits >= 0)
			n++;
		connput(c);
	}
	return n;
}
