/*
 * Changing what is known of a host file: name, mode, group, times, length; or nothing, which asks
 * for the file to be on the disk.  Either all that was asked for is done or none: what is not
 * possible at all is refused first, then each change is made in an order in which the ones before it can
 * be taken back.  The length comes last, since cutting a file cannot be undone; and the
 * permission to change it is got, as an open descriptor, before anything else.
 */
#include "fs.h"
#include "dir.h"
#include "dev.h"

enum
{
	Second = 1000000000, /* nanoseconds */
};
#define None32 0xffffffffu
#define None64 (~(u64int)0)

/* a change under way */
typedef struct Fschange
{
	Fsfid *f;
	Fsinfo was;
	Dir d;            /* what is wanted */
	char *strs;       /* d's strings */
	const char *name; /* the new host name; nil: it stays */
	s64int gid;       /* -1: it stays */
	int fd;           /* Hopath, or that of an open Chan; -1 */
	int lengthfd;     /* open for writing; -1 */
	/* done so far */
	bool grouped, moded, timed, renamed;
	char buf[Fsnamemax];
} Fschange;

static Fsnode *
parentof(Fsfid *f)
{
	return f->isdir ? f->dir->parent : f->dir;
}

static const char *
nameof(Fsfid *f)
{
	return f->isdir ? f->dir->name.s : f->name.s;
}

static s64int
hosttime(u32int t, s64int none)
{
	return t == None32 ? none : (s64int)t * Second;
}

/* what is called so must still be file f; for a link, the file is the link */
static void
stillthere(Fsfid *f, const Hoststat *was)
{
	Hoststat st;

	fshost(hoststat(fshost(fsnodefd(parentof(f))), nameof(f), &st));
	if(!f->link && (st.dev != was->dev || st.ino != was->ino))
		error(Enonexist);
}

static int
rename(Fsfid *f, const char *to, int (*how)(int dirfd, const char *from, const char *to))
{
	Fsnode *dir = parentof(f);
	int r = how(dir->fd, nameof(f), to);

	fschanged(dir, nameof(f));
	fschanged(dir, to);
	if(r < 0)
		return r;
	if(f->isdir)
		fsnoderename(f->dir, to);
	else
		fssetname(&f->name, to);
	return 0;
}

/* ---- what is refused at once ---- */

static void
checkfixed(const Fschange *w)
{
	const Dir *d = &w->d;
	Qid q = fsqid(&w->was);
	char uid[Fsusermax];

	fsusername(w->was.st.uid, false, uid, sizeof uid);
	if((d->type != 0xffff && d->type != 'M') ||
	   (d->dev != None32 && d->dev != w->f->dir->tree->devno) ||
	   (d->qid.type != 0xff && d->qid.type != q.type) ||
	   (d->qid.vers != None32 && d->qid.vers != q.vers) ||
	   (d->qid.path != None64 && d->qid.path != q.path) ||
	   (*d->uid != '\0' && strcmp(d->uid, uid) != 0) ||
	   (*d->muid != '\0' && strcmp(d->muid, uid) != 0))
		error(Eperm);
}

static void
checkmode(Fschange *w)
{
	u32int mode = w->d.mode, now = (u32int)fsqid(&w->was).type << 24;

	if(mode == None32)
		return;
	if((mode ^ now) & DMdir)
		error(Eperm);
	if(mode & ~(DMdir | DMappend | DMexcl | DMtmp | 0777))
		error(Ebadarg);
	if((mode & (DMappend | DMexcl | DMtmp)) && (w->was.st.mode & (Hmdir | Hmother)))
		error(Eperm);
}

static void
checklength(Fschange *w)
{
	if(w->d.length == None64)
		return;
	if(w->was.st.mode & (Hmdir | Hmother)) {
		if(w->d.length != 0)
			error(w->f->isdir ? Eisdir : Eperm);
		w->d.length = None64; /* it has that length */
	} else if((s64int)w->d.length < 0)
		error(Ebadarg);
}

static void
checkgroup(Fschange *w)
{
	char gid[Fsusermax];

	w->gid = -1;
	if(*w->d.gid == '\0')
		return;
	fsusername(w->was.st.gid, true, gid, sizeof gid);
	if(strcmp(w->d.gid, gid) == 0)
		return;
	w->gid = fsgroupid(w->d.gid);
	if(w->gid < 0)
		error("unknown group");
}

