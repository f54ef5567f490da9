/*
 * calc.h: the language that bc and hoc have in common, with statements and operators like C's.
 * calclex.c makes tokens, calcparse.c trees, calcrun.c runs statements.  What numbers and names
 * are and what expressions give is the program's own; it defines what stands below.
 */
#pragma once

/* tokens, other than characters that stand for themselves, and kinds of nodes */
enum
{
	Tnum = 256,
	Tname,
	Tstr,
	Teq,
	Tne,
	Tle,
	Tge,
	Tand,
	Tor,
	Tinc,
	Tdec,
	Tadda,
	Tsuba,
	Tmula,
	Tdiva,
	Tmoda,
	Tpowa,
	Tbreak,
	Tcontinue,
	Telse,
	Tfor,
	Tif,
	Tprint,
	Treturn,
	Twhile,
	Nvar,
	Nelem,
	Nparam,
	Ncall,
	Nneg,
	Nnot,
	Npre, /* n is 1 or -1 */
	Npost,
	Nassign, /* n is an operator, or 0 */
	Nblock,
	Nexpr,
	Town, /* the first of a program's own */
};
/* how strongly operators bind */
enum
{
	Sor = 1,
	Sand,
	Srelation,
	Ssum,
	Sproduct,
};
enum /* how a statement ended */
{
	Normal,
	Break,
	Continue,
	Return,
};

typedef struct Node Node;
typedef struct Sym Sym; /* the program's; begins with a Name */
typedef struct Name Name;
typedef struct Word Word;
struct Node
{
	int op;
	Node *a, *b, *c, *d;
	Node *next; /* in a list */
	Node *up;   /* the operator whose left side it is */
	int n;
	double v;
	char *s;
	Sym *sym;
};
struct Name
{
	char *name;
	Name *next;
};
struct Word
{
	char *s;
	int tok;
};

/* the program's own */
extern Word words[];            /* until one without a name */
extern int escapes;             /* \ means something in strings, and they end with their lines */
extern int strict;              /* statements in a block need something between them */
extern int more(void);          /* the input has ended: is there another */
extern int letter(long);        /* begins a name */
extern int digit(long);         /* begins a number */
extern void number(long);       /* put it into text */
extern Node *ownstatement(int); /* of a kind of its own, or nil */
extern Node *expr(void);
extern int islvalue(Node *);
extern int truth(Node *);
extern void effect(Node *); /* of an expression, whose value is of no use */
extern void printlist(Node *);
extern void value(Node *);  /* a statement that is an expression or of its own kind */
extern void result(Node *); /* of a function; nil: there is none */
extern void recover(void);  /* after an error */

/* calclex.c */
extern char *from; /* text to read, or nil: */
extern Biobuf *in;
extern Biobuf bout;
extern int lineno;
extern int tok;
extern char *text; /* of a name, number or string */
extern int failed;
extern void fail(char *, ...);
extern long getch(void);
extern void ungetch(long);
extern void addtext(long);
extern void advance(void);
extern void expect(int);
extern int separator(void);
extern void *lookup(char *, int);
extern void session(void (*)(void));

/* calcparse.c */
extern int infunc;
extern Node *node(int, Node *, Node *);
extern Node *list(Node *(*)(void));
extern Node *arguments(void);
extern Node *parenthesized(int);
extern Node *binary(int, Node *(*)(void));
extern Node *firstof(Node *);
extern Node *assign(Node *, Node *(*)(void));
extern Node *statement(void);
extern Node *block(int);
extern void newlines(void);

/* calcrun.c */
extern int run(Node *);
