/*
 * Registers, in the order and the widths that the description tells gdb: general ones, segments, x87, SSE, and the upper
 * halves of AVX where the host has them.
 */
#include "gdbserver.h"

enum
{
	/* numbers */
	Rflags = 17,
	Rcs,
	Rst = 24,
	Rfctrl = 32,
	Rxmm = 40,
	Rmxcsr = 56,
	Rymmh,
	Nreg = Rymmh + 16,
	/* where things are in what FXSAVE or XSAVE stores */
	Fcw = 0,
	Fsw = 2,
	Ftw = 4, /* a bit for each that is in use */
	Fop = 6,
	Fip = 8,
	Fdp = 16,
	Fmxcsr = 24,
	Fst = 32,
	Fxmm = 160,
	Fymmh = 576,
	Fsize = 512,
	Fsizeavx = Fymmh + 16 * 16,
	Regmax = 16, /* bytes of one */
};

static struct
{
	char *name;
	int at;   /* in the Ureg */
	int size; /* there */
} general[Rst] = {
	{"rax", offsetof(Ureg, ax), 8},  {"rbx", offsetof(Ureg, bx), 8},
	{"rcx", offsetof(Ureg, cx), 8},  {"rdx", offsetof(Ureg, dx), 8},
	{"rsi", offsetof(Ureg, si), 8},  {"rdi", offsetof(Ureg, di), 8},
	{"rbp", offsetof(Ureg, bp), 8},  {"rsp", offsetof(Ureg, sp), 8},
	{"r8", offsetof(Ureg, r8), 8},   {"r9", offsetof(Ureg, r9), 8},
	{"r10", offsetof(Ureg, r10), 8}, {"r11", offsetof(Ureg, r11), 8},
	{"r12", offsetof(Ureg, r12), 8}, {"r13", offsetof(Ureg, r13), 8},
	{"r14", offsetof(Ureg, r14), 8}, {"r15", offsetof(Ureg, r15), 8},
	{"rip", offsetof(Ureg, pc), 8},  {"eflags", offsetof(Ureg, flags), 4},
	{"cs", offsetof(Ureg, cs), 4},   {"ss", offsetof(Ureg, ss), 4},
	{"ds", offsetof(Ureg, ds), 2},   {"es", offsetof(Ureg, es), 2},
	{"fs", offsetof(Ureg, fs), 2},   {"gs", offsetof(Ureg, gs), 2},
};
static char *fpname[] = {"fctrl", "fstat", "ftag", "fiseg", "fioff", "foseg", "fooff", "fop"};

static struct
{
	Ureg u;
	uchar fp[4096];
	long nu, nfp; /* bytes that are there; -1: not read yet */
} regs = {.nu = -1, .nfp = -1};

void
regsfresh(void)
{
	regs.nu = regs.nfp = -1;
}

static int
haveureg(void)
{
	if(regs.nu < 0)
		regs.nu = pread(target.regs, &regs.u, sizeof regs.u, 0);
	return regs.nu == sizeof regs.u;
}

static int
havefp(int size)
{
	if(regs.nfp < 0)
		regs.nfp = pread(target.fpregs, regs.fp, sizeof regs.fp, 0);
	return regs.nfp >= size;
}

uvlong
getpc(void)
{
	return haveureg() ? regs.u.pc : 0;
}

int
gettrap(void)
{
	return haveureg() ? regs.u.type : -1;
}

static int
width(int r)
{
	if(r < Rflags)
		return 8;
	if(r < Rst)
		return 4;
	if(r < Rfctrl)
		return 10;
	if(r < Rxmm || r == Rmxcsr)
		return 4;
	return 16;
}

/* ---- x87 ---- */

/* two bits for each register, by physical number: 0 a number, 1 zero, 2 special, 3 not in use */
static int
fulltags(void)
{
	int top = regs.fp[Fsw + 1] >> 3 & 7, tags = 0, i, t, exp;
	uchar *st;

	for(i = 0; i < 8; i++) {
		st = regs.fp + Fst + 16 * ((i - top) & 7);
		exp = (st[9] << 8 | st[8]) & 0x7FFF;
		if((regs.fp[Ftw] >> i & 1) == 0)
			t = 3;
		else if(exp == 0 && memcmp(st, "\0\0\0\0\0\0\0", 8) == 0)
			t = 1;
		else
			t = exp == 0x7FFF || exp == 0 || (st[7] & 0x80) == 0 ? 2 : 0;
		tags |= t << (2 * i);
	}
	return tags;
}

