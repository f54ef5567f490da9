/*
 * Names and errors: Linux's in Plan 9's words, and back.
 *
 * A name on Linux is any bytes.  Those that a name here cannot have (control characters, DEL, and what is no
 * part of a rune) are runes of the private use area, F700 and the byte, as #U has them; and so are the bytes
 * of such a rune itself.
 */
#include <u.h>
#include <libc.h>
#include <fcall.h>
#include <thread.h>
#include <9p.h>
#include "9unix.h"

enum
{
	Escbase = 0xF700,
	Esclast = 0xF7FF,
};

/* as the kernel says it */
char Enonexist[] = "file does not exist";
char Eexist[] = "file already exists";
char Eperm[] = "permission denied";
char Eintr[] = "interrupted";
char Ehungup[] = "i/o on hungup channel";
char Enotsup[] = "not supported by the host";

static struct
{
	u32int number;
	char *text;
} errors[] = {
	{1, Eperm},
	{2, Enonexist},
	{3, "process exited"},
	{4, Eintr},
	{5, "i/o error"},
	{6, "no such device"},
	{7, "read or write too large"},
	{9, "inappropriate use of fd"},
	{11, "device not ready"},
	{12, "kernel allocate failed"},
	{13, Eperm},
	{14, "bad arg in system call"},
	{16, "device or object already in use"},
	{17, Eexist},
	{18, "permission denied: link leads out of the tree"},
	{19, "no such device"},
	{20, "not a directory"},
	{21, "file is a directory"},
	{22, "bad arg in system call"},
	{23, "no free file descriptors"},
	{24, "no free file descriptors"},
	{25, Enotsup},
	{26, "device or object already in use"},
	{27, "file too large"},
	{28, "file system full"},
	{29, "seek on a stream"},
	{30, "file system read only"},
	{32, Ehungup},
	{36, "name too long"},
	{38, Enotsup},
	{39, "directory is not empty"},
	{40, "too many symbolic links"},
	{90, "read or write too large"},
	{95, Enotsup},
	{103, Ehungup},
	{104, Ehungup},
	{107, Ehungup},
	{108, Ehungup},
	{110, "connection timed out"},
	{111, "connection refused"},
	{116, "file has been removed"},
	{122, "file system full"},
};

void
seterror(u32int number)
{
	int i;

	for(i = 0; i < nelem(errors); i++)
		if(errors[i].number == number) {
			werrstr("%s", errors[i].text);
			return;
		}
	werrstr("i/o error");
}

static int
saying(char *text)
{
	char err[ERRMAX];

	rerrstr(err, sizeof err);
	return strcmp(err, text) == 0;
}

int
nosuchfile(void)
{
	return saying(Enonexist);
}

int
unsupported(void)
{
	return saying(Enotsup);
}

static int
isescape(Rune r)
{
	return r >= Escbase && r <= Esclast;
}

/* bytes at s that are the same here; 0: the first is not */
static int
samelen(char *s)
{
	Rune r;
	int n;

	if((uchar)*s < Runeself)
		return *s >= ' ' && *s != 0x7F;
	n = chartorune(&r, s);
	return (r == Runeerror && n == 1) || isescape(r) ? 0 : n;
}

char *
encodename(char *s, char buf[Encmax])
{
	Rune r;
	char *p;
	int n;

	for(p = buf; *s != 0 && p < buf + Encmax - UTFmax; s += n) {
		n = samelen(s);
		if(n > 0) {
			memmove(p, s, n);
			p += n;
			continue;
		}
		r = Escbase + (uchar)*s;
		p += runetochar(p, &r);
		n = 1; /* the later bytes of an escape are no runes by themselves */
	}
	*p = 0;
	return buf;
}

int
decodename(char *s, char buf[Namemax + 1])
{
	Rune r;
	char *p;
	int n;

	for(p = buf; *s != 0; s += n) {
		n = chartorune(&r, s);
		if(buf + Namemax - p < (isescape(r) ? 1 : n)) {
			werrstr("name too long");
			return -1;
		}
		if(!isescape(r)) {
			memmove(p, s, n);
			p += n;
			continue;
		}
		*p = r - Escbase;
		if(*p == 0 || (*p >= ' ' && *p < 0x7F))
			break;
		p++;
	}
	*p = 0;
	if(*s == 0 && buf[0] != 0 && strcmp(buf, ".") != 0 && strcmp(buf, "..") != 0 &&
	   strchr(buf, '/') == nil)
		return 0;
	werrstr("bad character in file name");
	return -1;
}
