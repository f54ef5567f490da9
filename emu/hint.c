/*
 * What a user can do about the first program's failure to start: words to stand behind the error.  It
 * looks at the error and at the file; about what it does not know it says nothing.
 */
#include "u.h"
#include "dev.h"
#include "err.h"
#include "lib.h"
#include "proc.h"
#include "emu.h"

enum
{
	Firstmachine = 8, /* the numbers that a.out's magics are made of */
	Lastmachine = 31,
};

/* the first four bytes; there are none: 0 */
static u32int
magic(const char *file)
{
	u8int b[4] = {0};
	Chan *c;

	if(waserror())
		return 0;
	c = namec(file, Aopen, Oread, 0);
	onerror(cclose, c);
	dread(c, kbuf(b), sizeof b, 0);
	undo();
	poperror();
	return (u32int)b[0] << 24 | (u32int)b[1] << 16 | (u32int)b[2] << 8 | b[3];
}

static const char *
notours(const char *file)
{
	u32int m = magic(file);

	if(m == 0x7f454c46) /* \177ELF */
		return ": a program of Linux, which runs without emu";
	for(u32int k = Firstmachine; k <= Lastmachine; k++)
		if(m == 4 * k * k + 7)
			return ": a Plan 9 program for another processor than amd64";
	return ": no Plan 9 program for amd64";
}

const char *
hint(const char *err, const char *file, bool exec)
{
	if(strcmp(err, Ebadexec) == 0)
		return notours(file);
	if(strstr(err, Eperm) != nil)
		return magic(file) != 0 ? "; chmod +x makes it a program" : "";
	if(strstr(err, Enonexist) != nil && !exec)
		return "; emu -x runs a program of the host";
	return "";
}
