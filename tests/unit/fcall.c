/*
 * 9P messages to bytes and back.
 */
#include "unit.h"
#include "fcall.h"
#include "mem.h"

static u64int seed = 1;

static u32int
rnd(u32int n)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (u32int)(seed >> 33) % n;
}

/* ---- messages as intro(5) lays them out, written down by hand ---- */

static void
encodes(Fcall *f, const char *bytes, int n)
{
	u8int buf[128], again[128];
	Fcall g;

	checkint(sizeS2M(f), n);
	checkint(convS2M(f, buf, sizeof buf), n);
	checkmem(buf, bytes, (usize)n);
	checkint(convM2S(buf, n, &g), n);
	checkint(convS2M(&g, again, sizeof again), n);
	checkmem(again, bytes, (usize)n);
}
#define ENCODES(f, bytes) encodes(f, bytes, (int)sizeof bytes - 1)

UNIT(known)
{
	Fcall f = {.type = Tversion, .tag = Notag, .msize = 0x2018, .version = "9P2000"};

	ENCODES(&f, "\x13\0\0\0\x64\xff\xff\x18\x20\0\0\6\0"
		    "9P2000");
	f = (Fcall){.type = Twalk, .tag = 0x102, .fid = 5, .newfid = 0x01020304, .nwname = 2};
	f.wname[0] = "usr";
	f.wname[1] = "";
	ENCODES(&f, "\x18\0\0\0\x6e\2\1\5\0\0\0\4\3\2\1\2\0\3\0usr\0\0");
	f = (Fcall){.type = Rwalk, .tag = 1, .nwqid = 1, .wqid = {{0x1122334455667788, 9, QTdir}}};
	ENCODES(&f, "\x16\0\0\0\x6f\1\0\1\0\x80\x9\0\0\0\x88\x77\x66\x55\x44\x33\x22\x11");
	f = (Fcall){.type = Tread, .tag = 1, .fid = 2, .offset = 0x10000000fu, .count = 0x1000};
	ENCODES(&f, "\x17\0\0\0\x74\1\0\2\0\0\0\xf\0\0\0\1\0\0\0\0\x10\0\0");
	f = (Fcall){.type = Rread, .tag = 1, .count = 3, .data = (u8int *)"abc"};
	ENCODES(&f, "\xe\0\0\0\x75\1\0\3\0\0\0"
		    "abc");
	f = (Fcall){.type = Tflush, .tag = 2, .oldtag = 0x1234};
	ENCODES(&f, "\x9\0\0\0\x6c\2\0\x34\x12");
	f = (Fcall){.type = Rerror, .tag = 3, .ename = "no"};
	ENCODES(&f, "\xb\0\0\0\x6b\3\0\2\0no");
	f = (Fcall){
		.type = Tcreate, .tag = 1, .fid = 1, .name = "x", .perm = DMdir | 0755, .mode = 2};
	ENCODES(&f, "\x13\0\0\0\x72\1\0\1\0\0\0\1\0x\xed\1\0\x80\2");
	f = (Fcall){.type = Ropen, .tag = 1, .qid = {1, 2, 0}, .iounit = 0x2000};
	ENCODES(&f, "\x18\0\0\0\x71\1\0\0\2\0\0\0\1\0\0\0\0\0\0\0\0\x20\0\0");
	f = (Fcall){.type = Tattach, .tag = 1, .fid = 7, .afid = Nofid, .uname = "u", .aname = ""};
	ENCODES(&f, "\x14\0\0\0\x68\1\0\7\0\0\0\xff\xff\xff\xff\1\0u\0\0");
}

/* ---- random messages ---- */

static const u8int types[] = {
	Tversion, Rversion, Tauth,  Rauth,   Tattach, Rattach, Rerror, Tflush, Rflush,
	Twalk,    Rwalk,    Topen,  Ropen,   Tcreate, Rcreate, Tread,  Rread,  Twrite,
	Rwrite,   Tclunk,   Rclunk, Tremove, Rremove, Tstat,   Rstat,  Twstat, Rwstat,
};

enum
{
	Nstr = 24,
	Datamax = 64
};

/* all that f may point to */
typedef struct Mem
{
	char s[Nstr][20];
	u8int data[Datamax];
} Mem;

static void
rndfcall(Fcall *f, Mem *m, int type)
{
	int i, n;

	for(usize j = 0; j < sizeof *f; j++)
		((u8int *)f)[j] = (u8int)rnd(256);
	f->type = (u8int)type;
	for(i = 0; i < Nstr; i++) {
		n = (int)rnd(sizeof m->s[i]);
		for(int j = 0; j < n; j++)
			m->s[i][j] = (char)(1 + rnd(255));
		m->s[i][n] = 0;
	}
	f->version = m->s[16];
	f->uname = m->s[17];
	f->aname = m->s[18];
	f->name = m->s[19];
	f->ename = m->s[20];
	f->nwname = (u16int)rnd(Maxwelem + 1);
	for(i = 0; i < Maxwelem; i++)
		f->wname[i] = m->s[i];
	f->nwqid = (u16int)rnd(Maxwelem + 1);
	for(i = 0; i < Datamax; i++)
		m->data[i] = (u8int)rnd(256);
	f->data = f->stat = m->data;
	if(type == Rread || type == Twrite)
		f->count = rnd(Datamax + 1);
	f->nstat = (u16int)rnd(Datamax + 1);
}

/* the fields that type has */
static void
same(const Fcall *a, const Fcall *b)
{
	u8int x[1024], y[1024];
	int n = convS2M(a, x, sizeof x);

	check(n > 0);
	checkint(convS2M(b, y, sizeof y), n);
	checkmem(y, x, (usize)n);
}

