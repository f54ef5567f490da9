/*
 * What one who serves the name space to others needs of the kernel.  An Export is a name space, its root
 * and its variables.  Kernel processes enter it, and see it as the host owner, by Chans that they get
 * here: these stand for places, are crossed to what is mounted there when they are used, and are
 * never open; exopen and excreate give others that are.
 *
 * Nothing here raises: a call that failed says nil or -1, and why in up->errstr.  Whoever waits in one
 * is set free by exinterrupt, with the error `interrupted'.  Qids are unique among all devices, and
 * the same in all answers.
 */
#pragma once
#include "u.h"
#include "chan.h"
#include "dir.h"

typedef struct Export Export;
struct Hostspace;

Export *newexport(void);     /* what up has: a reference to each; raises */
void exportfree(Export *e);  /* when nobody is in it any more */
void exportenter(Export *e); /* up, a kproc, is in it from now on */
void exportleave(void);      /* up is in none */
void exinterrupt(Proc *p);   /* break what p waits for */
void exinterrupted(void);    /* up's present request is over: who broke its wait was too late */

Chan *exroot(Export *e);                 /* gives a reference */
Chan *exwalk(Chan *c, const char *elem); /* one element; the same */
Chan *exparent(Chan *c);                 /* the directory that it was reached by; the same */
Chan *exopen(Chan *c, int omode);        /* the same */
Chan *excreate(Chan *dir, const char *elem, int omode,
	       u32int perm); /* the same; it must not exist */
/* directories are read from 0 or on from where the last read ended */
int exread(Chan *c, void *buf, int n, s64int off);
/* would a read of the open c go on at once, as far as can be known; wait: wait for that.  Errors: yes, but if the
 * wait was broken */
bool exready(Chan *c, bool wait);
void exbrief(Chan *c); /* of directory c, open for nobody else, names and qids are wanted alone */
bool exunion(Chan *c); /* can a name come twice in the open directory c */
s64int exoffset(Chan *c); /* where a directory's next read begins */
int exwrite(Chan *c, void *buf, int n, s64int off);
int exqid(Chan *c, Qid *q);     /* the file that the place stands for, or the open one */
u8int *exstat(Chan *c, int *n); /* its entry: kfree */
int exwstat(Chan *c, u8int *entry, int n);
int exremove(Chan *c);
/* Give c the name of over, which is of the same directory, in its place, at one instant.  Result: 1;
 * 0: nothing was done, for there is no such way */
int exreplace(Chan *c, Chan *over);
int exspace(Chan *c, struct Hostspace *s); /* how much room is there; all 0: nobody can tell */
bool exsame(Chan *a, Chan *b);             /* are they one file */
bool exordinary(Chan *c); /* of a tree of plain files: what has no length there is empty */
bool exkeeps(Chan *c);    /* of a tree whose files hold the same while their version is the same */
void exclose(Chan *c);    /* takes c; nil is allowed */
