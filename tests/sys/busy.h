/*
 * Work that keeps all parts of the kernel busy: busy.c.
 */
typedef struct Job
{
	char *name;
	void (*fn)(void); /* a round of it */
	int alone;        /* not for processes that share their memory */
} Job;

extern Job jobs[];
extern int njobs;

void busyinit(void);           /* before the processes are made that work */
void busyend(void);            /* when all are gone */
int shrug(void *u, char *msg); /* for atnotify: all but "die", and bad addresses, is nothing */
