/*
 * Directory entries to bytes and back.
 */
#include "unit.h"
#include "dir.h"
#include "mem.h"

static u64int seed = 1;

static u32int
rnd(u32int n)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (u32int)(seed >> 33) % n;
}

/* an entry as stat(5) lays it out, written down by hand */
static const u8int known[] = {
	62,   0,                                             /* bytes that follow */
	'M',  0,    0x11, 0x22, 0x33, 0x44,                  /* type dev */
	0x80, 1,    2,    3,    4,                           /* qid: type, version */
	0xef, 0xcd, 0xab, 0x89, 0x67, 0x45, 0x23, 0x01,      /* qid: path */
	0xed, 0x01, 0,    0x80, 5,    0,    0,    0,         /* mode atime */
	6,    0,    0,    0,    7,    0,    0,    0,         /* mtime, length */
	1,    0,    0,    0,    4,    0,    'b',  'o',  'o', /* length, name */
	't',  3,    0,    's',  'y',  's',  5,    0,    'a', /* name, uid, gid */
	'd',  'm',  'i',  'n',  3,    0,    'b',  'o',  'b', /* gid, muid */
};
_Static_assert(sizeof known == 64, "49 bytes and the strings");

static void
isknown(const Dir *d)
{
	checkint(d->type, 'M');
	checkint(d->dev, 0x44332211);
	checkint(d->qid.type, QTdir);
	checkint(d->qid.vers, 0x04030201);
	checkint(d->qid.path, 0x0123456789abcdef);
	checkint(d->mode, 0x800001ed);
	checkint(d->atime, 5);
	checkint(d->mtime, 6);
	checkint(d->length, 0x100000007);
	checkstr(d->name, "boot");
	checkstr(d->uid, "sys");
	checkstr(d->gid, "admin");
	checkstr(d->muid, "bob");
}

UNIT(known)
{
	u8int buf[sizeof known];
	char strs[sizeof known];
	Dir d;

	checkint(statcheck(known, sizeof known), 0);
	checkint(convM2D(known, sizeof known, &d, strs), sizeof known);
	isknown(&d);
	checkint(sizedir(&d), sizeof known);
	checkint(convD2M(&d, buf, sizeof buf), sizeof known);
	checkmem(buf, known, sizeof known);
	checkint(convM2D(known, sizeof known, &d, nil), sizeof known);
	check(d.name == nil && d.muid == nil);
	checkint(d.length, 0x100000007);
}

/* every length but the right one is refused; memory ends where the entry does */
UNIT(truncated)
{
	u8int *p;
	char strs[sizeof known];
	Dir d;

	kernelup();
	for(int n = 0; n < (int)sizeof known; n++) {
		p = smalloc((usize)n);
		memmove(p, known, (usize)n);
		checkint(statcheck(p, n), -1);
		checkint(convM2D(p, n, &d, strs), 0);
		if(n >= 2) { /* even if the count agrees */
			put16(p, (u16int)(n - 2));
			checkint(statcheck(p, n), -1);
			checkint(convM2D(p, n, &d, strs), 0);
		}
		kfree(p);
	}
	checkleaks();
}

/* what follows an entry is not its affair; what it says too much of, is */
UNIT(longer)
{
	u8int buf[sizeof known + 10];
	char strs[sizeof buf];
	Dir d;

	memset(buf, 'x', sizeof buf);
	memmove(buf, known, sizeof known);
	checkint(convM2D(buf, sizeof buf, &d, strs), sizeof known);
	isknown(&d);
	checkint(statcheck(buf, sizeof buf), -1);
	put16(buf, sizeof buf - 2);
	checkint(statcheck(buf, sizeof buf), -1);
	checkint(convM2D(buf, sizeof buf, &d, strs), 0);
	for(int i = 0; i < 4;
	    i++) { /* each string's count one too big, the last so that it ends outside */
		static const u8int at[] = {41, 47, 52, 59};
		memmove(buf, known, sizeof known);
		buf[at[i]]++;
		checkint(statcheck(buf, sizeof known), -1);
	}
}

