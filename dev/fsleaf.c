/*
 * Names that were looked up lately and are no directories: plain files, and names that are not there,
 * which walks through unions and below mount points ask for again and again.  What is known
 * of a file serves for opening it; it does not serve for stat, since the host does not tell of every
 * write.  The table is small, and an entry stands where its name says, so a new one just takes
 * the place of another.
 *
 * The node table's lock is held in all of these.
 */
#include "fs.h"

enum
{
	Nleaf = 256,
	Leafname = 48, /* bytes of the longest name that is kept, with NUL */
};

typedef struct Leaf
{
	u64int dirid;
	u32int epoch; /* in which it is right */
	int what;
	Fsinfo info;
	char name[Leafname];
} Leaf;

static Leaf leaves[Nleaf];

static Leaf *
place(Fsnode *dir, const char *name)
{
	u32int h = (u32int)dir->id * 0x9e3779b9u;

	for(; *name != '\0'; name++)
		h = h * 31 + (u8int)*name;
	return &leaves[(h ^ h >> 8) % Nleaf];
}

static bool
isthat(const Leaf *l, Fsnode *dir, const char *name)
{
	return l->dirid == dir->id && strcmp(l->name, name) == 0;
}

int
fsleafget(Fsnode *dir, const char *name, Fsinfo *info)
{
	Leaf *l = place(dir, name);

	if(l->epoch != fsepoch() || !isthat(l, dir, name))
		return Fsunknown;
	*info = l->info;
	return l->what;
}

void
fsleafput(Fsnode *dir, const char *name, u32int epoch, const Fsinfo *info)
{
	Leaf *l;

	if(strlen(name) >= Leafname)
		return;
	/* one with attributes may change them unnoticed */
	if(info != nil && (info->st.mode & (Hmhint | Hmlink) || info->attr != 0))
		return;
	l = place(dir, name);
	l->epoch = 0; /* it is right again when all of it stands: we may be killed */
	atomic_signal_fence(memory_order_seq_cst);
	l->dirid = dir->id;
	l->what = info != nil ? Fsfile : Fsnothing;
	if(info != nil)
		l->info = *info;
	strecpy(l->name, l->name + Leafname, name);
	atomic_signal_fence(memory_order_seq_cst);
	l->epoch = epoch;
}

void
fsleafdrop(Fsnode *dir, const char *name)
{
	Leaf *l = place(dir, name);

	if(isthat(l, dir, name))
		l->epoch = 0;
}
