/*
 * The 9P server against clients that send anything: requests of all dialects with fields of chance, with bytes
 * changed, cut off, or with the wrong size; who use tags and fids again, flush what is there and what is not, begin
 * anew in the middle, hang up, and do not read.  An honest client must be served all the time.  By hand,
 * under the sanitizers:
 *
 *	UNIT_TIMEOUT=3600 UNIT_MESSAGES=1000000 UNIT_SEED=7 build-asan/bin/unitmem -p /servefuzz
 */
#include "serveunit.h"

enum
{
	Nclient = 4,
	Often = 200,       /* messages between looks at the honest client */
	Maxbody = 8 * KiB, /* 17 long names and more */
	Msghead = 7,
};

static u64int seed;
static u8int msg[Msize + Maxbody];
static int nmsg;

static u32int
rnd(u32int n)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (u32int)((seed >> 32) % n);
}

/* ---- messages ---- */

static void
putnum(int bytes, u64int v)
{
	for(int i = 0; i < bytes; i++)
		msg[nmsg++] = (u8int)(v >> 8 * i);
}

/* small, at the edge, or anything */
static void
number(int bytes)
{
	static const u64int edge[] = {0xff,       0xffff,     0xffffffff,      0x7fffffff,
				      0x80000000, ~(u64int)0, ~(u64int)0 >> 1, (u64int)1 << 63};
	u32int kind = rnd(10);

	putnum(bytes, kind < 7 ? rnd(8) : kind < 9 ? edge[rnd(nelem(edge))] : seed);
}

static void
name(void)
{
	static const struct
	{
		const char *s;
		int n;
	} names[] = {{"", 0},         {".", 1},     {"..", 2},       {"/", 1},    {"a/b", 3},
		     {"env", 3},      {"mnt", 3},   {"srv", 3},      {"data", 4}, {"x", 1},
		     {"y", 1},        {"data1", 5}, {"\xff\xfe", 2}, {"a\0b", 3}, {"\x01", 1},
		     {"\xc3\xa9", 2}, {"#c", 2},    {"9P2000.L", 8}};
	u32int i = rnd(nelem(names) + 1);
	int n = i < nelem(names) ? names[i].n : 300;

	putnum(2, rnd(50) == 0 ? rnd(0xffff) : (u32int)n);
	for(int k = 0; k < n; k++)
		msg[nmsg++] = i < nelem(names) ? (u8int)names[i].s[k] : 'l';
}

static void
bytes(int n)
{
	while(n-- > 0)
		msg[nmsg++] = (u8int)rnd(256);
}

static void
entry(void)
{
	int start = nmsg, n;

	nmsg += 4;
	bytes(rnd(3) == 0 ? 39 : 0);
	for(n = nmsg - start - 4; n < 39; n++)
		msg[nmsg++] = 0xff;
	for(int i = rnd(2) == 0 ? 4 : 5; i > 0; i--)
		name();
	if(rnd(2) == 0)
		for(int i = 0; i < 3; i++)
			putnum(4, 0xffffffff);
	n = nmsg - start;
	put16(msg + start, (u16int)(n - 2));
	put16(msg + start + 2, (u16int)(n - 4));
}

static void
field(char kind)
{
	int n;

	switch(kind) {
	case 'n':
		name();
		break;
	case 'w':
		n = (int)rnd(18);
		putnum(2, rnd(30) == 0 ? rnd(0xffff) : (u32int)n);
		while(n-- > 0)
			name();
		break;
	case 'd':
		n = (int)rnd(200);
		putnum(4, rnd(20) == 0 ? (u32int)seed : (u32int)n);
		bytes(n);
		break;
	case 'e':
		entry();
		break;
	default:
		number(kind - '0');
	}
}

