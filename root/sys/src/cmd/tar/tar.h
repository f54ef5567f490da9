/*
 * tar.h: what the parts of tar share: block.c reads and writes the archive, header.c knows the
 * format, create.c puts files into it and extract.c gets them out.
 */
#pragma once
#include <u.h>
#include <libc.h>
#include <cmd.h>

enum
{
	Block = 512,
	Namelen = 100,
	Prefixlen = 155,
};

typedef struct Header Header;
struct Header
{
	char name[Namelen];
	char mode[8];
	char uid[8];
	char gid[8];
	char size[12];
	char mtime[12];
	char chksum[8];
	char linkflag;
	char linkname[Namelen];
	char magic[6];
	char version[2];
	char uname[32];
	char gname[32];
	char devmajor[8];
	char devminor[8];
	char prefix[Prefixlen];
	char pad[12];
};
_Static_assert(sizeof(Header) == Block, "a header is a block");

/* tar.c */
extern int verb; /* c r t x */
extern int verbose, keeptime, keep;
extern int absolute;       /* R: names that begin with / are meant so */
extern int plain;          /* P: the format from before POSIX */
extern int resync;         /* s: look for the next header behind a damaged one */
extern int ignore;         /* i: errors in reading */
extern int outuid, outgid; /* u and g */
extern char *status;
extern void warn(char *, char *);

/* block.c */
extern int ar; /* the archive */
extern void startrecords(void);
extern int getblock(void *);
extern void putblock(void *);
extern void flushrecord(void);
extern void skip(vlong);
extern vlong where(void);
extern void restart(vlong);

/* header.c */
extern uvlong number(char *, int);
extern int gethdr(Header *, char **);
extern void puthdr(char *, Dir *);
extern int isdirectory(Header *, char *);
extern vlong filesize(Header *);

/* create.c */
extern void createarchive(char **);
extern void append(char **);

/* extract.c */
extern void readarchive(char **);
