/*
 * Paths: the names by which Chans were reached.  Beside the text a Path remembers,
 * for each element, the mount point that was crossed to enter it, so that walking to
 * .. comes back out of a mount where it went in.
 *
 * A Path with more than one reference is never changed: the functions that
 * change one copy it first.  It is one block, until it outgrows that.  In a Path s is "/", "#c", "/a/b"...; element 0 is
 * the root that it starts at.
 */
#include "u.h"
#include "chan.h"
#include "lib.h"
#include "lock.h"
#include "mem.h"

enum
{
	Slop = 32,  /* bytes of room for more text */
	Mtslop = 6, /* elements */
};

static Path *
allocpath(int len, int mlen)
{
	int alen = len + Slop, malen = mlen + Mtslop;
	usize size = sizeof(Path) + (usize)malen * sizeof(Chan *);
	Path *p = smalloc(size + (usize)alen);

	p->ref.n = 1;
	p->mtpt = (Chan **)(p + 1);
	p->malen = malen;
	p->s = (char *)p + size;
	p->alen = alen;
	return p;
}

/* Free a part of p that is not in p's own block any more, in the middle of which it is nil. */
static void
freepart(Path *p, void **part)
{
	if(*part != nil && (uintptr)*part - (uintptr)p >= kmsize(p))
		letgo(kfree, *part);
}

Path *
newpath(const char *s)
{
	int n = (int)strlen(s);
	Path *p = allocpath(n + 1, 1);

	memcpy(p->s, s, (usize)n + 1);
	p->len = n;
	p->mlen = 1;
	return p;
}

/* without references */
static void
pathfree(Path *p)
{
	for(int i = 0; i < p->mlen; i++)
		cclosep(&p->mtpt[i]);
	p->mlen = 0;
	freepart(p, (void **)&p->mtpt);
	freepart(p, (void **)&p->s);
	kfree(p);
}
DEFREDO(pathfree, Path)

static Path *
copypath(Path *p)
{
	Path *np = allocpath(p->len + 1, p->mlen);

	onerror(pathfree, np);
	memcpy(np->s, p->s, (usize)p->len + 1);
	np->len = p->len;
	for(int i = 0; i < p->mlen; i++) {
		if(p->mtpt[i] != nil)
			incref(&p->mtpt[i]->ref);
		np->mtpt[i] = p->mtpt[i];
		np->mlen = i + 1;
	}
	poperror();
	return np;
}

void
pathclose(Path *p)
{
	if(p == nil)
		return;
	takeundo(p);
	if(decref(&p->ref) > 0)
		return;
	onerror(pathfree, p);
	undo();
}

/* Make *pp one that only the caller refers to. */
static void
uniquepath(Path **pp)
{
	if((*pp)->ref.n == 1)
		return;
	Path *np = copypath(*pp);
	exchange(pp, &np);
	pathclose(np);
}

/* The text of the parent.  #c/x goes to #c, but #/x to #/. */
static void
cutname(Path *p)
{
	char *s = p->s;

	if(s[0] == '#') {
		s = strchr(s, '/');
		if(s == nil)
			return;
	}
	cleanname(s);
	if(s != p->s && strcmp(s, "/") == 0 && p->s[1] != '/')
		s[0] = '\0';
	p->len = (int)strlen(p->s);
}

static void
growtext(Path *p, int more)
{
	if(p->len + more <= p->alen)
		return;
	int alen = 2 * p->len + more + Slop;
	char *s = smalloc((usize)alen), *old = p->s;
	memcpy(s, old, (usize)p->len + 1);
	p->s = s;
	p->alen = alen;
	freepart(p, (void **)&old);
}

static void
growmtpt(Path *p)
{
	if(p->mlen < p->malen)
		return;
	int malen = 2 * p->mlen + Mtslop;
	Chan **mtpt = smalloc((usize)malen * sizeof mtpt[0]), **old = p->mtpt;
	memcpy(mtpt, old, (usize)p->mlen * sizeof mtpt[0]);
	p->mtpt = mtpt;
	p->malen = malen;
	freepart(p, (void **)&old);
}

static void
addtext(Path *p, const char *elem)
{
	int n = (int)strlen(elem);

	growtext(p, n + 2);
	if(p->len == 0 || p->s[p->len - 1] != '/')
		p->s[p->len++] = '/';
	memcpy(p->s + p->len, elem, (usize)n + 1);
	p->len += n;
}

void
pathadd(Path **pp, const char *elem, Chan *mtpt)
{
	if(strcmp(elem, ".") == 0)
		return;
	uniquepath(pp);
	Path *p = *pp;

	if(strcmp(elem, "..") == 0) {
		addtext(p, elem);
		cutname(p);
		if(p->mlen > 1)
			cclosep(&p->mtpt[--p->mlen]);
		return;
	}
	addtext(p, elem);
	growmtpt(p);
	if(mtpt != nil)
		incref(&mtpt->ref);
	p->mtpt[p->mlen++] = mtpt;
}

void
pathsetmtpt(Path **pp, Chan *mtpt)
{
	uniquepath(pp);
	Chan **last = &(*pp)->mtpt[(*pp)->mlen - 1];
	if(mtpt != nil)
		incref(&mtpt->ref);
	exchange(last, &mtpt);
	cclosep(&mtpt);
}

const char *
chanpath(Chan *c)
{
	return c->path != nil ? c->path->s : "?";
}
