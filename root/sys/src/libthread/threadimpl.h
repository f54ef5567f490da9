/*
 * What libthread's files share.
 *
 * A proc is a process that shares memory with the others; its own stack, which the kernel keeps
 * private, is its scheduler's.  Threads run on stacks from malloc, so that all procs can see
 * them; a thread never leaves its proc.  What must not happen on a shared stack (rfork)
 * the scheduler does: a thread asks for it in todo and switches to it.
 *
 * Locks, in order: threads.lock (lists of procs and threads), chan lock, rendez lock, Proc.lock.
 */
typedef struct Proc Proc;
typedef struct Thread Thread;
typedef struct Wait Wait;

enum
{
	Slack = 6 * 1024, /* added to each stack: frames of notes, and the library's own */
	Nnote = 32,
};

struct Thread
{
	Proc *proc;
	Thread *next;  /* in the proc's list */
	Thread *nextr; /* in its ready queue */
	jmp_buf sched;
	int id;
	int grp;
	int killed; /* to be freed instead of run */
	int exited;
	void (*fn)(void *);
	void *arg;
	uchar *stack;
	uint stacksize;
	char *name;
	void *data; /* threaddata */
	Wait *wait; /* in alt; chan lock */

	/* in threadrendezvous; rendez lock */
	int rending;
	void *tag;
	void *val;
	Thread *hash;
};

/* what a thread in alt waits for; on its stack */
struct Wait
{
	Thread *t;
	Alt *alts;
	Alt *done; /* the one that came true; nil: threadint */
};

/* something that a thread wants its scheduler to do */
typedef struct Todo Todo;
struct Todo
{
	void (*fn)(Todo *);
	Proc *newproc;
	int flags;        /* of rfork */
	int pid;          /* result */
	const char *prog; /* exec */
	char **args;
	int fd[2];
};

struct Proc
{
	Proc *next; /* of all procs */
	long ref;   /* itself, and who makes it */
	int pid;
	jmp_buf sched;
	Thread *cur;
	Thread *threads;
	Todo *todo;
	void *data; /* procdata */
	char exitstr[ERRMAX];

	Lock lock;
	Thread *ready; /* queue */
	Thread *lastready;
	int idle; /* waits by rendezvous(p) until something is ready */
};

extern Proc **_procp; /* a word that differs in each proc */
#define _proc() (*_procp)

extern struct Threads
{
	Lock lock;
	Proc *procs;
	int lastid;
	char *exitsall; /* status that all procs are to exit with */
} _threads;

extern void _sched(void);
extern void _ready(Thread *);
extern void _dotodo(Todo *);
extern Thread *_newthread(Proc *, void (*)(void *), void *, uint, int);
extern void _schedloop(void);
extern void _threadnote(void *, char *);
extern void _procint(int);
extern int _altbreak(Thread *);
extern int _rendezbreak(Thread *);
extern void _qlockinit(void *(*)(void *, void *));
