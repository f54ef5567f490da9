/*
 * Intmaps: numbers to pointers.  A lookup takes a reference by the map's function inc while the
 * lock is held, so that what was found cannot go meanwhile.
 */
#include <u.h>
#include <libc.h>
#include <fcall.h>
#include <9p.h>
#include "impl.h"

enum
{
	Nhash = 119,
};

typedef struct Link Link;
struct Link
{
	ulong key;
	void *val;
	Link *next;
};

struct Intmap
{
	RWLock lock;
	Link *hash[Nhash];
	void (*inc)(void *);
};

static void
noinc(void *)
{
}

Intmap *
allocmap(void (*inc)(void *))
{
	Intmap *m = emalloc9p(sizeof *m);

	m->inc = inc == nil ? noinc : inc;
	return m;
}

void
freemap(Intmap *m, void (*destroy)(void *))
{
	Link *l, *next;
	int i;

	for(i = 0; i < Nhash; i++)
		for(l = m->hash[i]; l != nil; l = next) {
			next = l->next;
			if(destroy != nil)
				destroy(l->val);
			free(l);
		}
	free(m);
}

/* where key's Link hangs, or would */
static Link **
find(Intmap *m, ulong key)
{
	Link **l;

	for(l = &m->hash[key % Nhash]; *l != nil; l = &(*l)->next)
		if((*l)->key == key)
			break;
	return l;
}

/* take all out of the map, and give each to fn */
void
_9pemptymap(Intmap *m, void (*fn)(void *))
{
	Link *l, *next;
	int i;

	for(i = 0; i < Nhash; i++) {
		wlock(&m->lock);
		l = m->hash[i];
		m->hash[i] = nil;
		wunlock(&m->lock);
		for(; l != nil; l = next) {
			next = l->next;
			fn(l->val);
			free(l);
		}
	}
}

void *
lookupkey(Intmap *m, ulong key)
{
	void *v = nil;
	Link *l;

	rlock(&m->lock);
	l = *find(m, key);
	if(l != nil) {
		v = l->val;
		m->inc(v);
	}
	runlock(&m->lock);
	return v;
}

/* gives what was there before */
void *
insertkey(Intmap *m, ulong key, void *val)
{
	void *old = nil;
	Link **l;

	wlock(&m->lock);
	l = find(m, key);
	if(*l == nil) {
		*l = emalloc9p(sizeof **l);
		(*l)->key = key;
	} else
		old = (*l)->val;
	(*l)->val = val;
	wunlock(&m->lock);
	return old;
}

int
caninsertkey(Intmap *m, ulong key, void *val)
{
	Link **l;
	int free;

	wlock(&m->lock);
	l = find(m, key);
	free = *l == nil;
	if(free) {
		*l = emalloc9p(sizeof **l);
		(*l)->key = key;
		(*l)->val = val;
	}
	wunlock(&m->lock);
	return free;
}

void *
deletekey(Intmap *m, ulong key)
{
	void *v = nil;
	Link **l, *gone;

	wlock(&m->lock);
	l = find(m, key);
	gone = *l;
	if(gone != nil) {
		*l = gone->next;
		v = gone->val;
	}
	wunlock(&m->lock);
	free(gone);
	return v;
}