static void
checkname(Fschange *w)
{
	const char *name = w->d.name;
	Fsnode *parent = parentof(w->f);

	if(*name == '\0' || (parent == nil && strcmp(name, "/") == 0))
		return;
	if(parent == nil)
		error(Eperm);
	if(strchr(name, '/') != nil || strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
		error(Ebadchar);
	name = fsdecode(name, w->buf, sizeof w->buf);
	if(name == nil)
		error(Ebadchar);
	if(strcmp(name, nameof(w->f)) == 0)
		return;
	stillthere(w->f, &w->was.st);
	w->name = name;
}

/* ---- doing it ---- */

static int
openpath(Fsfid *f, int mode)
{
	if(f->isdir)
		return fsnodefd(f->dir);
	if(f->link)
		return fsfollow(f->dir, f->name.s, mode);
	return hostopen(fshost(fsnodefd(f->dir)), f->name.s, mode, 0);
}

/* the descriptors that the changes need: a new name needs none, so that a link to nothing can have one */
static void
getfds(Fschange *w)
{
	const Dir *d = &w->d;
	Hoststat st;

	if(w->gid < 0 && d->mode == None32 && d->atime == None32 && d->mtime == None32 &&
	   d->length == None64)
		return;
	if(w->f->fd >= 0)
		w->fd = w->f->fd;
	else {
		w->fd = fshost(openpath(w->f, Hopath));
		fshost(hoststat(w->fd, "", &st));
		if(st.dev != w->was.st.dev || st.ino != w->was.st.ino)
			error(Enonexist);
	}
	if(d->length != None64)
		w->lengthfd = fshost(hostreopen(w->fd, Howrite));
}

/* result: < 0 host error */
static int
apply(Fschange *w)
{
	s64int atime = hosttime(w->d.atime, -1), mtime = hosttime(w->d.mtime, -1);
	bool times = atime >= 0 || mtime >= 0;
	int r = 0;

	if(w->gid >= 0 && (r = hostchgrp(w->fd, (u32int)w->gid)) == 0)
		w->grouped = true;
	if(r >= 0 && w->d.mode != None32 && (r = fssetattr(w->fd, &w->was, w->d.mode)) == 0)
		w->moded = true;
	if(r >= 0 && times && (r = hostutimes(w->fd, atime, mtime)) == 0)
		w->timed = true;
	if(r >= 0 && w->name != nil && (r = rename(w->f, w->name, hostrename)) == 0)
		w->renamed = true;
	if(r >= 0 && w->lengthfd >= 0) {
		r = hosttruncate(w->lengthfd, w->d.length);
		if(r == 0 && times) /* the times that were asked for, not that of the cut */
			hostutimes(w->fd, atime, mtime);
	}
	return r;
}

/* Take back what apply has done.  Not even this can fail for lack of permission: it was done before. */
static void
takeback(Fschange *w, const char *oldname)
{
	if(w->renamed)
		rename(w->f, oldname, hostrename);
	if(w->timed)
		hostutimes(w->fd, w->was.st.atime, w->was.st.mtime);
	if(w->grouped)
		hostchgrp(w->fd, w->was.st.gid);
	if(w->moded) {
		Fsinfo now = {w->was.st, w->d.mode & (DMappend | DMexcl | DMtmp)};
		fssetattr(w->fd, &now, (w->was.st.mode & 0777) | w->was.attr);
	}
}

static void
changefree(Fschange *w)
{
	if(w->lengthfd >= 0)
		hostclose(w->lengthfd);
	if(w->fd >= 0 && w->fd != w->f->fd && !w->f->isdir)
		hostclose(w->fd);
	kfree(w->strs);
	kfree(w);
}
DEFUNDO(changefree, Fschange)

static bool
isnull(const Dir *d)
{
	return d->type == 0xffff && d->dev == None32 && d->qid.type == 0xff &&
	       d->qid.vers == None32 && d->qid.path == None64 && d->mode == None32 &&
	       d->atime == None32 && d->mtime == None32 && d->length == None64 &&
	       *d->name == '\0' && *d->uid == '\0' && *d->gid == '\0' && *d->muid == '\0';
}

/* everything about the file to the disk */
static void
sync(Fsfid *f)
{
	int fd, r;

	if(f->fd >= 0) {
		fshost(hostsync(f->fd));
		return;
	}
	if(f->isdir)
		fd = hostopen(fshost(fsnodefd(f->dir)), ".", Horead | Hodir, 0);
	else
		fd = openpath(f, Horead);
	fshost(fd);
	r = hostsync(fd);
	hostclose(fd);
	fshost(r);
}

int
fswstat(Chan *c, u8int *buf, int n)
{
	Fsfid *f = c->aux;
	Fschange *w = smalloc(sizeof *w);
	int size, r;

	w->f = f;
	w->fd = w->lengthfd = -1;
	onerror(changefree, w);
	w->strs = smalloc((usize)n + 1);
	size = convM2D(buf, n, &w->d, w->strs);
	if(size == 0)
		error(Ebadstat);
	if(isnull(&w->d)) {
		sync(f);
		undo();
		return size;
	}
	if(f->dir->tree->ro)
		error(Efsro);
	fsfidinfo(f, &w->was);
	checkfixed(w);
	checkmode(w);
	checklength(w);
	checkgroup(w);
	checkname(w);
	getfds(w);
	f->nsyscall = ~(u64int)0;        /* what the walk saw is true no more */
	const char *oldname = nameof(f); /* stays until f goes */
	r = apply(w);
	if(r < 0)
		takeback(w, oldname);
	fshost(r);
	undo();
	return size;
}

bool
fsreplace(Chan *c, Chan *over)
{
	Fsfid *f = c->aux, *g = over->aux;
	Fsnode *dir = parentof(f), *there = parentof(g);
	Fsinfo was, gone;

	if(dir == nil || there == nil || dir->dev != there->dev || dir->ino != there->ino)
		return false;
	if(dir->tree->ro)
		error(Efsro);
	fsfidinfo(f, &was);
	fsfidinfo(g, &gone);
	stillthere(f, &was.st);
	stillthere(g, &gone.st);
	f->nsyscall = ~(u64int)0; /* what the walk saw is true no more */
	fshost(rename(f, nameof(g), hostreplace));
	if(!g->isdir)
		fsdropattr(&gone);
	return true;
}