static void
settags(int tags)
{
	regs.fp[Ftw] = 0;
	for(int i = 0; i < 8; i++)
		if((tags >> (2 * i) & 3) != 3)
			regs.fp[Ftw] |= 1 << i;
}

/* one of fctrl to fop, 4 bytes */
static void
fpcontrol(int r, uchar *v, int set)
{
	static int at[] = {Fcw, Fsw, 0, Fip + 4, Fip, Fdp + 4, Fdp, Fop};
	static int size[] = {2, 2, 0, 4, 4, 4, 4, 2};
	int tags, i = r - Rfctrl;

	if(size[i] == 0) {
		if(set)
			settags(v[0] | v[1] << 8);
		tags = fulltags();
		v[0] = tags;
		v[1] = tags >> 8;
	} else if(set)
		memmove(regs.fp + at[i], v, size[i]);
	else
		memmove(v, regs.fp + at[i], size[i]);
}

/* where a floating point register is; -1: it is made by fpcontrol */
static int
fpat(int r)
{
	if(r < Rfctrl)
		return Fst + 16 * (r - Rst);
	if(r < Rxmm)
		return -1;
	if(r < Rmxcsr)
		return Fxmm + 16 * (r - Rxmm);
	return r == Rmxcsr ? Fmxcsr : Fymmh + 16 * (r - Rymmh);
}

/* ---- one register ---- */

/* 0: it is not there now */
static int
copyreg(int r, uchar *v, int set)
{
	void *p;

	if(r < Rst) {
		if(!haveureg())
			return 0;
		p = (uchar *)&regs.u + general[r].at;
		if(set)
			memmove(p, v, general[r].size);
		else
			memmove(v, p, general[r].size);
		return 1;
	}
	if(!havefp(r >= Rymmh ? Fsizeavx : Fsize))
		return 0;
	if(fpat(r) < 0)
		fpcontrol(r, v, set);
	else if(set)
		memmove(regs.fp + fpat(r), v, width(r));
	else
		memmove(v, regs.fp + fpat(r), width(r));
	return 1;
}

/* Since a state with AVX in it is only restored as far as its header says, that tells of all now. */
static int
writeback(int r)
{
	if(r < Rst)
		return pwrite(target.regs, &regs.u, sizeof regs.u, 0) == sizeof regs.u;
	if(regs.nfp >= Fsizeavx)
		regs.fp[Fsize] |= 3 | (r >= Rymmh ? 4 : 0);
	return pwrite(target.fpregs, regs.fp, regs.nfp, 0) == regs.nfp;
}

/* How many the description has; one from which nothing is to be had now, has them all */
static int
nreg(void)
{
	static int n;

	if(n == 0)
		n = havefp(Fsizeavx) || !havefp(Fsize) ? Nreg : Rymmh;
	return n;
}

long
getreg(int r, char *s)
{
	uchar v[Regmax];
	char *p = s;
	int i, ok;

	if(r < 0 || r >= nreg())
		return 0;
	memset(v, 0, sizeof v);
	ok = copyreg(r, v, 0);
	for(i = 0; i < width(r); i++)
		p += sprint(p, ok ? "%02x" : "xx", v[i]);
	return p - s;
}

long
getregs(char *s)
{
	char *p = s;
	int r;

	for(r = 0; r < nreg(); r++)
		p += getreg(r, p);
	return p - s;
}

int
setreg(int r, char *s)
{
	uchar v[Regmax];

	if(r < 0 || r >= nreg())
		return 0;
	if(strlen(s) != 2 * width(r) || unhex(v, s, width(r)) != width(r) || !copyreg(r, v, 1))
		return 0;
	if(writeback(r))
		return 1;
	regsfresh();
	return 0;
}

/* all, or the first of them */
int
setregs(char *s)
{
	uchar v[Regmax];
	int r, w;

	for(r = 0; r < nreg() && *s != '\0'; r++, s += 2 * w) {
		w = width(r);
		memset(v, 0, sizeof v);
		if(unhex(v, s, w) == w)
			copyreg(r, v, 1);
		else if(strncmp(s, "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", 2 * w) != 0)
			break;
	}
	if(r > 0 && *s == '\0' && writeback(0) && (r <= Rst || writeback(r - 1)))
		return 1;
	regsfresh();
	return 0;
}

