/*
 * #¤, capabilities to become another user.  Eve, or a program trusted with caphash, writes the hash of
 * a from@to text and a secret key; whoever then writes from@to@key to capuse, as from, becomes
 * to.  A hash serves once, and for a minute at most; the oldest make room when there are too many.
 */
#include "keepold.h"
#include "lib.h"
#include "dev.h"
#include "host.h"
#include "mem.h"
#include "proc.h"
#include "sha1.h"

enum
{
	Qdir,
	Qhash,
	Quse,
	Ncap = 256,     /* kept */
	Capage = 60,    /* seconds */
	Captext = 1023, /* bytes of from@to@key */
};

typedef struct Cap
{
	struct Cap *next;
	s64int made; /* hostmono */
	u8int hash[Sha1len];
} Cap;

static const Dirtab captab[] = {
	{".", {Qdir, 0, QTdir}, 0, DMdir | 0500},
	{"capuse", {Quse, 0, 0}, 0, 0222},
	{"caphash", {Qhash, 0, 0}, 0, 0200},
};

/* [l] lk */
static struct
{
	QLock lk;
	Cap *list;         /* [l] newest first */
	_Atomic int nfile; /* entries of captab to be seen: caphash goes for good when removed */
} cap = {.nfile = nelem(captab)};

static Walkqid *
capwalk(Chan *c, Chan *nc, char **name, int n)
{
	return devwalk(c, nc, name, n, captab, cap.nfile, devgen);
}

static int
capstat(Chan *c, u8int *buf, int n)
{
	return devstat(c, buf, n, captab, cap.nfile, devgen);
}

static Chan *
capopen(Chan *c, int omode)
{
	if((omode & Orclose) || ((c->qid.type & QTdir) && !iseve()))
		error(Eperm);
	if(c->qid.path == Qhash && cap.nfile < nelem(captab))
		error(Enonexist);
	return devopen(c, omode, captab, nelem(captab), devgen);
}

static void
capremove(Chan *c)
{
	if(c->qid.path != Qhash || !iseve())
		error(Eperm);
	cap.nfile = nelem(captab) - 1;
}

/* with the lock: what is at l is forgotten */
static void
capdrop(Cap **l)
{
	Cap *p = *l;
	u32int k = keepbegin();

	keepold(*l);
	keepold(up->err.n);
	*l = p->next;
	onerror(kfree, p);
	keepend(k);
	undo();
}

/* drop what is too old, and whatever follows the first Ncap */
static void
capexpire(void)
{
	s64int now = hostmono();
	Cap *p, **l = &cap.list;

	for(int n = 0; (p = *l) != nil; n++)
		if(n < Ncap && now - p->made <= (s64int)Capage * 1000000000)
			l = &p->next;
		else
			capdrop(l);
}

static void
capadd(const u8int *hash)
{
	Cap *p;
	u32int k;

	qlock(&cap.lk);
	onerror(qunlock, &cap.lk);
	p = smalloc(sizeof *p);
	onerror(kfree, p);
	memmove(p->hash, hash, Sha1len);
	p->made = hostmono();
	p->next = cap.list;
	k = keepbegin();
	keepold(cap.list);
	keepold(up->err.n);
	cap.list = p;
	poperror();
	keepend(k);
	capexpire();
	undo();
}

/* is the hash known?  it is forgotten */
static bool
captake(const u8int *hash)
{
	Cap **l;
	bool known;

	qlock(&cap.lk);
	onerror(qunlock, &cap.lk);
	capexpire();
	for(l = &cap.list; *l != nil; l = &(*l)->next)
		if(memcmp((*l)->hash, hash, Sha1len) == 0)
			break;
	known = *l != nil;
	if(known)
		capdrop(l);
	undo();
	return known;
}

static void
becomeuser(const char *user)
{
	qlock(&up->debug);
	onerror(qunlock, &up->debug);
	setuser(up, user);
	undo();
}

/* the text from@to@key, or to@key for anybody */
static void
capuse(char *text)
{
	u8int hash[Sha1len];
	char *key, *to;

	key = strrchr(text, '@');
	if(key == nil)
		error(Eshort);
	*key++ = 0;
	hmacsha1(text, strlen(text), key, strlen(key), hash);
	if(!captake(hash))
		errorf("invalid capability %s@%s", text, key);
	to = strchr(text, '@');
	if(to == nil)
		to = text;
	else {
		*to++ = 0;
		if(strcmp(text, up->user) != 0)
			error("capability must match user");
	}
	becomeuser(to);
}

static int
capread(Chan *c, Buf b, int n, s64int off)
{
	USED(off);
	if((c->qid.type & QTdir) == 0)
		error(Eperm);
	return devdirread(c, b, n, captab, cap.nfile, devgen);
}

static int
capwrite(Chan *c, Buf b, int n, s64int off)
{
	u8int hash[Sha1len];
	char *text;

	USED(off);
	if(c->qid.path == Qhash) {
		if(n < Sha1len)
			error(Eshort);
		bufget(hash, b, Sha1len);
		capadd(hash);
		return n;
	}
	if(n > Captext)
		error(Etoobig);
	text = smalloc((usize)n + 1);
	onerror(kfree, text);
	bufget(text, b, (usize)n);
	capuse(text);
	undo();
	return n;
}

const Dev capdev = {
	.dc = 0xa4, /* ¤ */
	.name = "cap",
	.walk = capwalk,
	.stat = capstat,
	.open = capopen,
	.read = capread,
	.write = capwrite,
	.remove = capremove,
};