UNIT(roundtrips)
{
	u8int buf[1024];
	Fcall f, g;
	Mem m;
	int n;

	for(int i = 0; i < 30000; i++) {
		rndfcall(&f, &m, types[rnd(nelem(types))]);
		n = convS2M(&f, buf, sizeof buf);
		checkint(n, sizeS2M(&f));
		checkint(convM2S(buf, n, &g), n);
		checkint(g.type, f.type);
		checkint(g.tag, f.tag);
		same(&f, &g);
	}
}

/* A message that is cut anywhere is refused, whether its size says so or not; the memory ends
 * with it, so that valgrind sees a look beyond */
static void
cuts(const u8int *msg, int n)
{
	u8int *p;
	Fcall g;

	for(int k = 0; k < n; k++) {
		p = smalloc((usize)k);
		memmove(p, msg, (usize)k);
		checkint(convM2S(p, k, &g), 0);
		if(k >= 4) {
			put32(p, (u32int)k);
			checkint(convM2S(p, k, &g), 0);
		}
		kfree(p);
	}
}

UNIT(truncated)
{
	u8int buf[1024];
	Fcall f;
	Mem m;
	int n;

	kernelup();
	for(int i = 0; i < nelem(types); i++)
		for(int j = 0; j < 5; j++) {
			rndfcall(&f, &m, types[i]);
			n = convS2M(&f, buf, sizeof buf);
			cuts(buf, n);
			buf[n] = 0; /* one more than it needs */
			put32(buf, (u32int)n + 1);
			checkint(convM2S(buf, n + 1, &f), 0);
			checkint(convM2S(buf, n, &f), 0);
		}
	checkleaks();
}

UNIT(shortbuf)
{
	u8int *p;
	Fcall f;
	Mem m;
	int n;

	kernelup();
	for(int i = 0; i < nelem(types); i++) {
		rndfcall(&f, &m, types[i]);
		n = sizeS2M(&f);
		p = smalloc((usize)n);
		for(int k = 0; k < n; k++)
			checkint(convS2M(&f, p, k), 0);
		checkint(convS2M(&f, p, n), n);
		kfree(p);
	}
	checkleaks();
}

/* A C string ends at a NUL, the server's did not: a name must not mean two things */
UNIT(nul)
{
	u8int buf[64];
	Fcall f = {.type = Twalk, .nwname = 1, .wname = {"abc"}}, g;
	int n = convS2M(&f, buf, sizeof buf);

	buf[n - 2] = 0;
	checkint(convM2S(buf, n, &g), 0);
	f = (Fcall){.type = Rerror, .ename = "abc"};
	n = convS2M(&f, buf, sizeof buf);
	buf[n - 1] = 0;
	checkint(convM2S(buf, n, &g), 0);
}

UNIT(refused)
{
	u8int buf[512];
	char *name;
	Fcall f = {.type = Twalk, .nwname = Maxwelem + 1};

	kernelup();
	for(int i = 0; i < Maxwelem; i++)
		f.wname[i] = "a";
	checkint(sizeS2M(&f), 0);
	f = (Fcall){.type = Rwalk, .nwqid = Maxwelem + 1};
	checkint(sizeS2M(&f), 0);
	f.type = 106; /* Terror */
	checkint(sizeS2M(&f), 0);
	memset(buf, 0, sizeof buf);
	for(int t = 0; t < 256; t++) { /* types that there are not */
		put32(buf, 7);
		buf[4] = (u8int)t;
		f.type = 0;
		checkint(convM2S(buf, 7, &f),
			 t == Rflush || t == Rclunk || t == Rremove || t == Rwstat ? 7 : 0);
	}
	put32(buf, 7 + 2 + 17 * 13); /* 17 qids */
	buf[4] = Rwalk;
	put16(buf + 7, 17);
	checkint(convM2S(buf, 7 + 2 + 17 * 13, &f), 0);
	put32(buf, 17 + 17 * 2); /* 17 names */
	buf[4] = Twalk;
	put16(buf + 15, 17);
	put16(buf + 7, 0);
	checkint(convM2S(buf, 17 + 17 * 2, &f), 0);
	name = smalloc(0x10001);
	memset(name, 'x', 0x10000);
	f = (Fcall){.type = Rerror, .ename = name};
	checkint(sizeS2M(&f), 0);
	name[0xffff] = 0;
	checkint(sizeS2M(&f), 7 + 2 + 0xffff);
	kfree(name);
	f = (Fcall){.type = Rread, .count = 0xfffffff0};
	checkint(sizeS2M(&f), 0);
	checkleaks();
}

/* Bytes that are nearly a message: what is taken goes back to the same bytes */
static bool
garbage(int i)
{
	u8int msg[1024], again[1024], *p;
	Fcall f;
	Mem m;
	int n;
	bool ok;

	rndfcall(&f, &m, types[rnd(nelem(types))]);
	n = convS2M(&f, msg, sizeof msg);
	for(int k = (int)rnd(4); k > 0; k--)
		msg[rnd((u32int)n)] = (u8int)(rnd(2) == 0 ? rnd(256) : rnd(20));
	if(i % 2 == 0)
		n = (int)rnd((u32int)n + 1);
	if(i % 4 != 1 && n >= 4)
		put32(msg, (u32int)n);
	p = smalloc((usize)n);
	memmove(p, msg, (usize)n);
	ok = convM2S(p, n, &f) == n && n > 0;
	if(ok) {
		checkint(convS2M(&f, again, sizeof again), n);
		checkmem(again, msg, (usize)n);
	}
	kfree(p);
	return ok;
}

UNIT(garbage)
{
	int taken = 0;

	kernelup();
	for(int i = 0; i < 40000; i++)
		taken += garbage(i);
	check(taken > 1000 && taken < 30000);
	checkleaks();
}
