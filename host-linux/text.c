/*
 * Rewriting of system call stubs in program text.  Only whole, unmistakable
 * shapes are touched; anything else keeps trapping, which is slower and just as right.
 *
 *	48 c7 c5 n 0 0 0  0f 05		movq $n, %rbp; syscall	-> call gate n; 4-byte nop
 *	31 ed             0f 05 c3	call 0 of 9front's libc: left alone
 *	48 a5 48 a5 48 a5 0f 05		Go's syscall.Syscall	-> movsq; call gate; nop
 *
 * Text is rewritten in the memory object before anybody maps it.
 */
#define _GNU_SOURCE
#include <string.h>
#include <sys/mman.h>
#include "linux.h"

enum
{
	Ncall = 54,
	Slot = 16,
	Movs2 = 63
};

static void
putcall(u8int *p, uintptr at, int slot)
{
	s32int d = (s32int)(Gatebase + (uintptr)(slot * Slot) - (at + 5));

	*p = 0xe8;
	memcpy(p + 1, &d, 4);
}

/* is p the immediate form of a stub */
static bool
isnumbered(const u8int *p)
{
	return p[0] == 0x48 && p[1] == 0xc7 && p[2] == 0xc5 && p[3] < Ncall && p[4] == 0 &&
	       p[5] == 0 && p[6] == 0 && p[7] == 0x0f && p[8] == 0x05;
}

static bool
ismovs(const u8int *p)
{
	return memcmp(p, "\x48\xa5\x48\xa5\x48\xa5\x0f\x05", 8) == 0;
}

static int
rewrite(u8int *text, usize n, uintptr va)
{
	usize i;
	int found = 0;

	for(i = 0; i + 9 <= n; i++) {
		u8int *p = memchr(text + i, 0x48, n - 8 - i);
		if(p == nil)
			break;
		i = (usize)(p - text);
		if(isnumbered(p)) {
			putcall(p, va + i, p[3]);
			memcpy(p + 5, "\x0f\x1f\x40\x00", 4);
		} else if(ismovs(p)) {
			putcall(p + 2, va + i + 2, Movs2);
			p[7] = 0x90;
		} else
			continue;
		found++;
		i += 7;
	}
	return found;
}

int
hosttext(int fd, u64int off, usize n, uintptr va)
{
	u8int *p;
	int found;

	if(n < 9)
		return 0;
	p = mmap(nil, n, PROT_READ | PROT_WRITE, MAP_SHARED, fd, (off_t)off);
	if(p == MAP_FAILED)
		return -1;
	found = rewrite(p, n, va);
	munmap(p, n);
	return found;
}
