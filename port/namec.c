/*
 * Names: from the text of a file name to a Chan, for a purpose.
 *
 * Phases: check the name and cut it into elements; find the Chan to start from
 * (slash, dot, or the root of the device that #x names); walk; then do what the
 * purpose asks for at the end, a function for each.  Errors get the part of the name
 * that they are about.
 *
 * What namec acquires on the way stands in a Lookup, which one record on the error
 * stack releases.
 */
#include "u.h"
#include "chan.h"
#include "dev.h"
#include "err.h"
#include "lib.h"
#include "lock.h"
#include "mem.h"
#include "mount.h"
#include "proc.h"

enum
{
	Maxsharp = 128, /* bytes of #x and its attach specifier, NUL included */
	/* a name longer than Longname is cut in an error whose text comes to Longerror */
	Longname = Errmax / 3,
	Longerror = 2 * Errmax / 3,
	Tailname = Errmax / 4, /* bytes shown of an element that is too long by itself */
};

typedef struct Lookup
{
	const char *name; /* as given */
	char **elem;      /* one block: these, end and text */
	int *end;         /* end[i]: bytes of name up to and including its first i elements */
	char *text;       /* a copy of name; the elements are cut out of it */
	int n;            /* elements */
	int nerror;       /* elements that an error is about; 0: only its bare text */
	bool mustbedir;   /* the name ends in / or /. */
	bool nomount;     /* a # name: no mounts are crossed */
	Chan *c;          /* where it is */
	Chan *cnew;       /* what is being created */
	Mhead *mh;        /* the union just crossed into */
	Path *path;       /* how */
	Nametry try;      /* is it to be kept */
} Lookup;

static void
droplookup(Lookup *l)
{
	cclosep(&l->cnew);
	cclosep(&l->c);
	letgo(putmhead, l->mh);
	letgo(pathclose, l->path);
	letgo(kfree, l->elem);
}

DEFREDO(droplookup, Lookup)

/* l->path is that of l->c: to be changed, and given to the Chan that takes its place. */
static void
borrowpath(Lookup *l)
{
	Path *path = l->c->path;

	incref(&path->ref);
	l->path = path;
}

bool
isnamechar(int c)
{
	c &= 0xff;
	return c >= ' ' && c != 0x7f && c != '/';
}

void
validkname(const char *name, bool slash)
{
	const char *s;

	for(s = name; *s != '\0'; s++) {
		if(s - name >= Maxname - 1)
			error(Etoolong);
		if(!isnamechar(*s) && !(slash && *s == '/'))
			errorf("%s: %#q", Ebadchar, name);
	}
}

char *
validname(Uaddr u, bool slash)
{
	char *s = copyinstr(u, Maxname);

	onerror(kfree, s);
	validkname(s, slash);
	poperror();
	return s;
}

/*
 * Cut l->text, whose elements start at byte i, into elements.  Empty ones and . vanish;
 * one of them at the end says that the name is a directory's.
 */
static void
cutname(Lookup *l, int i)
{
	char *s = l->text;

	while(s[i] != '\0') {
		while(s[i] == '/')
			i++;
		if(s[i] == '\0') {
			l->mustbedir = true;
			break;
		}
		char *e = s + i;
		while(s[i] != '\0' && s[i] != '/')
			i++;
		bool last = s[i] == '\0';
		s[i] = '\0';
		if(strcmp(e, ".") == 0)
			l->mustbedir = last;
		else {
			l->elem[l->n++] = e;
			l->end[l->n] = i;
			l->mustbedir = false;
		}
		if(!last)
			i++;
		if(!last && s[i] == '\0')
			l->mustbedir = true;
	}
	if(l->mustbedir)
		l->end[l->n] = i; /* errors show the whole name */
}

/* The name's elements: all that follows its first start bytes. */
static void
parsename(Lookup *l, int start)
{
	usize most = 2; /* slots: end has one more than elem */
	usize n = strlen(l->name) + 1;

	for(usize i = (usize)start; i < n; i++)
		if(l->name[i] == '/')
			most++;
	l->elem = smalloc(most * (sizeof l->elem[0] + sizeof l->end[0]) + n);
	l->end = (int *)(l->elem + most);
	l->text = (char *)(l->end + most);
	memcpy(l->text, l->name, n);
	l->end[0] = start;
	cutname(l, start);
	if(l->mustbedir)
		l->end[l->n] = (int)strlen(l->name);
}

/* The root of the device in #x or #xspec; *used: bytes of name that this is. */
static Chan *
attachname(const char *name, int *used)
{
	char buf[Maxsharp];
	Rune r;
	int n;

	/* the letter may be / itself */
	for(n = 0; name[n] != '\0' && (name[n] != '/' || n < 2); n++) {
		if(n >= Maxsharp - 1)
			error(Efilename);
		buf[n] = name[n];
	}
	buf[n] = '\0';
	*used = n;

	int len = chartorune(&r, buf + 1);
	const Dev *d = buf[1] == '\0' ? nil : devof(r);
	if(d == nil)
		error(Ebadsharp);
	if(!devallowed(up->pgrp, d))
		error(Enoattach);
	return dattach(d, buf + 1 + len);
}

