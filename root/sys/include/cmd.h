/*
 * cmd.h: what many commands do alike, as cmd(2) describes it.
 */
#pragma once
#pragma lib "libcmd.a"

typedef struct Biobuf Biobuf; /* of bio.h, for those who use it */

extern void *check(void *);

extern Biobuf *openin(char *);
extern Biobuf *opendash(char *);
extern char *eachfile(int, char **, char *, char *(*)(int, char *));
extern void eachin(int, char **, void (*)(Biobuf *));
extern char *readall(int, vlong *);

extern char *lastelem(char *);
extern char *joinpath(char *, char *);
extern void trimslashes(char *);
extern int isdir(char *);
extern int samedir(Dir *, Dir *);
extern long readdir(char *, Dir **);
extern void sortdir(Dir *, long);

enum
{
	Maxint = 0x7FFFFFFF,
};
#define Maxvlong 0x7FFFFFFFFFFFFFFFLL
extern vlong numarg(char *, int, vlong, vlong, void (*)(void));

extern int procpids(int **);
extern long procfile(int, char *, char *, long);
extern void execbin(char **);
extern int startrc(char *, int);
