/*
 * What the files of the devices #p and #π share.  Each function here is called for a process
 * p whose debug lock the caller holds, and which is known to live, unless it says otherwise.
 */
#pragma once
#include "dev.h"
#include "proc.h"

enum
{
	/* file of a process: low byte of qid.path; the rest is its pid */
	Pdir,
	Pargs,
	Pctl,
	Pfd,
	Pfpregs,
	Phostpid,
	Pkfpregs,
	Pkregs,
	Pmem,
	Pnote,
	Pnoteid,
	Pnotepg,
	Pns,
	Pppid,
	Pproc,
	Pprofile,
	Pregs,
	Psegment,
	Pstatus,
	Psyscall,
	Ptext,
	Pwait,
	Pwatchpt,
	Ptrace, /* in the root: pid 0 */
	/* these only #π has */
	Pdbgctl,
	Pexception,
	Pheap,
	Pnsgrp,
	Ppgrp,
	Pstack,
	Statuslen = 176,
	Pidwidth = 12, /* bytes of a number as these files give it */
	Usermax = 128, /* of a user's name */
};

static inline int
procfile(Chan *c)
{
	return (int)(c->qid.path & 0xff);
}

static inline u32int
procpid(Chan *c)
{
	return (u32int)(c->qid.path >> 8);
}

/* A text that grows: what a file reads as, made while locks are held and copied out after */
typedef struct Text
{
	char *s;
	usize n, size;
} Text;
void textfree(Text *t);
char *textroom(Text *t,
	       usize n); /* where n bytes and a NUL may be put: then textdone(where it ends) */
void textdone(Text *t, char *end);
void textnum(Text *t, u64int n); /* width Pidwidth */

/* The files that a device has for each process.  check raises an error if the file cannot be opened
 * so at all, whoever asks; perm tells who may. */
typedef struct Procview
{
	const char *root; /* the device's name */
	const Dirtab *tab;
	int ntab;
	u32int (*perm)(Proc *p, const Dirtab *t);
	void (*check)(Proc *p, int file, int mode);
	bool kprocs; /* the kernel's own are there, too */
} Procview;

/* procdir.c; no lock is held */
int procview(Chan *c, const Procview *v, const char *name, int i, Dir *d); /* for a Devgen */
int procviewstat(Chan *c, const Procview *v, u8int *buf, int n);           /* not of the root */
Chan *procviewopen(Chan *c, const Procview *v, int omode);                 /* of a file */
Proc *procget(Chan *c);                                                    /* raises Eprocdied */
void procchecknone(Proc *p);         /* user none may touch no process but itself */
bool proclives(Proc *p, u32int pid); /* is p still pid, and not about to go */
void procalive(Proc *p, Chan *c);    /* raises Eprocdied */
/* a file whose contents are made under the debug lock, and copied out without it */
int proctextread(Proc *p, Chan *c, Buf b, int n, s64int off, void (*make)(Proc *, Chan *, Text *));

/* procfmt.c */
void procstatus(Proc *p, Text *t);
u32int procmemsize(Proc *p); /* KiB of all segments but the stack */
void procargs(Proc *p, Text *t);
void procsegments(Proc *p, Text *t);
void procsetargs(Proc *p, const char *args);
/* these take the debug lock themselves */
int procfdread(Proc *p, Chan *c, Buf b, int n, s64int off);
int procnsread(Proc *p, Chan *c, Buf b, int n, s64int off);

/* procmem.c */
/* it runs none of its program before it is started: it is stopped, or will be after the system call
 * that it is in */
bool procheld(Proc *p);
int procmemread(Proc *p, Buf b, int n, s64int off);
int procmemwrite(Proc *p, Buf b, int n, s64int off);
int procregsread(Proc *p, Buf b, int n, s64int off);
int procregswrite(Proc *p, Buf b, int n, s64int off);
int procfpregsread(Proc *p, Buf b, int n, s64int off);
int procfpregswrite(Proc *p, Buf b, int n, s64int off);

/* procnote.c */
int procnoteread(Proc *p, Buf b, int n);
int procnotewrite(Proc *p, Buf b, int n);
int procnotepgwrite(u32int noteid, Buf b, int n); /* no lock */
/* these take the debug lock themselves */
u32int procowner(Proc *p, Chan *c, char *user, int size); /* p's user; result: its note group */
void procsetnoteid(Proc *p, Chan *c, u32int id);
/* fmt makes the text of a record: fmtwait, or another */
int procwaitread(Proc *p, Chan *c, Buf b, int n, int (*fmt)(char *, int, const Waitq *));

/* procctl.c: these take the debug lock themselves */
void procctlwrite(Proc *p, Chan *c, Buf b, int n);
void progctlwrite(Proc *p, Chan *c, Buf b, int n);
void progdbgwrite(Proc *p, Chan *c, Buf b, int n);
int progdbgread(Proc *p, Chan *c, Buf b, int n);

/* progfmt.c */
void progstatus(Proc *p, Text *t);
void progstack(Proc *p, Text *t);
int progfmtwait(char *buf, int n, const Waitq *w);
/* a query for memory, as one number; what it reads as */
u64int progheapquery(Buf b, int n);
void progheap(Proc *p, u64int query, Text *t);

DEFUNDO(textfree, Text)
