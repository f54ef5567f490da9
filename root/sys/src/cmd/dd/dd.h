/*
 * dd.h: what the parts of dd share: dd.c reads and writes blocks, conv.c changes what is in them.
 */
#pragma once
#include <u.h>
#include <libc.h>
#include <cmd.h>

/* dd.c */
extern void output(uchar *, long);

/* conv.c */
extern vlong cbs;
extern int cnoerror, csync;
extern uvlong ntrunc;
extern void conversions(char *);
extern void startconv(void);
extern int isconv(void);
extern void convert(uchar *, long);
extern void endconv(void);
