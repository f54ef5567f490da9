/*
 * Names of the host's users and groups, kept by number.  The host's files are read once for
 * each number that turns up, and again after they have changed, which is looked at once in a
 * second.  A number without a name is its own name.
 */
#include "fs.h"
#include "keepold.h"

enum
{
	Nchain = 64,
	Checktime = 1000000000, /* nanoseconds between looks at the host's files */
};

/* [k] userlk */
typedef struct Fsuser
{
	struct Fsuser *next;  /* [k] */
	u32int id;            /* [k] */
	bool group;           /* [k] */
	u32int gen;           /* [k] of the files that the name is from */
	char name[Fsusermax]; /* [k] */
} Fsuser;

static Lock userlk = {.rank = Rchan};
static Fsuser *users[Nchain];    /* [userlk] */
static _Atomic u32int gen;       /* changes when the files do */
static _Atomic u64int vers;      /* of the files, as the host says */
static _Atomic s64int nextcheck; /* hostmono */

static void
checkvers(void)
{
	s64int now = hostmono(), due = nextcheck;

	/* one process looks; the others go on with what there is */
	if(now < due || !atomic_compare_exchange_strong(&nextcheck, &due, now + Checktime))
		return;
	u64int v = hostusersvers();
	if(atomic_exchange(&vers, v) != v)
		gen++;
}

/* userlk is held */
static Fsuser *
find(u32int id, bool group)
{
	Fsuser *u = users[id % Nchain];

	while(u != nil && (u->id != id || u->group != group))
		u = u->next;
	return u;
}

/* userlk is held */
static bool
known(u32int id, bool group, char *buf, int n)
{
	Fsuser *u = find(id, group);

	if(u == nil || u->gen != gen)
		return false;
	strecpy(buf, buf + n, u->name);
	return true;
}

static void
learn(u32int id, bool group, u32int g, const char *name)
{
	Fsuser *new = smalloc(sizeof *new), *u;

	lock(&userlk);
	u = find(id, group);
	if(u == nil) {
		u = new;
		new = nil;
		u->id = id;
		u->group = group;
		u->next = users[id % Nchain];
		keepold(users[id % Nchain]);
		users[id % Nchain] = u;
	}
	keepold(u->gen);
	keepmany(u->name, sizeof u->name);
	u->gen = g;
	strecpy(u->name, u->name + sizeof u->name, name);
	unlock(&userlk);
	kfree(new);
}

void
fsuserflush(void)
{
	Fsuser *u;

	for(int i = 0; i < Nchain; i++)
		while((u = users[i]) != nil) {
			users[i] = u->next;
			kfree(u);
		}
}

static void
lookup(u32int id, bool group, char *buf, int n)
{
	u32int g = gen;
	int r = group ? hostgroupname(id, buf, n) : hostusername(id, buf, n);

	if(r < 0)
		snprint(buf, n, "%u", id);
	learn(id, group, g, buf);
}

void
fsusername(u32int id, bool group, char *buf, int n)
{
	bool ok;

	checkvers();
	lock(&userlk);
	ok = known(id, group, buf, n);
	unlock(&userlk);
	if(!ok)
		lookup(id, group, buf, n);
}

void
fsusernames(u32int uid, u32int gid, char user[Fsusermax], char group[Fsusermax])
{
	bool u, g;

	checkvers();
	lock(&userlk);
	u = known(uid, false, user, Fsusermax);
	g = known(gid, true, group, Fsusermax);
	unlock(&userlk);
	if(!u)
		lookup(uid, false, user, Fsusermax);
	if(!g)
		lookup(gid, true, group, Fsusermax);
}

s64int
fsgroupid(const char *name)
{
	s64int id = hostgroupid(name);
	char *end;
	u64int v;

	if(id >= 0)
		return id;
	v = strtou(name, &end, 10);
	return *name >= '0' && *name <= '9' && *end == '\0' && v < 0xffffffff ? (s64int)v : -1;
}
