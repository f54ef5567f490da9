/*
 * cmd.h: what many commands do alike, as cmd(2) describes it.
 */
#pragma once
#pragma lib "libcmd.a"

typedef struct Biobuf Biobuf; /* of bio.h, for those who use it */
typedef struct Reprog Reprog; /* of regexp.h */
typedef struct Resub Resub;

extern void *check(void *);

extern void openstdout(Biobuf *);
extern Biobuf *openin(char *);
extern Biobuf *opendash(char *);
extern char *eachfile(int, char **, char *, char *(*)(int, char *));
extern char *eacharg(int, char **, char *, int (*)(char *));
extern void eachin(int, char **, void (*)(Biobuf *));
extern char *readall(int, vlong *);

extern char *lastelem(char *);
extern char *timetext(vlong);
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

typedef struct Textbuf Textbuf;
struct Textbuf
{
	char *s; /* nil, or ends in NUL */
	long n;  /* without that */
	long max;
};
enum
{
	Visible = 8, /* bytes of a rune that is shown */
};
extern void textaddn(Textbuf *, char *, long);
extern void textadd(Textbuf *, char *);
extern void textaddrune(Textbuf *, Rune);
extern void textset(Textbuf *, char *);
extern void textmatch(Textbuf *, char *, Resub *);
extern int textsubst(Textbuf *, Reprog *, char *, char *, int, int,
		     void (*)(Textbuf *, char *, Resub *));
extern int visible(char *, char *);

extern int procpids(int **);
extern long procfile(int, char *, char *, long);
extern void execbin(char **);
extern int startrc(char *, int);
extern int forkpipe(int, int *);

typedef struct Archive Archive;
typedef struct Member Member;
struct Archive
{
	int fd;
	vlong next;      /* where the next member is */
	char *longnames; /* what other headers refer to */
};
struct Member
{
	char *name;
	long mtime;
	int uid, gid;
	ulong mode;
	vlong size;
	vlong head, data; /* where its header is, and what it holds */
};
extern int aropen(Archive *, int);
extern int arnext(Archive *, Member *);
extern void *ardata(Archive *, Member *);
extern void arclose(Archive *);

typedef struct Fcall Fcall; /* of fcall.h */
extern void pass9p(int, int, void (*)(Fcall *, uchar *, long));

extern int mountflag(int, int *);
extern int startserver(char *);
extern int openserver(char *, char *);
extern int takecall(int, char *);
extern noreturn void takecalls(char *, int, void (*)(int, char *, void *), void *);
extern int iscall(int);
extern int announcedport(char *);
extern noreturn void serveaddr(char *, void (*)(void));
extern int aanserve(char *);
extern int aancall(int);
extern void execnone(char *, char **);