/* Where the name starts.  Result: bytes of it that say so */
static int
startname(Lookup *l)
{
	int used = 0;

	if(l->name[0] == '#') {
		l->nomount = true;
		l->c = attachname(l->name, &used);
		return used;
	}
	Chan *c = l->name[0] == '/' ? up->slash : up->dot;
	incref(&c->ref);
	l->c = c;
	return used;
}

/* Walk the first n elements. */
static void
walkto(Lookup *l, int n)
{
	if(walk(&l->c, l->elem, n, l->nomount, &l->nerror) < 0)
		nexterror();
}

static void
walkall(Lookup *l)
{
	walkto(l, l->n);
	if(l->mustbedir)
		isdir(l->c);
}

/*
 * Cross the mount at the end of the name.  The Chan keeps the name it was reached
 * by, not that of what is mounted.
 */
static void
cross(Lookup *l)
{
	borrowpath(l);
	if(!l->nomount)
		domount(&l->c, &l->mh, &l->path);
	cunique(&l->c);
	exchange(&l->c->path, &l->path);
	letgo(pathclose, l->path);
	l->c->ismtpt = l->mh != nil;
	if(l->mh == nil)
		namekeep(l->name, &l->try, l->c);
}

/* Is it a union of several, which reads of the directory must know? */
static bool
isunion(Mhead *mh)
{
	rlock(&mh->lock);
	onerror(runlock, &mh->lock);
	bool is = mh->mount != nil && mh->mount->next != nil;
	undo();
	return is;
}

static void
opened(Chan *c, int omode)
{
	if(omode & Orclose)
		c->flag |= Crclose;
}

static void
nameopen(Lookup *l, int omode)
{
	if((omode & 3) == Oexec && (l->c->qid.type & QTdir))
		error("cannot exec directory");
	cross(l);
	if(l->mh != nil && isunion(l->mh))
		exchange(&l->c->umh, &l->mh);
	letgo(putmhead, l->mh);
	/* pages of a program are kept by the image cache */
	if((omode & 3) == Oexec)
		l->c->flag &= (u16int)~Ccache;
	dopenp(&l->c, omode & ~Ocexec);
	opened(l->c, omode);
}

/* The source of a bind stands for all of the union there. */
static void
namebind(Lookup *l)
{
	if(!l->nomount)
		domount(&l->c, &l->mh, nil);
	cunique(&l->c);
	exchange(&l->c->umh, &l->mh);
	letgo(putmhead, l->mh);
}

/* Walk the last element, all others having been walked.  false: up->errstr says why not */
static bool
walklast(Lookup *l)
{
	return walk(&l->c, l->elem + l->n - 1, 1, l->nomount, nil) == 0;
}

/* The first member of the union that may be created in replaces l->cnew. */
static void
createmember(Lookup *l)
{
	Chan *c = nil;
	Mount *f;

	rlock(&l->mh->lock);
	onerror(runlock, &l->mh->lock);
	for(f = l->mh->mount; f != nil && c == nil; f = f->next)
		if(f->mflag & Mcreate) {
			c = f->to;
			incref(&c->ref);
			exchange(&l->cnew, &c);
			break;
		}
	undo();
	if(f == nil)
		error(Enocreate);
	cclosep(&c);
}

/* Create the last element in directory l->c. */
static void
create(Lookup *l, int omode, u32int perm)
{
	char *elem = l->elem[l->n - 1];

	Chan *c = l->c;
	incref(&c->ref);
	l->cnew = c;
	borrowpath(l);
	if(!l->nomount && domount(&l->cnew, &l->mh, &l->path))
		createmember(l);
	cunique(&l->cnew);
	exchange(&l->cnew->path, &l->path);
	dcreatep(&l->cnew, elem, omode & ~(Oexcl | Ocexec), perm);
	opened(l->cnew, omode);
	pathadd(&l->cnew->path, elem, nil);
	exchange(&l->c, &l->cnew);
}

static void
dropcreate(Lookup *l)
{
	cclosep(&l->cnew);
	letgo(putmhead, l->mh);
	letgo(pathclose, l->path);
}

/* The same; false: up->errstr says why not. */
static bool
trycreate(Lookup *l, int omode, u32int perm)
{
	if(waserror()) {
		dropcreate(l);
		return false;
	}
	create(l, omode, perm);
	poperror();
	dropcreate(l);
	return true;
}

/* The name to be created is there. */
static void
createexisting(Lookup *l, int omode)
{
	if(omode & Oexcl)
		error(Eexist);
	if(l->mustbedir)
		isdir(l->c);
	nameopen(l, omode | Otrunc);
}

/*
 * create(2) opens a file that exists and truncates it; create(5) fails then.  When two
 * processes create the same file, both may find it missing, and the server lets one
 * of them create it: the other one must look again.  So what both see is as if one had
 * come after the other.  If a third removes the file again before that second look, the
 * create fails, although it need not: a loop could not be told from a directory
 * that forbids creation.
 */
