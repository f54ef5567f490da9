/*
 * What the files of #c are made of: the console (console.c), the descriptors that emu was started
 * with (devstd.c), and what the system tells about itself (sysinfo.c).
 */
#pragma once
#include "cons.h"
#include "dev.h"

enum
{
	Numsize = 12, /* bytes of a number as these files give it: right-justified, one blank */
};

/* console.c; the argument b of each is the program's memory */
void consoleinit(void);
void consolestart(void);  /* somebody opened /dev/cons */
void consoledirect(void); /* the host's terminal is a program's own file: leave it as it is */
int consoleread(Buf b, int n);
int consolewrite(Buf b, int n);
void consolectlopen(Chan *c);
void consolectlclose(Chan *c); /* the last one ends raw mode */
int consolectl(Buf b, int n);

/* devstd.c: the host's descriptor 0, 1 or 2; waits, and a note breaks the wait */
void stdinit(void);
bool stdistty(int fd);
int stdread(int fd, Buf b, int n);
int stdwrite(int fd, Buf b, int n);

/* sysinfo.c: read and write of a file each */
typedef int Filefn(Chan *c, Buf b, int n, s64int off);
void consncpu(int n); /* [boot] */
Filefn bintimeread, bintimewrite, timeread, timewrite, cputimeread, driversread, driverswrite,
	swapread, swapwrite, sysstatread, sysstatwrite, configread, winsizeread;
