/*
 * Control messages, and the copies to and from Bufs.
 */
#include "unit.h"
#include "mem.h"
#include "parse.h"
#include "proc.h"

enum
{
	CMkill,
	CMname,
	CMany,
};

static const Cmdtab tab[] = {
	{CMkill, "kill", 1},
	{CMname, "name", 2},
	{CMany, "any", 0},
};

static Cmdbuf *
parse(const char *text)
{
	return parsecmd(kbuf((void *)(uintptr)text), (int)strlen(text));
}

static void
lookup(const char *text, int index, int nword)
{
	Cmdbuf *cb = parse(text);

	checkint(lookupcmd(cb, tab, nelem(tab))->index, index);
	checkint(cb->nword, nword);
	freecmd(cb);
}

static void
refuse(const char *text, const char *err)
{
	Cmdbuf *cb = parse(text);

	checkerror(lookupcmd(cb, tab, nelem(tab)), err);
	freecmd(cb);
}

UNIT(commands)
{
	kernelup();
	lookup("kill", CMkill, 1);
	lookup("kill\n", CMkill, 1);
	lookup("  name  'a b'\n", CMname, 2);
	lookup("any", CMany, 1);
	lookup("any 1 2 3", CMany, 4);
	checkleaks();
}

UNIT(refused)
{
	kernelup();
	refuse("", "empty control message");
	refuse(" \n", "empty control message");
	refuse("kill now", "wrong #args in control message \"kill now\"");
	refuse("name", "wrong #args in control message \"name\"");
	refuse("frob 'x y'", "unknown control message \"frob 'x y'\"");
	checkint(up->err.n, 0);
	checkleaks();
}

UNIT(star)
{
	static const Cmdtab any[] = {{7, "*", 0}};
	Cmdbuf *cb;

	kernelup();
	cb = parse("whatever it is");
	checkint(lookupcmd(cb, any, 1)->index, 7);
	freecmd(cb);
}

/* a message longer than an error string is cut, and still ends with its quote */
UNIT(toolong)
{
	char text[400];
	Cmdbuf *cb;

	kernelup();
	memset(text, 'x', sizeof text);
	cb = parsecmd(kbuf(text), sizeof text);
	if(!waserror()) {
		lookupcmd(cb, tab, nelem(tab));
		poperror();
		check(false);
	}
	checkint(strlen(up->errstr), Errmax - 1);
	check(strncmp(up->errstr, "unknown control message \"xxx", 28) == 0);
	check(up->errstr[Errmax - 2] == '"');
	freecmd(cb);
	checkerror(parsecmd(kbuf(text), 1 << 20), Etoobig);
	checkerror(parsecmd(kbuf(text), -1), Ebadarg);
	checkleaks();
}

/* the copy from the user's memory fails: nothing stays behind */
UNIT(badmemory)
{
	kernelup();
	checkerror(parsecmd(ubuf(uaddr(8)), 10), Ebadarg);
	checkint(up->err.n, 0);
	checkleaks();
}

UNIT(reads)
{
	char b[32];

	kernelup();
	memset(b, 'z', sizeof b);
	checkint(readstr(0, kbuf(b), 10, "hello"), 5);
	checkmem(b, "helloz", 6);
	checkint(readstr(3, kbuf(b), 10, "hello"), 2);
	checkint(readstr(0, kbuf(b), 2, "hello"), 2);
	checkint(readstr(5, kbuf(b), 10, "hello"), 0);
	checkint(readstr(1000000000000, kbuf(b), 10, "hello"), 0);
	checkint(readstr(-1, kbuf(b), 10, "hello"), 0);
	checkint(readstr(0, kbuf(b), 0, "hello"), 0);
	checkint(readstr(0, kbuf(b), -5, "hello"), 0);
	checkint(readnum(0, kbuf(b), 32, 123, 12), 12);
	checkmem(b, "        123 ", 12);
	checkint(readnum(8, kbuf(b), 2, 123, 12), 2);
	checkmem(b, "12", 2);
	checkint(readmem(1, kbuf(b), 9, "ab\0cd", 5), 4);
	checkmem(b, "b\0cd", 4);
	checkerror(readstr(0, ubuf(uaddr(16)), 5, "hello"), Ebadarg);
}

UNIT(bufs)
{
	char a[8] = "1234567", b[8];

	kernelup();
	bufget(b, kbuf(a), 8);
	checkstr(b, "1234567");
	bufput(bufadd(kbuf(a), 2), "xy", 2);
	checkstr(a, "12xy567");
	bufzero(bufadd(kbuf(a), 6), 1);
	checkstr(a, "12xy56");
	bufget(b, ubuf(uaddr((uintptr)a)), 8);
	checkstr(b, "12xy56");
	bufput(ubuf(uaddr((uintptr)b)), "Q", 1);
	checkstr(b, "Q2xy56");
	bufzero(ubuf(uaddr((uintptr)b)), 0);
	bufzero(ubuf(uaddr((uintptr)b)), 8);
	checkstr(b, "");
	checkerror(bufzero(ubuf(uaddr(0x1000)), 8), Ebadarg);
}
