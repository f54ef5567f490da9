/*
 * Which files are there, and what qids they have.
 *
 * The files come from several devices and servers, whose qids may be the same; here they are files of
 * one server.  So each device but the first gets a random number, which is combined with the paths of its
 * qids by an exclusive or.
 */
#include <u.h>
#include <libc.h>
#include <bio.h>
#include <regexp.h>
#include <fcall.h>
#include <thread.h>
#include <9p.h>
#include "exportfs.h"

typedef struct Device Device;
struct Device
{
	Device *next;
	uint type;
	uint dev;
	uvlong mask;
};

typedef struct Pattern Pattern;
struct Pattern
{
	Pattern *next;
	int want; /* it must match, or it must not */
	Reprog *prog;
};

static QLock devlock;
static Device *devices;
static Pattern *patternlist;

/* a sequence of numbers in which all bits change */
static uvlong
newmask(void)
{
	static uvlong seed;
	uvlong x;

	if(seed == 0)
		seed = nsec() ^ (uvlong)getpid() << 40;
	seed += 0x9e3779b97f4a7c15ULL;
	x = seed;
	x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9ULL;
	x = (x ^ x >> 27) * 0x94d049bb133111ebULL;
	return x ^ x >> 31;
}

uvlong
exportqid(uint type, uint dev, uvlong path)
{
	Device *d;

	qlock(&devlock);
	for(d = devices; d != nil && (d->type != type || d->dev != dev); d = d->next) {
	}
	if(d == nil) {
		d = emalloc9p(sizeof *d);
		d->type = type;
		d->dev = dev;
		d->mask = devices == nil ? 0 : newmask();
		d->next = devices;
		devices = d;
	}
	qunlock(&devlock);
	return path ^ d->mask;
}

/* lines of + or - and a regular expression */
void
patterns(char *file)
{
	Biobuf *b;
	Pattern *p;
	char *s;

	b = Bopen(file, OREAD);
	if(b == nil)
		sysfatal("can't open %s: %r", file);
	for(; (s = Brdstr(b, '\n', 1)) != nil; free(s)) {
		if(s[0] == 0 || s[0] == '#')
			continue;
		if((s[0] != '+' && s[0] != '-') || s[1] != ' ')
			sysfatal("%s: a line begins with + or - and a blank: %s", file, s);
		p = emalloc9p(sizeof *p);
		p->want = s[0] == '+';
		p->prog = regcomp(s + 2);
		if(p->prog == nil)
			sysfatal("%s: bad regular expression: %s", file, s + 2);
		p->next = patternlist;
		patternlist = p;
	}
	Bterm(b);
}

/* the root always is there */
int
exported(Node *n, char *elem)
{
	Pattern *p;
	char *name;
	int ok;

	if(patternlist == nil)
		return 1;
	name = nodename(n, elem);
	ok = 1;
	if(name[0] != 0)
		for(p = patternlist; p != nil && ok; p = p->next)
			ok = regexec(p->prog, name, nil, 0) == p->want;
	free(name);
	return ok;
}

static int
exportedentry(Node *n, uchar *name)
{
	char *elem;
	int ok;

	if(patternlist == nil)
		return 1;
	elem = emalloc9p(GBIT16(name) + 1);
	memmove(elem, name + BIT16SZ, GBIT16(name));
	ok = exported(n, elem);
	free(elem);
	return ok;
}

/* entries of directory n as a read gave them: leave some out, and give the others our qids */
long
exportdir(Node *n, uchar *buf, long count)
{
	uchar *from, *to, *e;
	long size;
	uvlong path;

	to = buf;
	e = buf + count;
	for(from = buf; from < e; from += size) {
		size = GBIT16(from) + BIT16SZ;
		if(size < STATFIXLEN || from + size > e)
			break;
		if(!exportedentry(n, from + STATFIXLEN - 4 * BIT16SZ))
			continue;
		memmove(to, from, size);
		path = GBIT64(to + 13);
		path = exportqid(GBIT16(to + 2), GBIT32(to + 4), path);
		PBIT64(to + 13, path);
		to += size;
	}
	return to - buf;
}
