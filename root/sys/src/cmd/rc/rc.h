/*
 * rc.h: what the files of rc share.  The shell parses a line into a Tree and walks the tree.
 *
 * Memory has three kinds.  Trees live in a Code, which lines, functions and running commands
 * hold references to.  Lists of words on their way to a command live in the temporary arena, a
 * stack: who evaluates takes a mark and releases to it.  Variables own copies on the heap.
 *
 * What must be undone when a command ends, a redirection say, is a Frame on one list, so that an
 * error unwinds the list to where it is caught.
 */
typedef struct Buf Buf;
typedef struct Code Code;
typedef struct Fn Fn;
typedef struct Frame Frame;
typedef struct Handler Handler;
typedef struct Input Input;
typedef struct Mark Mark;
typedef struct Redir Redir;
typedef struct Tree Tree;
typedef struct Var Var;
typedef struct Word Word;

enum
{
	Glob = '\001', /* in a pattern: before each active * ? [ and before a Glob itself */
	Eof = -1,
};

/* kinds of Tree */
enum
{
	/* words */
	Tword,   /* str, pat, quoted */
	Tdollar, /* $a */
	Tcount,  /* $#a */
	Tjoin,   /* $"a */
	Tsub,    /* $a(b...) */
	Tcat,    /* a^b */
	Tlist,   /* (a...) */
	Tback,   /* `b{a} */
	Tpipefd, /* <{a} >{a} <>{a}: rtype */
	/* commands */
	Tsimple,   /* words a..., redirections b... */
	Tblock,    /* commands a... */
	Tbrace,    /* {a} redirections b... */
	Tif,       /* if(a) b */
	Tifnot,    /* if not a */
	Tfor,      /* for(a in b...) c; bare: without in */
	Twhile,    /* while(a) b */
	Tswitch,   /* switch a b */
	Tmatch,    /* ~ a b... */
	Tfn,       /* fn a... b */
	Tand,      /* a && b */
	Tor,       /* a || b */
	Tnot,      /* ! a */
	Tsubshell, /* @ a */
	Tpipe,     /* a |[fd0=fd1] b */
	Tasync,    /* a & */
	Tassign,   /* a=b c */
	Tredir,    /* redirection b, then command a */
	/* redirections of fd0 */
	Rread,   /* <a */
	Rwrite,  /* >a */
	Rappend, /* >>a */
	Rrdwr,   /* <>a */
	Rhere,   /* <<str, text here */
	Rdup,    /* >[fd0=fd1] */
	Rclose,  /* >[fd0=] */
};

struct Tree
{
	uchar type;
	uchar rtype;  /* of Tpipefd; of Rdup and Rclose: how it was written */
	uchar pat;    /* str is a pattern */
	uchar quoted; /* str was quoted */
	uchar bare;
	int line;
	int fd0, fd1;
	char *str;
	char *here; /* the text of a here document */
	Tree *a, *b, *c;
	Tree *next; /* in a list */
};

/* the trees of a line or file */
struct Code
{
	int ref;
	char *file;
	Tree *tree;
	void *chunks;
	char *at, *end; /* what is left of the newest chunk */
};

struct Word
{
	Word *next;
	char *s;
	int pat; /* s is a pattern */
};

struct Fn
{
	int ref;
	Code *code;
	Tree *body;
	char *text; /* as the environment has it; not parsed yet when code is nil */
};

struct Var
{
	Var *next;    /* of the same hash */
	Var *changes; /* in the list of those to write to the environment */
	Word *block;  /* the value's memory */
	Word *val;    /* the value, in block */
	Fn *fn;
	uchar changed, fnchanged; /* the environment has another value */
	uchar listed;
	uchar envfn; /* the environment had a function of this name */
	char name[];
};

/* something to undo */
struct Frame
{
	Frame *next;
	void (*undo)(Frame *);
};

/* where errors go */
struct Handler
{
	Handler *next;
	Frame *frames;
	jmp_buf env;
};

struct Mark
{
	void *chunk;
	char *at;
};

enum
{
	Ropened, /* file open as from is meant for descriptor to */
	Rcopied, /* to is what from is */
	Rshut,   /* to is closed */
	Rkept,   /* from is the shell's own: no child gets it */
	Rnamed,  /* from is in a command's arguments, as /fd/from */
};
struct Redir
{
	Frame f;
	int type, from, to;
	Redir *next;
};

/* bytes that grow */
struct Buf
{
	char *s;
	int n, size;
};

struct Input
{
	Frame f;
	char *file;
	int fd; /* -1: all is in buf */
	char *buf;
	int pos, n, size;
	int line;
	int interactive;
	int edit;     /* lines come from the program that $lineedit says */
	int doprompt; /* a line begins: prompt before reading on */
	int more;     /* the line continues a command */
	int echo;     /* -v */
	int iflast;   /* the last command was an if */
	int ended;
	vlong total; /* bytes read so far */
	int bad;     /* a syntax error */
};

/* mem.c */
void *emalloc(usize);
void *erealloc(void *, usize);
char *estrdup(char *);
void *talloc(usize);
char *tstrdup(char *, int);
Mark tmark(void);
void trelease(Mark);
Code *newcode(char *);
void *codealloc(Code *, usize);
void closecode(Code *);
void putbyte(Buf *, int);
void putbytes(Buf *, char *, int);
void putstr(Buf *, char *);
void putfmt(Buf *, char *, ...);
void putflush(Buf *, int);
char *bufstr(Buf *);

