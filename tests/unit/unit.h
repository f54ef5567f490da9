/*
 * Unit tests of the kernel, run on the fake host.  Each UNIT runs in a process of its own with
 * fresh statics; the suite is the name of its file.
 *
 *	UNIT(widths)
 *	{
 *		char buf[10];
 *		checkint(snprint(buf, sizeof buf, "%3d", 7), 3);
 *		checkstr(buf, "  7");
 *	}
 *
 * A test that needs processes, locks or errors begins with kernelup().
 */
#pragma once
#include "lib.h"
#include "fake.h"

typedef struct Unit
{
	const char *file, *name;
	void (*fn)(void);
} Unit;

/* the runner finds the tests by this section of pointers */
#define UNIT(name)                                                                                 \
	static void unit_##name(void);                                                             \
	static const Unit unitof_##name = {__FILE__, #name, unit_##name};                          \
	static const Unit *const unitp_##name __attribute__((used, section("unittab"))) =          \
		&unitof_##name;                                                                    \
	static void unit_##name(void)

#define check(e)               ((e) ? (void)0 : unitfail(__FILE__, __LINE__, #e))
#define checkint(got, want)    unitint(__FILE__, __LINE__, #got, (s64int)(got), (s64int)(want))
#define checkstr(got, want)    unitstr(__FILE__, __LINE__, #got, got, want)
#define checkmem(got, want, n) unitmem(__FILE__, __LINE__, #got, got, want, n)
/* e must raise this very error */
#define checkerror(e, want)                                                                        \
	do {                                                                                       \
		if(!waserror()) {                                                                  \
			e;                                                                         \
			poperror();                                                                \
			unitfail(__FILE__, __LINE__, #e ": no error");                             \
		}                                                                                  \
		checkstr(up->errstr, want);                                                        \
	} while(0)

noreturn void unitfail(const char *file, int line, const char *what);
void unitint(const char *file, int line, const char *what, s64int got, s64int want);
void unitstr(const char *file, int line, const char *what, const char *got, const char *want);
void unitmem(const char *file, int line, const char *what, const void *got, const void *want,
	     usize n);

/* unit.c */
/* boot: memory, processes, the host's event loop; up is a kernel process that runs the test */
void kernelup(void);
/* start a user process, a child of nobody, that runs the C function fn; result: its pid */
u32int userproc(Fakeprog *fn, void *arg);
/* wait, at most a minute of virtual time, until no user process is left */
void usersgone(void);
/* the blocks allocated since kernelup that are still there */
void checkleaks(void);
