/*
 * #z, a device with a bug in each file, for what doc/debugging.md shows: what gdb, valgrind, perf and
 * strace say of it.  Only build/bin/emu-planted and the test of the tools have it.
 *
 *	stale	gives text that was freed: an empty write frees the old text, and nobody notices
 *	slow	counts the lines of a text in time that grows with its square
 *	chatty	asks the host for one byte at a time
 *	left, right	take the same two locks, one after the other, in opposite order
 */
#include "planted.h"
#include "err.h"
#include "host.h"
#include "lib.h"
#include "mem.h"
#include "proc.h"

enum
{
	Qdir,
	Qstale,
	Qslow,
	Qchatty,
	Qleft,
	Qright,
	Slowsize = 20000, /* bytes of the text */
	Holdms = 1000,    /* that left and right keep their first lock before they want the other */
};

static char *text;
static QLock one, other;

static const Dirtab plantedtab[] = {
	{".", {Qdir, 0, QTdir}, 0, 0555},   {"stale", {.path = Qstale}, 0, 0666},
	{"slow", {.path = Qslow}, 0, 0444}, {"chatty", {.path = Qchatty}, 0, 0444},
	{"left", {.path = Qleft}, 0, 0444}, {"right", {.path = Qright}, 0, 0444},
};

static Chan *
plantedattach(const char *spec)
{
	return devattach(&planteddev, spec);
}

static Walkqid *
plantedwalk(Chan *c, Chan *nc, char **name, int n)
{
	return devwalk(c, nc, name, n, plantedtab, nelem(plantedtab), devgen);
}

static int
plantedstat(Chan *c, u8int *buf, int n)
{
	return devstat(c, buf, n, plantedtab, nelem(plantedtab), devgen);
}

static Chan *
plantedopen(Chan *c, int omode)
{
	return devopen(c, omode, plantedtab, nelem(plantedtab), devgen);
}

static void
plantedclose(Chan *c)
{
	USED(c);
}

static int
countlines(const char *s)
{
	int lines = 0;

	for(usize i = 0; i < strlen(s); i++)
		lines += s[i] == '\n';
	return lines;
}

static int
slow(Buf b, int n, s64int off)
{
	char *s = smalloc(Slowsize);
	int lines;

	memset(s, '\n', Slowsize - 1);
	lines = countlines(s);
	kfree(s);
	return readnum(off, b, n, (u64int)lines, 12);
}

static int
chatty(Buf b, int n)
{
	char c;

	for(int i = 0; i < n; i++) {
		hostrandom(&c, 1);
		bufput(bufadd(b, (usize)i), &c, 1);
	}
	return n;
}

static int
cross(QLock *first, QLock *second)
{
	qlock(first);
	tsleep(&up->sleepr, never, nil, Holdms);
	qlock(second);
	qunlock(second);
	qunlock(first);
	return 0;
}

static int
plantedread(Chan *c, Buf b, int n, s64int off)
{
	switch(c->qid.path) {
	case Qdir:
		return devdirread(c, b, n, plantedtab, nelem(plantedtab), devgen);
	case Qstale:
		return readstr(off, b, n, text != nil ? text : "");
	case Qslow:
		return slow(b, n, off);
	case Qchatty:
		return chatty(b, n);
	case Qleft:
		return cross(&one, &other);
	default:
		return cross(&other, &one);
	}
}

static int
plantedwrite(Chan *c, Buf b, int n, s64int off)
{
	USED(off);
	if(c->qid.path != Qstale)
		error(Eperm);
	kfree(text);
	if(n == 0)
		return 0;
	text = smalloc((usize)n + 1);
	bufget(text, b, (usize)n);
	return n;
}

const Dev planteddev = {
	.dc = 'z',
	.name = "planted",
	.attach = plantedattach,
	.walk = plantedwalk,
	.stat = plantedstat,
	.open = plantedopen,
	.close = plantedclose,
	.read = plantedread,
	.write = plantedwrite,
};