static void
namecreate(Lookup *l, int omode, u32int perm)
{
	char err[Errmax];

	if(l->mustbedir && !(perm & DMdir)) {
		l->nerror = l->n;
		error("create without DMDIR");
	}
	if(l->n == 0)
		error(Eexist);
	walkto(l, l->n - 1);
	l->nerror = l->n;
	if(walklast(l)) {
		createexisting(l, omode);
		return;
	}
	if(strcmp(up->errstr, Eintr) == 0) /* a note came: it may be there */
		nexterror();
	if(trycreate(l, omode, perm))
		return;
	memcpy(err, up->errstr, Errmax);
	if((omode & Oexcl) || !walklast(l))
		error(err);
	createexisting(l, omode);
}

static void
resolve(Lookup *l, int amode, int omode, u32int perm)
{
	if(amode == Acreate) {
		namecreate(l, omode, perm);
		return;
	}
	if((amode == Aaccess || amode == Aopen) && l->name[0] != '\0')
		namewanted(l->name, &l->try);
	walkall(l);
	switch(amode) {
	case Aaccess:
	case Aremove:
		cross(l);
		letgo(putmhead, l->mh);
		break;
	case Abind:
		namebind(l);
		break;
	case Aopen:
		nameopen(l, omode);
		break;
	case Atodir:
		/* one stays below a mount, so that after mounting on . or / it shows at once */
		isdir(l->c);
		break;
	case Amount:
		/* several mounts are made on the same file: the one that is mounted upon */
		break;
	}
}

/* Open a clone of l->c.  false: the long way will say why not */
static bool
tryopen(Lookup *l, int omode)
{
	if(waserror()) {
		cclosep(&l->c);
		return false;
	}
	cunique(&l->c);
	Chan *nc = dopen(l->c, omode & ~Ocexec);
	l->c = nc;
	opened(nc, omode);
	poperror();
	return true;
}

/* Does the name lead where it led before */
static bool
again(Lookup *l, int amode, int omode)
{
	if(amode != Aaccess && (amode != Aopen || (omode & 3) == Oexec))
		return false;
	l->c = namecached(l->name);
	if(l->c == nil)
		return false;
	return amode == Aaccess || tryopen(l, omode);
}

/* What an error shows of the first len bytes of name, or of the end if that is too long. */
static void
shortname(char *buf, const char *name, int len, int errlen)
{
	const char *end = name + len, *tail = end;

	if(len < Longname || len + errlen < Longerror) {
		memcpy(buf, name, (usize)len);
		buf[len] = '\0';
		return;
	}
	for(const char *s = end; s > name; s--) {
		int n = (int)(end - s) + 1;
		if(s[-1] == '/' && (n < Longname || n + errlen < Longerror))
			tail = s - 1;
	}
	if(tail == end) {
		tail = end - Tailname;
		while((*tail & 0xc0) == 0x80)
			tail++;
	}
	char *p = strecpy(buf, buf + Errmax, "...");
	memcpy(p, tail, (usize)(end - tail));
	p[end - tail] = '\0';
}

/* Add the part of the name that an error is about to it, as its kernel's users know it. */
static void
decorate(Lookup *l)
{
	char err[Errmax], name[Errmax];

	strecpy(err, err + Errmax, up->errstr);
	shortname(name, l->name, l->end[l->nerror], (int)strlen(err));
	if(up->bellerr)
		snprint(up->errstr, Errmax, "%#q %s", name, err);
	else
		snprint(up->errstr, Errmax, "%s: %#q", err, name);
}

/* Where exec finds what the program is called. */
static void
setgenbuf(Lookup *l)
{
	strecpy(up->genbuf, up->genbuf + sizeof up->genbuf, l->n > 0 ? l->elem[l->n - 1] : ".");
}

static void
resolvename(Lookup *l, int amode, int omode, u32int perm)
{
	validkname(l->name, true);
	parsename(l, startname(l));
	if(waserror()) {
		if(l->nerror > 0 && l->nerror <= l->n)
			decorate(l);
		nexterror();
	}
	resolve(l, amode, omode, perm);
	poperror();
	setgenbuf(l);
}

Chan *
namec(const char *name, int amode, int omode, u32int perm)
{
	Lookup l = {.name = name};

	if(name[0] == '\0')
		error(Eempty);
	onerror(droplookup, &l);
	if(!again(&l, amode, omode))
		resolvename(&l, amode, omode, perm);
	Chan *c = l.c;
	l.c = nil;
	undo();
	return c;
}

Chan *
namecat(Chan *from, const char *elem, int amode, int omode, u32int perm)
{
	Lookup l = {.name = elem};

	onerror(droplookup, &l);
	incref(&from->ref);
	l.c = from;
	parsename(&l, 0);
	resolve(&l, amode, omode, perm);
	Chan *c = l.c;
	l.c = nil;
	undo();
	return c;
}
