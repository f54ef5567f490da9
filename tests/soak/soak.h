/*
 * The soak: what its files share.
 */
#include <u.h>
#include <libc.h>

enum
{
	Maxslot = 16,
};

/* A process that works; in memory that all share */
typedef struct Slot
{
	int pid;
	long rounds, faults; /* done; and those in which something was broken on purpose */
	long kib;            /* that came back as they went out */
	char *job;
} Slot;

typedef struct Shared
{
	int stop; /* finish the round and end */
	Slot slot[Maxslot];
} Shared;

extern Shared *shared;
extern Slot *me;

typedef struct Job
{
	char *name;
	void (*fn)(void); /* a round of work */
	int n;            /* processes that do it */
} Job;

extern Job jobs[];
extern int njobs;

/* the process fails, and with it the soak */
void bad(char *fmt, ...);
#pragma varargck argpos bad 1

/* load.c */
void startservers(void); /* before the processes that work */
void endservers(void);   /* after them */
