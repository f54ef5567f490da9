/*
 * Who is who: eve, the host owner, may do what the owner of a machine may.
 */
#include "u.h"
#include "lib.h"
#include "mem.h"
#include "proc.h"

char eve[64];

/* Names of users are kept for ever: processes only point to them, and read them without a lock. */
typedef struct Username
{
	struct Username *next; /* [I] */
	char name[];           /* [I] */
} Username;
static Username *_Atomic names;

static const char *
username(const char *name)
{
	Username *u, *first = names;

	for(u = first; u != nil; u = u->next)
		if(strcmp(u->name, name) == 0)
			return u->name;
	u = smalloc(sizeof *u + strlen(name) + 1);
	memcpy(u->name, name, strlen(name) + 1);
	memkept(u);
	u->next = first;
	/* two of the same name do no harm */
	while(!atomic_compare_exchange_strong(&names, &first, u))
		u->next = first;
	return u->name;
}

void
setuser(Proc *p, const char *name)
{
	p->user = name != nil ? username(name) : nil;
}

bool
iseve(void)
{
	return strcmp(eve, up->user) == 0;
}

/* /dev/hostowner was written: processes of the old owner become the new one's */
void
renameuser(const char *old, const char *new)
{
	Proc *p;

	for(int i = 0; i < nprocslots(); i++) {
		p = procslot(i);
		if(p == nil)
			continue;
		qlock(&p->debug);
		if(p->user != nil && strcmp(p->user, old) == 0)
			setuser(p, new);
		qunlock(&p->debug);
	}
}