UNIT(nul)
{
	u8int buf[sizeof known];
	char strs[sizeof known];
	Dir d;

	memmove(buf, known, sizeof known);
	buf[44] = 0;
	checkint(statcheck(buf, sizeof buf), 0);
	checkint(convM2D(buf, sizeof buf, &d, strs), 0);
}

UNIT(shortbuf)
{
	u8int *p;
	char strs[sizeof known];
	Dir d;
	int want;

	kernelup();
	convM2D(known, sizeof known, &d, strs);
	for(int n = 0; n < (int)sizeof known; n++) {
		p = smalloc((usize)n);
		want = n < 2 ? 0 : 2;
		checkint(convD2M(&d, p, n), want);
		if(want == 2)
			checkint(get16(p), sizeof known - 2);
		kfree(p);
	}
	checkleaks();
}

UNIT(toobig)
{
	usize n = 2 + Statmax - Statfixlen;
	char *name;
	u8int *p;
	Dir d;

	kernelup();
	name = smalloc(n + 2);
	p = smalloc(2 + Statmax);
	memset(name, 'a', n);
	nulldir(&d);
	d.name = name;
	checkint(sizedir(&d), 2 + Statmax);
	checkint(convD2M(&d, p, 2 + Statmax), 2 + Statmax);
	checkint(get16(p), Statmax);
	checkint(statcheck(p, 2 + Statmax), 0);
	name[n] = 'a';
	checkint(sizedir(&d), 0);
	checkint(convD2M(&d, p, 2 + Statmax), 0);
	kfree(name);
	kfree(p);
	checkleaks();
}

/* wstat(5): all ones and empty strings */
UNIT(nulldir)
{
	u8int buf[Statfixlen], ones[41];
	Dir d;

	nulldir(&d);
	checkint(convD2M(&d, buf, sizeof buf), Statfixlen);
	memset(ones, 0xff, sizeof ones);
	checkmem(buf + 2, ones + 2, 39);
	checkint(get32(buf + 41), 0);
	checkint(get32(buf + 45), 0);
}

static char *
rndstring(char *p, int max)
{
	int n = (int)rnd((u32int)max);

	for(int i = 0; i < n; i++)
		p[i] = (char)(1 + rnd(255));
	p[n] = 0;
	return p;
}

UNIT(roundtrips)
{
	char s[4][40], strs[512];
	u8int buf[256], again[256];
	Dir d, e;
	int n;

	for(int i = 0; i < 20000; i++) {
		for(usize j = 0; j < sizeof d; j++)
			((u8int *)&d)[j] = (u8int)rnd(256);
		d.name = rndstring(s[0], 40);
		d.uid = rndstring(s[1], 40);
		d.gid = rndstring(s[2], 40);
		d.muid = rndstring(s[3], 40);
		n = convD2M(&d, buf, sizeof buf);
		checkint(n, sizedir(&d));
		checkint(convM2D(buf, n, &e, strs), n);
		checkstr(e.name, d.name);
		checkstr(e.uid, d.uid);
		checkstr(e.gid, d.gid);
		checkstr(e.muid, d.muid);
		checkint(convD2M(&e, again, sizeof again), n);
		checkmem(again, buf, (usize)n);
	}
}

/* Whatever the bytes are: nothing outside is touched (valgrind looks), and what is taken goes
 * back to the same bytes */
UNIT(garbage)
{
	u8int *p, again[256];
	char *strs;
	int n, taken = 0;
	Dir d;

	kernelup();
	for(int i = 0; i < 30000; i++) {
		n = (int)rnd(120);
		p = smalloc((usize)n);
		strs = smalloc((usize)n);
		for(int j = 0; j < n; j++)
			p[j] = j < (int)sizeof known ? known[j] : (u8int)rnd(256);
		for(int k = (int)rnd(4); k > 0 && n > 0; k--)
			p[rnd((u32int)n)] = (u8int)rnd(rnd(2) == 0 ? 8 : 256);
		if(convM2D(p, n, &d, strs) != 0) {
			taken++;
			checkint(convD2M(&d, again, sizeof again), 2 + get16(p));
			checkmem(again, p, 2 + (usize)get16(p));
		}
		kfree(strs);
		kfree(p);
	}
	check(taken > 1000 && taken < 25000);
	checkleaks();
}