/* the fields of each request */
static const char *const fields[] = {
	[8] = "4",       [12] = "44",     [14] = "4n444", [16] = "4nn4",       [18] = "4n4444",
	[20] = "44n",    [22] = "4",      [24] = "48",    [26] = "4444488888", [30] = "44n",
	[32] = "4n84",   [40] = "484",    [50] = "44",    [52] = "414884n",    [54] = "41884n",
	[70] = "44n",    [72] = "4n44",   [74] = "4n4n",  [76] = "4n4",        [100] = "4n",
	[102] = "4nn4",  [104] = "44nn4", [108] = "2",    [110] = "44w",       [112] = "41",
	[114] = "4n41n", [116] = "484",   [118] = "48d",  [120] = "4",         [122] = "4",
	[124] = "4",     [126] = "4e",
};

static int
sometype(void)
{
	static const u8int often[] = {Twalk, Topen, Tread,   Twrite, 12,
				      24,    40,    Tcreate, Tclunk, Tflush};
	int t;

	if(rnd(3) != 0)
		return often[rnd(nelem(often))];
	do
		t = (int)rnd(nelem(fields));
	while(fields[t] == nil || (t == Tversion && rnd(10) != 0));
	return t;
}

/* what is wrong with the message, if anything; its size word stands for it as it was */
static void
spoil(void)
{
	switch(rnd(20)) {
	case 0:
		nmsg = Msghead + (int)rnd((u32int)(nmsg - Msghead + 1));
		put32(msg, (u32int)nmsg);
		break;
	case 1:
		msg[4 + rnd((u32int)nmsg - 4)] = (u8int)rnd(256);
		break;
	case 2:
		bytes((int)rnd(20));
		put32(msg, (u32int)nmsg);
		break;
	case 3:
		if(rnd(20) == 0)
			put32(msg, rnd(2) == 0 ? (u32int)seed : rnd(10));
	}
}

static void
request(void)
{
	int type = sometype();

	nmsg = 0;
	putnum(4, 0);
	putnum(1, (u64int)type);
	putnum(2, type == Tversion ? Notag : rnd(64));
	for(const char *f = fields[type]; *f != '\0'; f++)
		field(*f);
	put32(msg, (u32int)nmsg);
	spoil();
}

/* ---- clients ---- */

typedef struct Client
{
	int fd; /* -1: not there */
	bool deaf;
	bool unix; /* its dialect has the user's number */
} Client;

/* at the end of msg: attach as who may */
static void
attach(u32int fid, u16int tag, bool unix)
{
	Fcall f = {.type = Tattach,
		   .tag = tag,
		   .fid = fid,
		   .afid = Nofid,
		   .uname = "glenda",
		   .aname = ""};
	int start = nmsg;

	nmsg += convS2M(&f, msg + nmsg, sizeof msg - (usize)nmsg);
	if(unix)
		putnum(4, Uid);
	put32(msg + start, (u32int)(nmsg - start));
}

/* a request that can be done, so that others can be too: a new root, or a walk from one to a file */
static void
sensible(Client *c)
{
	static char *const path[][2] = {{"env", "x"}, {"env", "y"}, {"mnt", "data"},
					{"srv", "x"}, {"env", "z"}, {"mnt", nil}};
	char *const *name = path[rnd(nelem(path))];
	Fcall f = {.type = Twalk, .tag = (u16int)rnd(64), .fid = rnd(8), .newfid = rnd(8)};

	nmsg = 0;
	if(rnd(3) == 0) {
		attach(rnd(8), f.tag, c->unix);
		return;
	}
	f.nwname = (u16int)rnd(3);
	if(f.nwname == 2 && name[1] == nil)
		f.nwname = 1;
	memmove(f.wname, name, sizeof *path);
	nmsg = convS2M(&f, msg, sizeof msg);
}

static int got[256]; /* answers that came in one piece, by type */

