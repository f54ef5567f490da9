/*
 * Qids of host files, and the attributes that Linux has no place for.
 *
 * A qid's path is the inode number's low 48 bits below a 16-bit index, given out in the order of
 * arrival to each pair of host device and high bits of an inode number.  So paths are unique and
 * stable for the life of the emu.  Should a host have more than 65,535 such pairs (a file system
 * with random 64-bit inode numbers), the rest share one index and 48 bits of a hash.
 *
 * DMappend, DMexcl and DMtmp are letters in an extended attribute of the file; that it has
 * them is marked in its mode, so that other files cost no call.  Where the host's file system has no
 * such attributes they are kept here until the emu ends.
 */
#include "fs.h"
#include "keepold.h"

enum
{
	Nchain = 256,
	Inobits = 48,
	Lastindex = 0xffff, /* for those that came too late */
	Attrmask = 7,       /* letters at most, and then some */
};
#define Inomask ((1ull << Inobits) - 1)
#define Mix     0x9e3779b97f4a7c15ull

/* [I] all */
typedef struct Devindex
{
	struct Devindex *next;
	u64int dev, high;
	u64int index;
} Devindex;

/* [k] attrlk */
typedef struct Memattr
{
	struct Memattr *next; /* [k] */
	u64int dev, ino;      /* [k] */
	u32int attr;          /* [k] */
} Memattr;

static Lock indexlk = {.rank = Rchan};
static u64int nindex;                    /* [indexlk] */
static Devindex *_Atomic chains[Nchain]; /* entries are only ever added, in front */
static Lock attrlk = {.rank = Rchan};
static Memattr *memattrs;
static _Atomic int nmemattr;

static Devindex *
lookindex(Devindex *d, u64int dev, u64int high)
{
	while(d != nil && (d->dev != dev || d->high != high))
		d = d->next;
	return d;
}

static u64int
devindex(u64int dev, u64int high)
{
	Devindex *_Atomic *chain = &chains[((dev ^ high) * Mix) >> 56];
	Devindex *d = lookindex(*chain, dev, high), *new;

	if(d != nil)
		return d->index;
	new = smalloc(sizeof *new);
	new->dev = dev;
	new->high = high;
	lock(&indexlk);
	d = lookindex(*chain, dev, high);
	if(d == nil && nindex < Lastindex) {
		keepold(nindex);
		keepold(*chain);
		new->index = nindex++;
		new->next = *chain;
		*chain = new;
		d = new;
	}
	unlock(&indexlk);
	if(d != new)
		kfree(new);
	return d != nil ? d->index : Lastindex;
}

Qid
fsqid(const Fsinfo *i)
{
	u64int index = devindex(i->st.dev, i->st.ino >> Inobits), low = i->st.ino;
	Qid q;

	if(index == Lastindex)
		low = (i->st.ino * Mix ^ i->st.dev) * Mix >> (64 - Inobits);
	q.path = index << Inobits | (low & Inomask);
	q.vers = (u32int)((u64int)i->st.ctime * Mix >> 32);
	q.type = (u8int)(i->attr >> 24);
	if(i->st.mode & Hmdir)
		q.type |= QTdir;
	return q;
}

/* ---- attributes kept in memory ---- */

static u32int
getmemattr(const Hoststat *st)
{
	u32int attr = 0;

	if(nmemattr == 0)
		return 0;
	lock(&attrlk);
	for(Memattr *m = memattrs; m != nil; m = m->next)
		if(m->ino == st->ino && m->dev == st->dev)
			attr = m->attr;
	unlock(&attrlk);
	return attr;
}

static void
setmemattr(const Hoststat *st, u32int attr)
{
	Memattr *new = smalloc(sizeof *new), *gone = new, **l;

	*new = (Memattr){nil, st->dev, st->ino, attr};
	lock(&attrlk);
	for(l = &memattrs; *l != nil; l = &(*l)->next)
		if((*l)->ino == st->ino && (*l)->dev == st->dev)
			break;
	if(*l != nil && attr != 0)
		(*l)->attr = attr;
	else if(*l != nil) {
		Memattr *old = *l;
		keepold(*l);
		keepold(nmemattr);
		*l = old->next;
		nmemattr--;
		kfree(new);
		gone = old;
	} else if(attr != 0) {
		keepold(*l);
		keepold(nmemattr);
		*l = new;
		nmemattr++;
		gone = nil;
	}
	unlock(&attrlk);
	kfree(gone);
}

void
fsdropattr(const Fsinfo *i)
{
	if(nmemattr != 0 && !(i->st.mode & Hmdir))
		setmemattr(&i->st, 0);
}

/* ---- attributes kept with the file ---- */

static const struct
{
	char letter;
	u32int bit;
} letters[] = {{'a', DMappend}, {'l', DMexcl}, {'t', DMtmp}};

int
fsgetattr(int dirfd, const char *name, Fsinfo *i)
{
	char s[Attrmask + 1];
	int n;

	i->attr = 0;
	if(i->st.mode & (Hmdir | Hmlink | Hmother))
		return 0;
	if(!(i->st.mode & Hmhint)) {
		i->attr = getmemattr(&i->st);
		return 0;
	}
	n = hostgetattr(dirfd, name, s, Attrmask);
	if(n <= 0) {
		i->attr = getmemattr(&i->st);
		return 0;
	}
	s[n] = '\0';
	for(int k = 0; k < nelem(letters); k++)
		if(strchr(s, letters[k].letter) != nil)
			i->attr |= letters[k].bit;
	return 0;
}

int
fssetattr(int fd, const Fsinfo *old, u32int mode)
{
	u32int attr = mode & (DMappend | DMexcl | DMtmp);
	char s[Attrmask + 1];
	int n = 0, r;

	r = hostchmod(fd, (mode & 0777) | (attr != 0 ? Hmhint : 0));
	if(r < 0 || attr == old->attr)
		return r;
	for(int k = 0; k < nelem(letters); k++)
		if(attr & letters[k].bit)
			s[n++] = letters[k].letter;
	r = hostsetattr(fd, s, n);
	setmemattr(&old->st, r < 0 ? attr : 0);
	return 0;
}

void
fsqidflush(void)
{
	Devindex *d, *next;
	Memattr *m;

	for(int i = 0; i < Nchain; i++) {
		for(d = chains[i]; d != nil; d = next) {
			next = d->next;
			kfree(d);
		}
		chains[i] = nil;
	}
	while((m = memattrs) != nil) {
		memattrs = m->next;
		kfree(m);
	}
	nindex = 0;
	nmemattr = 0;
}
