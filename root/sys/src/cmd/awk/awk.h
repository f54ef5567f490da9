/*
 * awk.h: what the parts of awk share: lex.c makes tokens, parse.c a tree of Nodes, run.c walks
 * it, value.c knows numbers, strings and arrays, field.c, record.c and file.c do input and output.
 */
#pragma once
#include <u.h>
#include <libc.h>
#include <bio.h>
#include <regexp.h>
#include <cmd.h>

typedef struct Str Str;
typedef struct Val Val;
typedef struct Cell Cell;
typedef struct Array Array;
typedef struct Node Node;
typedef struct Func Func;

/* strings are counted, since values are copied all the time */
struct Str
{
	int ref;
	int len;
	char s[];
};

enum
{
	Isnum = 1,
	Isstr = 2, /* both: a string that came from outside and looks like a number */
};
struct Val
{
	int kind; /* 0: never set: both "" and 0 */
	double n;
	Str *s;
};

/* a variable, an element, or a parameter, which may turn out to be an array */
struct Cell
{
	Val v;
	Array *a;
	Cell *ref; /* a parameter that was passed an array, or something that may become one */
	char *key; /* in an array */
	Cell *next;
	void (*changed)(Cell *); /* variables that mean something */
};
struct Array
{
	Cell **hash;
	int nhash;
	int n;
};

enum
{
	/* expressions */
	Onum = 1,
	Ostr,
	Ore,
	Ovar,
	Olocal,
	Ofield,
	Oindex,
	Oassign,
	Oopassign,
	Ocond,
	Oand,
	Oor,
	Onot,
	Oneg,
	Oplus,
	Oadd,
	Osub,
	Omul,
	Odiv,
	Omod,
	Opow,
	Ocat,
	Olt,
	Ole,
	Oeq,
	One,
	Ogt,
	Oge,
	Omatch,
	Onomatch,
	Oin,
	Opreinc,
	Opredec,
	Opostinc,
	Opostdec,
	Ocall,
	Obuiltin,
	Ogetline,
	Ogroup,
	/* statements */
	Oprint,
	Oprintf,
	Oexpr,
	Oif,
	Owhile,
	Odo,
	Ofor,
	Oforin,
	Oblock,
	Onext,
	Onextfile,
	Oexit,
	Oreturn,
	Obreak,
	Ocontinue,
	Odelete,
	Oclose,
};
struct Node
{
	int op;
	int line;
	Node *a, *b, *c, *d;
	Node *next; /* in a list */
	Val v;      /* Onum, Ostr */
	Cell *cell; /* Ovar */
	int n;      /* Olocal: its number; others: a token */
	Func *fn;
	Reprog *re;
};
struct Func
{
	char *name;
	char **param;
	int nparam;
	Node *body;
	int defined;
	Func *next;
};

typedef struct Rule Rule;
struct Rule
{
	Node *pat, *pat2; /* nil: always; two: a range */
	Node *act;        /* nil: print */
	int inrange;
	Rule *next;
};

/* tokens: characters stand for themselves */
enum
{
	Teof = 256,
	Tnum,
	Tstr,
	Tre,
	Tname,
	Tfuncname,
	Tbuiltin,
	Tnl,
	Tadda,
	Tsuba,
	Tmula,
	Tdiva,
	Tmoda,
	Tpowa,
	Tand,
	Tor,
	Teq,
	Tne,
	Tle,
	Tge,
	Tinc,
	Tdec,
	Tnomatch,
	Tappend,
	Tbegin,
	Tend,
	Tfunc,
	Tif,
	Telse,
	Twhile,
	Tdo,
	Tfor,
	Tin,
	Tbreak,
	Tcontinue,
	Tnext,
	Tnextfile,
	Texit,
	Treturn,
	Tdelete,
	Tprint,
	Tprintf,
	Tgetline,
};
enum
{
	Blength = 1,
	Bsubstr,
	Bindex,
	Bsplit,
	Bsub,
	Bgsub,
	Bmatch,
	Bsprintf,
	Btolower,
	Btoupper,
	Bsin,
	Bcos,
	Batan2,
	Bexp,
	Blog,
	Bsqrt,
	Bint,
	Brand,
	Bsrand,
	Bsystem,
	Bclose,
	Bfflush,
	Butf,
};

/* lex.c */
extern char *source;
extern int line;
extern int tok;
extern Val tokval;
extern char *tokname;
extern int tokbuiltin;
extern void advance(void);
extern void lexre(void);
extern noreturn void syntax(char *);
extern noreturn void fatal(char *, ...);

/* parse.c */
extern Rule *begins, *rules, *ends;
extern void parse(void);
extern Cell *variable(char *);

/* value.c */
extern Str *newstr(char *, int);
extern Val num(double);
extern Val strval(Str *);
extern Val str(char *);
extern Val outside(char *);
extern Val copyval(Val);
extern void freeval(Val);
extern double tonum(Val);
extern Str *tostr(Val); /* gives a reference */
extern Str *toout(Val);
extern void dropstr(Str *);
extern int truth(Val);
extern int compare(Val, Val);
extern void setcell(Cell *, Val); /* takes the value */
extern Cell *element(Array *, char *, int);
extern void deleteelem(Array *, char *);
extern void cleararray(Array *);
extern Array *newarray(void);
extern Array *arrayof(Cell *);
extern Cell *deref(Cell *);
extern char *convfmt, *ofmt, *subsep;

/* var.c */
extern Cell *cNF, *cNR, *cFNR, *cFS, *cOFS, *cORS, *cRS, *cFILENAME, *cSUBSEP, *cRSTART, *cRLENGTH,
	*cCONVFMT, *cOFMT, *cENVIRON;
extern void initio(int, char **);

/* field.c */
extern Val getfield(int);
extern void setfield(int, Val);
extern int splitinto(char *, Array *, Val *);

/* record.c */
extern int nextrecord(void);
extern void readerror(char *);
extern void skipfile(void);
extern void assignarg(char *);

/* file.c */
extern Biobuf bout;
extern Biobuf *output(int, char *);
extern int getlinefrom(int, char *, char **);
extern int closefile(char *);
extern void flushall(void);
extern int closeall(void);

/* run.c */
extern void runprogram(void);

/* match.c */
extern Reprog *dynre(char *);

/* format.c */
extern Str *format(char *, Val *, int);