static void
startas(Client *c, const char *v)
{
	Fcall f = {.type = Tversion,
		   .tag = Notag,
		   .msize = 256 + rnd(Msize),
		   .version = (char *)(uintptr)v};

	c->fd = dial();
	c->deaf = false;
	c->unix = v[6] != '\0';
	nmsg = convS2M(&f, msg, sizeof msg);
	attach(0, 0, c->unix);
	hostwrite(c->fd, (uintptr)msg, (usize)nmsg, -1);
}

static void
start(Client *c)
{
	static const char *const versions[] = {"9P2000", "9P2000.u", "9P2000.L"};

	startas(c, versions[rnd(nelem(versions))]);
	c->deaf = rnd(10) == 0;
}

static void
stop(Client *c)
{
	hostclose(c->fd);
	c->fd = -1;
}

static void
count(const u8int *p, int n)
{
	int size;

	for(; n >= Msghead && (size = (int)get32(p)) >= Msghead && size <= n; n -= size, p += size)
		got[p[4]]++;
}

/* what comes, without waiting; false: it hung up */
static bool
swallow(Client *c)
{
	static u8int in[64 * KiB];
	s64int n;

	while(!c->deaf && (n = hostread(c->fd, (uintptr)in, sizeof in, -1)) != -Hagain)
		if(n <= 0)
			return false;
		else
			count(in, (int)n);
	return true;
}

static void
step(Client *c)
{
	s64int n;

	if(c->fd < 0) {
		start(c);
		return;
	}
	if(rnd(3) == 0)
		sensible(c);
	else
		request();
	n = hostwrite(c->fd, (uintptr)msg, (usize)nmsg, -1);
	if((n >= 0 ? n != nmsg : n != -Hagain) || !swallow(c) || rnd(300) == 0)
		stop(c); /* also when only a part of a message went */
}

/* the honest one is answered as long as it asks */
static void
ask(int fd)
{
	Fcall f = {.type = Tstat, .tag = 1, .fid = 0};
	u8int in[Msize];
	int n = convS2M(&f, in, sizeof in);

	checkint(hostwrite(fd, (uintptr)in, (usize)n, -1), n);
	check(take(fd, in, 4));
	n = (int)get32(in);
	check(n > 4 && n <= (int)sizeof in && take(fd, in + 4, n - 4));
	check(convM2S(in, n, &f) == n);
	checkint(f.type, Rstat);
}

static int
honest(void)
{
	u8int in[64];
	Client c;

	startas(&c, "9P2000");
	check(take(c.fd, in, 19) && in[4] == Rversion);
	check(take(c.fd, in, 20) && in[4] == Rattach);
	return c.fd;
}

UNIT(anything)
{
	/* what is asked must be possible now and then; the last ones are of 9P2000.L */
	static const u8int some[] = {Rversion, Rattach, Rwalk, Ropen, Rclunk, Rstat,
				     Rflush,   Rerror,  7,     13,    25};
	s64int todo = fakeparam("UNIT_MESSAGES", fakeslow() ? 2000 : 50000);
	Client client[Nclient];
	int fd;

	seed = (u64int)fakeparam("UNIT_SEED", 1) * 0x9e3779b97f4a7c15;
	kernelup();
	devof('s')->init();
	memmark();
	newns();
	up->egrp = newegrp();
	bind("#e", "/env", Mrepl | Mcreate);
	bind("#|", "/mnt", Mrepl);
	bind("#s", "/srv", Mrepl); /* what is posted there stays */
	servestart();
	fd = honest();
	for(int i = 0; i < Nclient; i++)
		client[i].fd = -1;
	for(s64int i = 0; i < todo; i++) {
		step(&client[rnd(Nclient)]);
		if(i % Often == 0)
			ask(fd);
	}
	for(int i = 0; i < Nclient; i++)
		if(client[i].fd >= 0)
			stop(&client[i]);
	ask(fd);
	for(int i = 0; i < nelem(some) && !fakeslow(); i++)
		check(got[some[i]] > 0);
	hostclose(fd);
	servedown();
}
