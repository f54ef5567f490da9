/*
 * sort.h: what the files of sort share.
 *
 * Lines are read until memory is full, sorted, and written to a temporary file, which is a run; then the runs are
 * merged.  If all fit into memory there is none.
 */
typedef struct Key Key;
typedef struct Line Line;

struct Key
{
	int beg, begchar; /* fields before the key, characters before it in that field */
	int end, endchar; /* where it ends; end < 0: with the line */
	int flags;
	int own; /* has flags of its own */
};

struct Line
{
	char *s;
	long n;
	long seq; /* of lines that are equal the lower comes first */
};

enum
{
	Fblank = 1 << 0,
	Fdict = 1 << 1,
	Ffold = 1 << 2,
	Fignore = 1 << 3,
	Fmonth = 1 << 4,
	Fnum = 1 << 5,
	Ffloat = 1 << 6,
	Frev = 1 << 7,
	Fwhite = 1 << 8,
};

/* key.c */
extern Key *keys;
extern int nkeys;
extern int global; /* flags of keys that have none */
extern int uflag;
extern Rune tab; /* 0: fields are set apart by blanks */
int cmpkeys(const Line *, const Line *);
int compare(const void *, const void *);

/* args.c */
int flagbit(int);
void addkey(char *);
void oldkey(char *);
noreturn void usage(void);

/* run.c */
extern long maxlines;
extern char **tempdirs;
extern int ntempdir;
int readline(Biobuf *, Line *);
void sortin(Biobuf *);
void mergein(int, char **);
void output(char *, int, char **);
