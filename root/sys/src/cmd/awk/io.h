/*
 * io.h: what field.c, record.c, file.c and var.c want of each other.
 */
#pragma once

/* field.c */
extern void initfields(void);

/* record.c */
extern char *readrecord(Biobuf *);
extern char *mainrecord(void);

/* file.c */
extern int safe;
extern void checksafe(void); /* ends awk if safe */

/* var.c */
extern Cell *cARGV, *cARGC;
