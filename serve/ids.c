/*
 * The numbers of users and groups that 9P2000.u and 9P2000.L want beside names, or instead of them.  They
 * are the host's, and what the host does not know is nobody.  Answers are kept, for as long as the host's
 * files are the same, which is looked at once in a second.
 */
#include "p9.h"
#include "host.h"
#include "lib.h"

enum
{
	Nkept = 128,
	Namesize = 32,
	Nobody = 65534,
	Checktime = 1000000000, /* nanoseconds between looks at the host's files */
};

typedef struct Kept
{
	char name[Namesize];
	bool group;
	u32int id;
} Kept;

/* [l] lk */
static struct
{
	Lock lk;
	Kept kept[Nkept]; /* [l] by the name's hash; an empty name: none */
	u64int vers;      /* [l] of the host's files */
	s64int due;       /* [l] when to look at them */
} ids = {.lk = {.rank = Rchan}};

static u32int
hash(const char *s, bool group)
{
	u32int h = group ? 0x811c9dc5 : 0x1c9dc581;

	for(; *s != '\0'; s++)
		h = (h ^ (u8int)*s) * 0x01000193;
	return h % Nkept;
}

/* one of many, and without lk, since it takes a while, looks whether the files are the same */
static void
refresh(void)
{
	s64int now = hostmono();
	bool due;
	u64int v;

	lock(&ids.lk);
	due = now >= ids.due;
	if(due)
		ids.due = now + Checktime;
	unlock(&ids.lk);
	if(!due)
		return;
	v = hostusersvers();
	lock(&ids.lk);
	if(v != ids.vers)
		memset(ids.kept, 0, sizeof ids.kept);
	ids.vers = v;
	unlock(&ids.lk);
}

static bool
known(const char *name, bool group, u32int *id)
{
	Kept *k = &ids.kept[hash(name, group)];
	bool is;

	refresh();
	lock(&ids.lk);
	is = k->name[0] != '\0' && k->group == group && strcmp(k->name, name) == 0;
	*id = k->id;
	unlock(&ids.lk);
	return is;
}

static void
keep(const char *name, bool group, u32int id)
{
	Kept *k = &ids.kept[hash(name, group)];

	if(strlen(name) >= Namesize)
		return;
	lock(&ids.lk);
	strecpy(k->name, k->name + Namesize, name);
	k->group = group;
	k->id = id;
	unlock(&ids.lk);
}

static u32int
ask(const char *name, bool group)
{
	s64int id = group ? hostgroupid(name) : hostuserid(name);
	char *end;
	u64int v;

	if(id >= 0)
		return (u32int)id;
	v = strtou(name, &end, 10);
	return end != name && *end == '\0' && v < Nofid ? (u32int)v : Nobody;
}

u32int
idof(const char *name, bool group)
{
	u32int id;

	if(known(name, group, &id))
		return id;
	id = ask(name, group);
	/* emu's own user is known inside by another name, perhaps */
	if(admitted(name, Nofid) && (!group || id == Nobody))
		id = hostsuser();
	keep(name, group, id);
	return id;
}

int
groupname(u32int gid, char *buf, int n)
{
	int r = hostgroupname(gid, buf, n);

	if(r < 0)
		snprint(buf, n, "%u", gid);
	return 0;
}
