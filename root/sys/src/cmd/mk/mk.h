/*
 * mk.h: what the files of mk share.
 *
 * A mkfile becomes variables and rules (parse.c).  For what is to be made, the rules give a graph of nodes,
 * which are targets and what these need (graph.c).  It is walked again and again, and
 * what can be made is, some recipes at the same time, until nothing is left to do (make.c, run.c).
 */
typedef struct Arc Arc;
typedef struct Job Job;
typedef struct Node Node;
typedef struct Rule Rule;
typedef struct Var Var;
typedef struct Words Words;

struct Words
{
	char **w;
	int n;
};

struct Var
{
	char *name;
	Words v;
	int first; /* from the command line: the next assignment does not count */
	int set;   /* not as it was in the environment: recipes have to be told */
	int local; /* not for recipes */
	Var *next;
};

enum
{
	/* attributes of rules */
	Delete = 1 << 0,    /* D */
	Goon = 1 << 1,      /* E */
	Norecipe = 1 << 2,  /* N */
	Filesonly = 1 << 3, /* n */
	Quiet = 1 << 4,     /* Q */
	Regexp = 1 << 5,    /* R */
	Updates = 1 << 6,   /* U */
	Virtual = 1 << 7,   /* V */
	Meta = 1 << 8,

	/* what is to be shown, of dflags */
	Dexec = 1 << 0,
	Dgraph = 1 << 1,
	Dparse = 1 << 2,

	Nstem = 10,
};

struct Rule
{
	char *target;
	Words all; /* targets that were named with it */
	Words prereq;
	char *recipe; /* "": none */
	int attr;
	char *prog; /* of P, or nil */
	Reprog *re; /* of R */
	int uses;   /* of this rule on the way through the graph to where we are */
	Rule *next;
};

/* by this rule a node depends on n, or on nothing */
struct Arc
{
	Node *n;
	Rule *r;
	char **stem; /* Nstem; [0]: what % stood for; or the parts of a regular expression */
	int dropped;
	int asked; /* what prog said: 0 nothing yet, 1 up to date, 2 out of date */
	Arc *next;
};

enum
{
	/* how far it is with a node */
	Notmade,
	Beingmade,
	Made,
};

struct Node
{
	char *name;
	uint time; /* 0: it is not there */
	int fresh; /* it was made, by a recipe, since mk began */
	int state;
	int attr;     /* of all rules for it: Delete, Norecipe, Virtual */
	int probable; /* it is there, or a rule names it */
	int looked;   /* vacuous has been here */
	int vacuous;  /* there is no way to make it */
	int onpath;   /* for finding cycles */
	int checked;
	int canpretend; /* it is not there, but may be taken to be as old as what it needs */
	int pretending;
	Arc *arcs;
	Node *next;    /* with the same hash */
	Node *jobnext; /* made by the same recipe */
};

struct Job
{
	Rule *r;
	Node *nodes;
	char **stem;
	Words prereq, newprereq, newmember, target, alltarget;
	int pid;
	int slot;
	int out, err; /* files that take what it prints, or -1 */
	Job *next;
};

extern int aflag, eflag, iflag, kflag, nflag, tflag;
extern int nerrors;
extern Words pretend; /* -w */

/* debug.c */
extern int dflags, uflag;
void setdebug(char *);
void showrules(void);
void showgraph(Node *);
void showjob(char *, Job *);
void account(int);
void showusage(void);

/* word.c */
void addword(Words *, char *);
int hasword(Words *, char *);
char *joinwords(Words *);
char *between(char *, char *);

/* var.c */
Var *lookup(char *, int);
void environment(void);
void showvars(void);
void exportvars(void);
void putenvwords(char *, Words *);
Words variable(char **);
int isname(int);

/* parse.c */
extern Words defaults; /* what the first rule makes */
noreturn void bad(char *);
Words expand(char *);
char *commandoutput(char *, int *);
void assign(char *, char *, int);
void readmkfile(Biobuf *, char *);

/* rule.c */
extern Rule *rules;
Rule *addrule(char *, Words, Words, char *, int, char *);
int matches(Rule *, char *, char **);
char *instance(Rule *, char *, char **);

/* graph.c */
Node *getnode(char *, int);
Node *graph(char *);

/* make.c */
void update(Node *);
void settime(Node *);
int outofdate(Node *, Arc *, int);
int make(char *);

/* archive.c */
int ismember(char *);
uint timeof(char *);
void touchfile(char *);
void forgetlibraries(void);

/* run.c */
extern int nproc;
void runinit(void);
void addjob(Job *);
int waitjob(void);
int askprog(char *, char *, char *);
noreturn void fail(void);
void drain(void);
