/*
 * sam.h: what the files of sam share.  Positions are counted in runes.
 *
 * A command changes nothing by itself: it logs changes, all told in positions of the text as it
 * was before the command, and in order.  When the command is done the logs are applied to the texts
 * (text.c).  So addresses mean the same throughout a command, and an error undoes all of it.
 */
typedef long Posn;
typedef struct Addr Addr;
typedef struct Address Address;
typedef struct Change Change;
typedef struct Cmd Cmd;
typedef struct File File;
typedef struct Log Log;
typedef struct Range Range;
typedef struct Regex Regex;
typedef struct Step Step;
typedef struct Str Str;

struct Str
{
	Rune *r;
	Posn n;
	Posn size;
};

struct Range
{
	Posn p1;
	Posn p2;
};

/* instead of what is in r, n runes from at on in the log's text */
struct Change
{
	Range r;
	Posn at;
	Posn n;
};

struct Log
{
	Change *c;
	int n;
	int size;
	Str text;
};

/* what takes a file back, or forth again, over one command */
struct Step
{
	int seq;   /* the command */
	int other; /* File.seq on the other side */
	Range dot;
	Range mark;
	char *name;
	Log log;
};

struct File
{
	char *name; /* "": it has none */
	Str text;
	Range dot;
	Range mark;
	int seq;      /* of the command that made the text; a higher one is later */
	int cleanseq; /* of the text that is in the file of that name */
	int unread;   /* nothing of it was read yet */
	int deleted;
	int closeok; /* it was said that there are changes */
	ushort type; /* what the file was when it was read or written, qid.path 0: never */
	uint dev;
	Qid qid;
	ulong mtime;

	/* the command that is under way */
	Log log;
	char *newname; /* or nil */
	Posn hi;       /* changes before this are out of sequence */
	Posn delta;    /* by how much the changes move what is behind them */
	Range ndot;    /* dot, after the changes */
	Range prevdot; /* dot, before the command */
	int prevclean; /* cleanseq, before the command */

	Step *undo;
	int nundo;
	Step *redo;
	int nredo;
};

struct Address
{
	File *f;
	Range r;
};

struct Regex
{
	char *s;
	void *forth; /* compiled when it is needed, or nil */
	void *back;
};

struct Addr
{
	int type; /* # l(ine) / ? " . $ ' + - , ; or * for all */
	Regex *re;
	Addr *left; /* of , and ; */
	Addr *next;
	Posn num;
};

struct Cmd
{
	int c; /* the letter, or Cd */
	Addr *addr;
	Regex *re;
	Addr *to;  /* of m and t */
	Cmd *sub;  /* of x, {, ... */
	Cmd *next; /* in { } */
	Str text;
	int num;
	int flag; /* g */
};

enum
{
	Nsub = 10,
	Cd = 1 << 21, /* beside letters */
};

/* str.c */
void addrune(Str *, Rune);
void addrunes(Str *, Rune *, Posn);
void addstr(Str *, char *);
char *utf(Rune *, Posn);
void *zalloc(usize);

/* input.c */
int getch(void);
void ungetch(void);
int peekch(void);
int skipbl(void);
void dropline(void);

/* parse.c */
Cmd *parsecmd(int);
void freecmds(void);

/* re.c */
extern Range sel[Nsub];
Regex *newregex(char *);
void freeregex(Regex *);
int search(File *, Regex *, Range);
int searchback(File *, Regex *, Range);
Range nextmatch(File *, Regex *, Posn, int);
int matches(Regex *, char *);

/* text.c */
extern int seq;
void begincmd(void);
void change(File *, Range, Rune *, Posn);
void setname(File *, char *);
int changing(File *);
void commit(void);
void abandon(void);
int travel(int);
void freelogs(File *);

/* file.c */
extern File **file;
extern int nfile;
extern File *curfile;
extern int quitok;
File *newfile(char *);
File *lookfile(char *);
void sortfiles(void);
void named(File *);
void printname(File *);
char *menuline(File *);
int modified(File *);
void tryclose(File *);
void tryquit(void);
void dropdeleted(void);
char *fixname(char *);
void changedir(char *);

/* io.c */
void initout(void);
Biobuf *prints(void);
Biobuf *says(void);
void flushout(void);
void load(File *);
void readinto(File *, char *, int);
Posn readfd(int, Str *, int *);
void writefile(File *, char *, Range);
void writeutf(int, Str *, Range);
void rescue(void);

/* addr.c */
Address address(Addr *, Address, int);
Range lineaddr(File *, Posn, Range, int);

/* shell.c */
void shell(File *, Range, int, Str *, int);
void readcommand(char *, Str *);

/* loop.c */
extern int nest;
void eachmatch(File *, Range, Cmd *);
void overfiles(Cmd *);
void substitute(File *, Range, Cmd *);

/* cmd.c */
int execute(File *, Cmd *);
int newlines(File *, Posn, Posn);

/* main.c */
extern int interrupted;
extern int piping;
extern int iofd;
noreturn void error(char *, ...);
void warn(char *, ...);