/* error.c */
extern Frame *frames;
extern Handler *handler;
extern char *curfile;
extern int curline;
void pushframe(Frame *, void (*)(Frame *));
void unwind(Frame *);
noreturn void raise(void);
noreturn void fail(char *, char *, ...);
void complain(char *, ...);
noreturn void leave(void);
void checkdepth(void);

/* input.c */
int peekraw(Input *);
int peekc(Input *);
int nextc(Input *);
Input *openfile(char *, int, int);
void makeroom(Input *);
char *promptof(Input *);
Input *openstring(char *, int, char *, int);
void closeinput(Input *);
int exhausted(Input *);
void skipline(Input *);

/* editor.c */
int editline(Input *);

/* lex.c */
enum
{
	Kword = 256,
	Kfor,
	Kin,
	Kwhile,
	Kif,
	Knot,
	Ktwiddle,
	Kbang,
	Ksubshell,
	Kswitch,
	Kfn,
	Kandand,
	Koror,
	Kpipe,
	Kredir, /* with a file: the tree says which */
	Kdup,   /* without */
	Kcount,
	Kjoin,
	Ksub,
	Knone,
};
typedef struct Lex Lex;
struct Lex
{
	Input *in;
	Code *code;
	int tok;    /* looked at already, or Knone */
	Tree *tree; /* of a word or a redirection */
	int line;   /* where tok begins */
	int lastword, lastdol;
	Buf buf;      /* text of the token */
	Tree *here;   /* documents whose text follows the line, by c */
	Tree **herep; /* the end of that list */
	jmp_buf bail; /* for syntax errors */
	int iflast;
	int brace; /* depth of braces and parentheses */
};
int peektok(Lex *);
void taketok(Lex *);
void skipnl(Lex *);
void startlex(Lex *, Input *, Code *);
void stoplex(Lex *);
int isword(int);
int isname(int);
int iskeyword(char *);
Tree *newtree(Lex *, int);
noreturn void syntax(Lex *, char *, ...);

/* parse.c */
Code *parseline(Input *);
Code *parseall(Input *);

/* print.c */
void putword(Buf *, char *);
void putwords(Buf *, Word *);
void puttree(Buf *, Tree *);
void putbody(Buf *, Tree *);
char *fntext(char *, Fn *);

/* word.c */
Word *newword(char *, int);
char *plain(Word *);
char *join(Word *);
int count(Word *);
Word *expand(Tree *);
Word *patterns(Tree *);
Word *expandone(Tree *);
Word **copywords(Word *, Word **);

/* back.c */
Word **backquote(Tree *, Word **);
Word **pipename(Tree *, Word **);

/* glob.c */
int match(char *, char *);
Word *globlist(Word *);

/* var.c */
extern Var *vstatus, *vstar, *vpath, *vifs;
Var *lookvar(char *);
Word *value(char *);
void setvar(Var *, Word *);
void setstr(char *, char *);
void pushlocal(Var *, Word *);
void dropfirst(Var *, int);
void setstatus(char *);
char *getstatus(void);
int istrue(void);
void setfn(Var *, Fn *);
Fn *newfn(Code *, Tree *);
Fn *fnof(Var *);
void closefn(Fn *);
void startvars(void);
void changedfn(Var *);

/* env.c */
extern Var *changes;
void loadenv(void);
void loadfns(void);
void storeenv(void);

/* redir.c */
extern Redir *redirs;
void pushredir(int, int, int);
void redirect(Tree *);
int mapfd(int);
void applyredirs(void);
void closekept(void);
void closenamed(Redir *);

/* here.c */
void readhere(Lex *);
int herefile(Tree *);

/* exec.c */
extern int ifnot, tested;
void run(Tree *, int);
void callfn(Fn *, Word *, int);
void checkstatus(void);
extern Code *curcode;
typedef struct Place Place;
struct Place
{
	char *file;
	int line;
	Code *code;
};
Place here(void);
void goback(Place *);
extern Redir *argbase;
int matches(char *, Word *);

/* proc.c */
int tryfork(int);
int forkshell(int);
void addchild(int);
int waitfor(int);
void waitall(void);
char *waitchild(int);
void runpipe(Tree *, int);
noreturn void execute(Word *);
Word *searchpath(char *);
int canreplace(void);

/* builtin.c */
typedef struct Builtin Builtin;
struct Builtin
{
	char *name;
	void (*fn)(Word *, int);
};
Builtin *findbuiltin(char *);
void command(Word *, int, int);

/* dot.c */
extern int booting;
void runcode(Code *, int);
void runinput(Input *, int);
void dodot(Word *, int);
void doeval(Word *, int);

/* whatis.c */
void dowhatis(Word *, int);

/* note.c */
extern int pending;
void gotinterrupt(void);
void passnotes(int);
void catchnotes(void);
void dotraps(void);
int interrupted(void);
extern int dropinput;

/* main.c */
extern char flag[128];
extern int mypid;
int isconsole(int);
int endswith(char *, char *);
