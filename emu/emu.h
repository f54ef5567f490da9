/*
 * What the options ask for, and the order of boot.
 */
#pragma once
#include "u.h"
#include "host.h"

enum
{
	Maxbind = 64,
	Maxenv = 256,
	Maxlisten = 16,
	Maxfuse = 16,
};

typedef struct Options
{
	const char *where;   /* before a complaint: "", or which file and line it is about */
	bool exec;           /* -x */
	bool trace;          /* -t */
	bool nocmd;          /* -C */
	bool binfmt, doctor; /* --binfmt, --doctor */
	char *script;        /* -c, or nil */
	char *gdb;           /* --gdb, or nil */
	char *root;          /* -r, or nil */
	char *user;          /* -u, or nil */
	char *namespace;     /* -n, or nil */
	char *bind[Maxbind]; /* -b host:plan9[:ro] */
	int nbind;
	char *env[Maxenv]; /* -e name=value */
	int nenv;
	char *listen[Maxlisten]; /* -l unix!path or tcp!host!port */
	int nlisten;
	bool insecure;       /* --insecure */
	bool trace9p;        /* --trace-9p */
	char *fuse[Maxfuse]; /* -f dir */
	int nfuse;
	char **argv; /* the command and its arguments; argv[0] nil: none */
} Options;

#define Arenasize ((usize)64 * GiB)

/* Options, below: result -1: go on; else the status to leave with, and why was said. */
/* options.c: fills o from all the places where options are */
int parseoptions(Options *o, char **argv);
int wordoptions(Options *o, char **argv); /* words like those of the command line; sets o->argv */
int nameoption(Options *o, char *s);      /* name=value; what is in s stays in use */
int usage(const Options *o, const char *why, const char *what); /* complain */

/* config.c: fills o from the user's file, then from $EMU */
int configoptions(Options *o);

/* is the command a file.rc of the host, or the text of a script? */
bool hostscript(const Options *o);

/* boot.c: makes process 1 */
void boot(const Options *o, const Hostparam *hp);
int exitstatus(void); /* of process 1, once it is gone; -1: it lives */

/* hint.c: as process 1, what to do about err, for which file did not start; with -x: exec */
const char *hint(const char *err, const char *file, bool exec);

/* shutdown.c: process 1 goes; true when the emu may end */
bool shutdowndone(void);

/* namespace.c: as process 1 */
void makenamespace(const Options *o, const Hostparam *hp);

/* nsfile.c: carry out a namespace file, or its text; raise when it cannot be read */
void namespacefile(const char *file);
void namespacetext(const char *text);
void changedir(const char *dir); /* raises */

extern const char nsdefault[]; /* nsdefault.S */
