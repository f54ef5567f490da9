/*
 * privalloc: words that have another value in each process, although memory is shared.
 */
#include <u.h>
#include <libc.h>
#include "_libc.h"

static Lock privlock;
static uchar used[Npriv];

void **
privalloc(void)
{
	void **p = nil;
	int i;

	lock(&privlock);
	for(i = 0; i < Npriv && p == nil; i++)
		if(!used[i]) {
			used[i] = 1;
			p = &_priv->slot[i];
		}
	unlock(&privlock);
	if(p != nil)
		*p = nil;
	return p;
}

void
privfree(void **p)
{
	if(p == nil || p < _priv->slot || p >= _priv->slot + Npriv)
		return;
	lock(&privlock);
	used[p - _priv->slot] = 0;
	unlock(&privlock);
}