/* ---- what they are ---- */

static char head[] = "<?xml version=\"1.0\"?>\n<!DOCTYPE target SYSTEM "
		     "\"gdb-target.dtd\">\n<target version=\"1.0\">\n"
		     "<architecture>i386:x86-64</architecture>\n<osabi>none</osabi>\n";
static char flags[] =
	"<flags id=\"eflags\" size=\"4\">\n<field name=\"CF\" start=\"0\" end=\"0\"/>\n"
	"<field name=\"PF\" start=\"2\" end=\"2\"/>\n<field name=\"AF\" start=\"4\" end=\"4\"/>\n"
	"<field name=\"ZF\" start=\"6\" end=\"6\"/>\n<field name=\"SF\" start=\"7\" end=\"7\"/>\n"
	"<field name=\"TF\" start=\"8\" end=\"8\"/>\n<field name=\"IF\" start=\"9\" end=\"9\"/>\n"
	"<field name=\"DF\" start=\"10\" end=\"10\"/>\n<field name=\"OF\" start=\"11\" "
	"end=\"11\"/>\n</flags>\n";
static char vectors[] =
	"<vector id=\"v4f\" type=\"ieee_single\" count=\"4\"/>\n<vector id=\"v2d\" "
	"type=\"ieee_double\" count=\"2\"/>\n"
	"<vector id=\"v16i8\" type=\"int8\" count=\"16\"/>\n<vector id=\"v8i16\" type=\"int16\" "
	"count=\"8\"/>\n"
	"<vector id=\"v4i32\" type=\"int32\" count=\"4\"/>\n<vector id=\"v2i64\" type=\"int64\" "
	"count=\"2\"/>\n"
	"<union id=\"vec128\">\n<field name=\"v4_float\" type=\"v4f\"/>\n<field name=\"v2_double\" "
	"type=\"v2d\"/>\n"
	"<field name=\"v16_int8\" type=\"v16i8\"/>\n<field name=\"v8_int16\" type=\"v8i16\"/>\n"
	"<field name=\"v4_int32\" type=\"v4i32\"/>\n<field name=\"v2_int64\" type=\"v2i64\"/>\n"
	"<field name=\"uint128\" type=\"uint128\"/>\n</union>\n";

static void
reg(Textbuf *b, char *name, int r, char *type)
{
	char s[128];

	snprint(s, sizeof s, "<reg name=\"%s\" bitsize=\"%d\" type=\"%s\" regnum=\"%d\"/>\n", name,
		8 * width(r), type, r);
	textadd(b, s);
}

static void
several(Textbuf *b, char *fmt, int first, int n, char *type)
{
	char name[16];

	for(int i = 0; i < n; i++) {
		snprint(name, sizeof name, fmt, i);
		reg(b, name, first + i, type);
	}
}

static char *
typeof1(int r)
{
	if(r == Rflags)
		return "eflags";
	if(r > Rflags)
		return "int32";
	return strcmp(general[r].name, "rip") == 0 ? "code_ptr"
	       : strcmp(general[r].name, "rsp") == 0 || strcmp(general[r].name, "rbp") == 0
		       ? "data_ptr"
		       : "int64";
}

char *
describe(void)
{
	static Textbuf b;

	textset(&b, head);
	textadd(&b, "<feature name=\"org.gnu.gdb.i386.core\">\n");
	textadd(&b, flags);
	for(int i = 0; i < Rst; i++)
		reg(&b, general[i].name, i, typeof1(i));
	several(&b, "st%d", Rst, 8, "i387_ext");
	for(int i = 0; i < nelem(fpname); i++)
		reg(&b, fpname[i], Rfctrl + i, "int");
	textadd(&b, "</feature>\n<feature name=\"org.gnu.gdb.i386.sse\">\n");
	textadd(&b, vectors);
	several(&b, "xmm%d", Rxmm, 16, "vec128");
	reg(&b, "mxcsr", Rmxcsr, "int32");
	textadd(&b, "</feature>\n");
	if(nreg() > Rymmh) {
		textadd(&b, "<feature name=\"org.gnu.gdb.i386.avx\">\n");
		several(&b, "ymm%dh", Rymmh, 16, "uint128");
		textadd(&b, "</feature>\n");
	}
	textadd(&b, "</target>\n");
	return b.s;
}
