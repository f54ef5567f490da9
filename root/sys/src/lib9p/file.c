/*
 * Trees of files.  The tree's lock guards who is in which directory; a File's own lock its Dir.  A File
 * has a reference from the directory that it is in, from each Fid at it, from each of its
 * children (for ..), and from whoever createfile or walkfile gave it to.
 */
#include <u.h>
#include <libc.h>
#include <fcall.h>
#include <9p.h>

/* what a directory held when it was opened */
struct Readdir
{
	int n;
	int next; /* to be read */
	File *f[];
};

static void
freefile(File *f)
{
	File *up;

	while(f != nil && adec(&f->ref) == 0) { /* the last child may be the parent's last use */
		if(f->tree->destroy != nil)
			f->tree->destroy(f);
		free(f->name);
		free(f->uid);
		free(f->gid);
		free(f->muid);
		up = f->parent;
		free(f);
		f = up;
	}
}

void
closefile(File *f)
{
	freefile(f);
}

static uvlong
newqid(Tree *t)
{
	uvlong q;

	wlock(&t->lock);
	q = t->qidgen++;
	wunlock(&t->lock);
	return q;
}

static File *
newfile(Tree *t, const char *name, const char *uid, const char *gid, ulong mode, void *aux)
{
	File *f = emalloc9p(sizeof *f);

	f->ref = 1;
	f->tree = t;
	f->name = estrdup9p(name);
	f->uid = estrdup9p(uid);
	f->gid = estrdup9p(gid);
	f->muid = estrdup9p(uid);
	f->mode = mode;
	f->atime = f->mtime = time(nil);
	f->qid.path = newqid(t);
	f->qid.type = mode >> 24;
	f->aux = aux;
	return f;
}

Tree *
alloctree(const char *uid, const char *gid, ulong mode, void (*destroy)(File *))
{
	Tree *t = emalloc9p(sizeof *t);
	char *user = getuser();

	if(uid == nil)
		uid = user;
	if(gid == nil)
		gid = uid;
	t->destroy = destroy;
	t->root = newfile(t, "/", uid, gid, mode, nil);
	t->root->parent = nil;
	t->root->linked = 1;
	return t;
}

static void
emptydir(File *f)
{
	File *c;

	while((c = f->child) != nil) {
		f->child = c->next;
		c->linked = 0;
		emptydir(c);
		closefile(c);
	}
}

/* nobody may use it any longer */
void
freetree(Tree *t)
{
	emptydir(t->root);
	closefile(t->root);
	free(t);
}

/* the child of that name, without a reference; tree's lock is held */
static File *
child(File *dir, const char *name)
{
	File *f;

	for(f = dir->child; f != nil; f = f->next)
		if(strcmp(f->name, name) == 0)
			return f;
	return nil;
}

/* gives a reference; nil and an error if there is one already */
File *
createfile(File *dir, const char *name, const char *uid, ulong perm, void *aux)
{
	Tree *t = dir->tree;
	File *f;

	if((dir->qid.type & QTDIR) == 0) {
		werrstr("create in non-directory");
		return nil;
	}
	f = newfile(t, name, uid == nil ? dir->uid : uid, dir->gid, perm, aux);
	wlock(&t->lock);
	if(!dir->linked || child(dir, name) != nil) {
		wunlock(&t->lock);
		werrstr(dir->linked ? "file already exists" : "directory was removed");
		f->tree = t;
		free(f->name);
		free(f->uid);
		free(f->gid);
		free(f->muid);
		free(f);
		return nil;
	}
	ainc(&dir->ref);
	f->parent = dir;
	f->ref = 2;
	f->linked = 1;
	f->prev = dir->lastchild;
	if(dir->lastchild == nil)
		dir->child = f;
	else
		dir->lastchild->next = f;
	dir->lastchild = f;
	wunlock(&t->lock);
	wlock(dir);
	dir->mtime = f->mtime;
	dir->qid.vers++;
	wunlock(dir);
	return f;
}

/* takes the reference, as closefile does */
int
removefile(File *f)
{
	File *dir = f->parent;
	char *err = nil;

	wlock(&f->tree->lock);
	if(dir == nil)
		err = "cannot remove root";
	else if(f->child != nil)
		err = "has children";
	else if(!f->linked)
		err = "no parent";
	else {
		f->linked = 0;
		if(f->prev == nil)
			dir->child = f->next;
		else
			f->prev->next = f->next;
		if(f->next == nil)
			dir->lastchild = f->prev;
		else
			f->next->prev = f->prev;
		f->next = f->prev = nil;
	}
	wunlock(&f->tree->lock);
	if(err != nil) {
		werrstr("%s", err);
		closefile(f);
		return -1;
	}
	wlock(dir);
	dir->mtime = time(nil);
	dir->qid.vers++;
	wunlock(dir);
	closefile(f); /* the directory's */
	closefile(f);
	return 0;
}

/* one name; gives a reference */
static File *
walk1(File *dir, const char *name)
{
	File *f;

	rlock(&dir->tree->lock);
	if((dir->qid.type & QTDIR) == 0)
		f = nil;
	else if(strcmp(name, "..") == 0)
		f = dir->parent == nil ? dir : dir->parent;
	else if(strcmp(name, ".") == 0 || *name == '\0')
		f = dir;
	else
		f = child(dir, name);
	if(f != nil)
		ainc(&f->ref);
	runlock(&dir->tree->lock);
	if(f == nil)
		werrstr("file not found");
	return f;
}

File *
walkfile(File *f, const char *path)
{
	char *copy, *s, *next;
	File *nf;

	if(strchr(path, '/') == nil)
		return walk1(f, path);
	copy = estrdup9p(path);
	ainc(&f->ref);
	for(s = copy; f != nil && s != nil; s = next) {
		next = strchr(s, '/');
		if(next != nil)
			*next++ = '\0';
		nf = walk1(f, s);
		closefile(f);
		f = nf;
	}
	free(copy);
	return f;
}

Readdir *
opendirfile(File *dir)
{
	Readdir *r;
	File *f;
	int n = 0;

	rlock(&dir->tree->lock);
	for(f = dir->child; f != nil; f = f->next)
		n++;
	r = emalloc9p(sizeof *r + n * sizeof r->f[0]);
	for(f = dir->child; f != nil; f = f->next) {
		ainc(&f->ref);
		r->f[r->n++] = f;
	}
	runlock(&dir->tree->lock);
	return r;
}

/* as many whole entries as fit into n bytes */
long
readdirfile(Readdir *r, uchar *buf, long n)
{
	long done = 0;
	uint k;
	File *f;

	for(; r->next < r->n; r->next++) {
		f = r->f[r->next];
		if(!f->linked)
			continue;
		rlock(f);
		k = convD2M(f, buf + done, n - done);
		runlock(f);
		if(k <= BIT16SZ)
			break;
		done += k;
	}
	return done;
}

void
closedirfile(Readdir *r)
{
	int i;

	if(r == nil)
		return;
	for(i = 0; i < r->n; i++)
		closefile(r->f[i]);
	free(r);
}

/* may uid do p (AREAD AWRITE AEXEC)?  a group has its name's owner as only member */
int
hasperm(File *f, const char *uid, int p)
{
	int m;

	rlock(f);
	m = f->mode & 7;
	if(strcmp(f->uid, uid) == 0)
		m |= f->mode >> 6 & 7;
	if(strcmp(f->gid, uid) == 0)
		m |= f->mode >> 3 & 7;
	runlock(f);
	return (p & m) == p;
}
