/*
 * libc.h: the C library, as section 2 of the manual describes it.
 */
#pragma once
#pragma lib "libc.a"

#define nelem(x)       ((int)(sizeof(x) / sizeof((x)[0])))
#define offsetof(s, m) __builtin_offsetof(s, m)
#define assert(x)      ((void)((x) || (_assert(#x), 0)))
#define SET(x)         ((x) = 0)
#define USED(...)      ((void)(0 ? _used(0, __VA_ARGS__) : 0))
extern int _used(int, ...); /* never called, nowhere defined */
#define noreturn __attribute__((noreturn))

/* memory and strings */
extern void *memccpy(void *, const void *, int, usize);
extern void *memset(void *, int, usize);
extern int memcmp(const void *, const void *, usize);
extern void *memcpy(void *, const void *, usize);
extern void *memmove(void *, const void *, usize);
extern void *memchr(const void *, int, usize);
extern char *strcat(char *, const char *);
extern char *strchr(const char *, int);
extern int strcmp(const char *, const char *);
extern char *strcpy(char *, const char *);
extern char *strecpy(char *, char *, const char *);
extern char *strdup(const char *);
extern char *strncat(char *, const char *, usize);
extern char *strncpy(char *, const char *, usize);
extern int strncmp(const char *, const char *, usize);
extern char *strpbrk(const char *, const char *);
extern char *strrchr(const char *, int);
extern char *strtok(char *, const char *);
extern long strlen(const char *);
extern long strspn(const char *, const char *);
extern long strcspn(const char *, const char *);
extern char *strstr(const char *, const char *);
extern int cistrncmp(const char *, const char *, usize);
extern int cistrcmp(const char *, const char *);
extern char *cistrstr(const char *, const char *);
extern int tokenize(char *, char **, int);
extern int gettokens(char *, char **, int, char *);
extern int getfields(char *, char **, int, int, char *);

/* runes and UTF */
enum
{
	UTFmax = 4,
	Runesync = 0x80,
	Runeself = 0x80,
	Runeerror = 0xFFFD,
	Runemax = 0x10FFFF,
	Runemask = 0x1FFFFF,
};
extern int runetochar(char *, const Rune *);
extern int chartorune(Rune *, const char *);
extern int runelen(long);
extern int runenlen(const Rune *, int);
extern int fullrune(const char *, int);
extern int utflen(const char *);
extern int utfnlen(const char *, long);
extern char *utfrune(const char *, long);
extern char *utfrrune(const char *, long);
extern char *utfutf(const char *, const char *);
extern char *utfecpy(char *, char *, const char *);
extern Rune *runestrcat(Rune *, const Rune *);
extern Rune *runestrchr(const Rune *, Rune);
extern int runestrcmp(const Rune *, const Rune *);
extern Rune *runestrcpy(Rune *, const Rune *);
extern Rune *runestrncpy(Rune *, const Rune *, long);
extern Rune *runestrecpy(Rune *, Rune *, const Rune *);
extern Rune *runestrdup(const Rune *);
extern Rune *runestrncat(Rune *, const Rune *, long);
extern int runestrncmp(const Rune *, const Rune *, long);
extern Rune *runestrrchr(const Rune *, Rune);
extern long runestrlen(const Rune *);
extern Rune *runestrstr(const Rune *, const Rune *);
extern Rune tobaserune(Rune);
extern Rune tolowerrune(Rune);
extern Rune totitlerune(Rune);
extern Rune toupperrune(Rune);
extern int isalpharune(Rune);
extern int isbaserune(Rune);
extern int isdigitrune(Rune);
extern int islowerrune(Rune);
extern int isspacerune(Rune);
extern int istitlerune(Rune);
extern int isupperrune(Rune);

/* malloc */
extern void *malloc(usize);
extern void *mallocz(usize, int);
extern void *mallocalign(usize, ulong, long, ulong);
extern void free(void *);
extern usize msize(void *);
extern void *calloc(usize, usize);
extern void *realloc(void *, usize);
extern void setmalloctag(void *, uintptr);
extern void setrealloctag(void *, uintptr);
extern uintptr getmalloctag(void *);
extern uintptr getrealloctag(void *);
extern void *sbrk(usize);
extern int brk(void *);

/* print */
typedef struct Fmt Fmt;
struct Fmt
{
	uchar runes;         /* the output is Runes, not chars */
	void *start;         /* of the output buffer */
	void *to;            /* where the next goes */
	void *stop;          /* the buffer's end; overwritten if flush fails */
	int (*flush)(Fmt *); /* called when to == stop */
	void *farg;          /* for flush to use */
	int nfmt;            /* chars or Runes formatted so far */
	va_list args;        /* passed to dofmt */
	Rune r;              /* the verb */
	int width;
	int prec;
	ulong flags;
};
enum
{
	FmtWidth = 1,
	FmtLeft = FmtWidth << 1,
	FmtPrec = FmtLeft << 1,
	FmtSharp = FmtPrec << 1,
	FmtSpace = FmtSharp << 1,
	FmtSign = FmtSpace << 1,
	FmtZero = FmtSign << 1,
	FmtUnsigned = FmtZero << 1,
	FmtShort = FmtUnsigned << 1,
	FmtLong = FmtShort << 1,
	FmtVLong = FmtLong << 1,
	FmtComma = FmtVLong << 1,
	FmtByte = FmtComma << 1,
	FmtFlag = FmtByte << 1,
};
extern int print(const char *, ...);
extern char *seprint(char *, char *, const char *, ...);
extern char *vseprint(char *, char *, const char *, va_list);
extern int snprint(char *, int, const char *, ...);
extern int vsnprint(char *, int, const char *, va_list);
extern char *smprint(const char *, ...);
extern char *vsmprint(const char *, va_list);
extern int sprint(char *, const char *, ...);
extern int fprint(int, const char *, ...);
extern int vfprint(int, const char *, va_list);
extern int runesprint(Rune *, const char *, ...);
extern int runesnprint(Rune *, int, const char *, ...);
extern int runevsnprint(Rune *, int, const char *, va_list);
extern Rune *runeseprint(Rune *, Rune *, const char *, ...);
extern Rune *runevseprint(Rune *, Rune *, const char *, va_list);
extern Rune *runesmprint(const char *, ...);
extern Rune *runevsmprint(const char *, va_list);
extern int fmtfdinit(Fmt *, int, char *, int);
extern int fmtfdflush(Fmt *);
extern int fmtstrinit(Fmt *);
extern char *fmtstrflush(Fmt *);
extern int runefmtstrinit(Fmt *);
extern Rune *runefmtstrflush(Fmt *);
extern int fmtinstall(int, int (*)(Fmt *));
extern int dofmt(Fmt *, const char *);
extern int dorfmt(Fmt *, const Rune *);
extern int fmtprint(Fmt *, const char *, ...);
extern int fmtvprint(Fmt *, const char *, va_list);
extern int fmtrune(Fmt *, int);
extern int fmtstrcpy(Fmt *, const char *);
extern int fmtrunestrcpy(Fmt *, const Rune *);
extern int errfmt(Fmt *);

/* quoting */
extern char *quotestrdup(char *);
extern Rune *quoterunestrdup(Rune *);
extern char *unquotestrdup(char *);
extern Rune *unquoterunestrdup(Rune *);
extern int quotestrfmt(Fmt *);
extern int quoterunestrfmt(Fmt *);
extern void quotefmtinstall(void);
extern int (*doquote)(int);
extern int needsrcquote(int);

/* random numbers */
extern void srand(long);
extern int rand(void);
extern int nrand(int);
extern long lrand(void);
extern long lnrand(long);
extern double frand(void);
extern ulong truerand(void);
extern ulong ntruerand(ulong);

/* math */
extern ulong getfcr(void);
extern void setfsr(ulong);
extern ulong getfsr(void);
extern void setfcr(ulong);
extern double NaN(void);
extern double Inf(int);
extern int isNaN(double);
extern int isInf(double, int);
extern ulong umuldiv(ulong, ulong, ulong);
extern long muldiv(long, long, long);
extern double pow(double, double);
extern double atan2(double, double);
extern double fabs(double);
extern double atan(double);
extern double log(double);
extern double log10(double);
extern double exp(double);
extern double floor(double);
extern double ceil(double);
extern double hypot(double, double);
extern double sin(double);
extern double cos(double);
extern double tan(double);
extern double asin(double);
extern double acos(double);
extern double sinh(double);
extern double cosh(double);
extern double tanh(double);
extern double sqrt(double);
extern double fmod(double, double);
extern double frexp(double, int *);
extern double ldexp(double, int);
extern double modf(double, double *);
extern double pow10(int);
#define HUGE 3.4028234e38
#define PIO2 1.570796326794896619231e0
#define PI   (PIO2 + PIO2)

/* time */
typedef struct Tm Tm;
typedef struct Tmfmt Tmfmt;
typedef struct Tzone Tzone;
struct Tm
{
	int nsec;
	int sec;
	int min;
	int hour;
	int mday;
	int mon;
	int year;
	int wday;
	int yday;
	char zone[16];
	int tzoff;
	Tzone *tz;
};
struct Tmfmt
{
	char *fmt;
	Tm *tm;
};
extern Tm *gmtime(long);
extern Tm *localtime(long);
extern char *asctime(Tm *);
extern char *ctime(long);
extern double cputime(void);
extern long times(long *);
extern long tm2sec(Tm *);
extern Tzone *tzload(char *);
extern Tm *tmnow(Tm *, Tzone *);
extern Tm *tmtime(Tm *, vlong, Tzone *);
extern Tm *tmtimens(Tm *, vlong, int, Tzone *);
extern Tm *tmparse(Tm *, char *, char *, Tzone *, char **);
extern vlong tmnorm(Tm *);
extern Tmfmt tmfmt(Tm *, char *);
extern void tmfmtinstall(void);
extern vlong nsec(void);
extern long time(long *);
extern void cycles(uvlong *);

/* one-of-a-kind */
enum
{
	PNPROC = 1,
	PNGROUP = 2,
};
extern void _assert(const char *);
extern int abs(int);
extern long labs(long);
extern int atexit(void (*)(void));
extern void atexitdont(void (*)(void));
extern int atnotify(int (*)(void *, char *), int);
extern double atof(const char *);
extern int atoi(const char *);
extern long atol(const char *);
extern vlong atoll(const char *);
extern double charstod(int (*)(void *), void *);
extern char *cleanname(char *);
extern int dec64(uchar *, int, const char *, int);
extern int enc64(char *, int, const uchar *, int);
extern int dec32(uchar *, int, const char *, int);
extern int enc32(char *, int, const uchar *, int);
extern int dec16(uchar *, int, const char *, int);
extern int enc16(char *, int, const uchar *, int);
extern int dec64x(uchar *, int, const char *, int, int (*)(int));
extern int enc64x(char *, int, const uchar *, int, int (*)(int));
extern int dec32x(uchar *, int, const char *, int, int (*)(int));
extern int enc32x(char *, int, const uchar *, int, int (*)(int));
extern int dec64chr(int);
extern int enc64chr(int);
extern int dec32chr(int);
extern int enc32chr(int);
extern int dec16chr(int);
extern int enc16chr(int);
extern int encodefmt(Fmt *);
extern noreturn void abort(void);
extern noreturn void exits(const char *);
extern char *getenv(const char *);
extern int putenv(const char *, const char *);
extern char *getwd(char *, int);
extern char *getuser(void);
extern int iounit(int);
extern noreturn void longjmp(jmp_buf, int);
extern int setjmp(jmp_buf) __attribute__((returns_twice));
extern char *mktemp(char *);
extern noreturn void notejmp(void *, jmp_buf, int);
extern void perror(const char *);
extern int postnote(int, int, const char *);
/* programs have their comparison with const and without */
typedef union __attribute__((transparent_union))
{
	int (*fn)(const void *, const void *);
	int (*plain)(void *, void *);
} _Compare;
extern void qsort(void *, usize, usize, _Compare);
extern double strtod(const char *, char **);
extern long strtol(const char *, char **, int);
extern ulong strtoul(const char *, char **, int);
extern vlong strtoll(const char *, char **, int);
extern uvlong strtoull(const char *, char **, int);
extern noreturn void sysfatal(const char *, ...);
extern void (*_sysfatal)(const char *, va_list); /* what it does; must not return */
extern void syslog(int, const char *, const char *, ...);
extern void procsetname(const char *, ...);
extern int procsetuser(const char *);
extern int tolower(int);
extern int toupper(int);
extern char *sysname(void);
#define getcallerpc(x) ((uintptr)__builtin_return_address(0))

/* atomic operations, locks, and what is built on rendezvous */
extern long ainc(long *);
extern long adec(long *);
extern int cas(long *, long, long);
extern int _tas(int *);

typedef struct Lock Lock;
struct Lock
{
	long key; /* holder and waiters */
	long sem;
};
extern void lock(Lock *);
extern void unlock(Lock *);
extern int canlock(Lock *);

typedef struct QLp QLp;
struct QLp
{
	int inuse;
	QLp *next;
	char state;
};
typedef struct QLock QLock;
struct QLock
{
	Lock lock;
	int locked;
	QLp *head;
	QLp *tail;
};
extern void qlock(QLock *);
extern void qunlock(QLock *);
extern int canqlock(QLock *);

typedef struct RWLock RWLock;
struct RWLock
{
	Lock lock;
	int readers;
	int writer;
	QLp *head;
	QLp *tail;
};
extern void rlock(RWLock *);
extern void runlock(RWLock *);
extern int canrlock(RWLock *);
extern void wlock(RWLock *);
extern void wunlock(RWLock *);
extern int canwlock(RWLock *);

typedef struct Rendez Rendez;
struct Rendez
{
	QLock *l;
	QLp *head;
	QLp *tail;
};
extern void rsleep(Rendez *);
extern int rwakeup(Rendez *);
extern int rwakeupall(Rendez *);
extern void **privalloc(void);
extern void privfree(void **);

typedef struct Ref Ref;
struct Ref
{
	long ref;
};

/* network dialing */
#define NETPATHLEN 40
extern int accept(int, const char *);
extern int announce(const char *, char *);
extern int dial(const char *, const char *, char *, int *);
extern int hangup(int);
extern int listen(const char *, char *);
extern char *netmkaddr(const char *, const char *, const char *);
extern int reject(int, const char *, const char *);
typedef struct NetConnInfo NetConnInfo;
struct NetConnInfo
{
	char *dir;
	char *root;
	char *spec;
	char *lsys;
	char *lserv;
	char *rsys;
	char *rserv;
	char *laddr;
	char *raddr;
};
extern NetConnInfo *getnetconninfo(const char *, int);
extern void freenetconninfo(NetConnInfo *);

/* system calls */
#define STATMAX 65535U /* max length of machine-independent stat structure */
#define DIRMAX  (sizeof(Dir) + STATMAX)
#define ERRMAX  128

#define MORDER  0x0003
#define MREPL   0x0000
#define MBEFORE 0x0001
#define MAFTER  0x0002
#define MCREATE 0x0004
#define MCACHE  0x0010
#define MMASK   0x0017

#define OREAD   0
#define OWRITE  1
#define ORDWR   2
#define OEXEC   3
#define OTRUNC  16
#define OCEXEC  32
#define ORCLOSE 64
#define OEXCL   0x1000

#define AEXIST 0
#define AEXEC  1
#define AWRITE 2
#define AREAD  4

#define SG_RONLY 0040
#define SG_CEXEC 0100

#define NCONT 0 /* continue after note */
#define NDFLT 1 /* terminate after note */
#define NSAVE 2 /* clear note but hold state */
#define NRSTR 3 /* restore saved state */

#define QTDIR    0x80
#define QTAPPEND 0x40
#define QTEXCL   0x20
#define QTMOUNT  0x10
#define QTAUTH   0x08
#define QTTMP    0x04
#define QTFILE   0x00

#define DMDIR    0x80000000
#define DMAPPEND 0x40000000
#define DMEXCL   0x20000000
#define DMMOUNT  0x10000000
#define DMAUTH   0x08000000
#define DMTMP    0x04000000
#define DMREAD   0x4
#define DMWRITE  0x2
#define DMEXEC   0x1

enum
{
	RFNAMEG = 1 << 0,
	RFENVG = 1 << 1,
	RFFDG = 1 << 2,
	RFNOTEG = 1 << 3,
	RFPROC = 1 << 4,
	RFMEM = 1 << 5,
	RFNOWAIT = 1 << 6,
	RFCNAMEG = 1 << 10,
	RFCENVG = 1 << 11,
	RFCFDG = 1 << 12,
	RFREND = 1 << 13,
	RFNOMNT = 1 << 14,
};

typedef struct Qid
{
	uvlong path;
	ulong vers;
	uchar type;
} Qid;

typedef struct Dir
{
	ushort type; /* the kernel's: device letter and instance */
	uint dev;
	Qid qid;
	ulong mode;
	ulong atime;
	ulong mtime;
	vlong length;
	char *name;
	char *uid;
	char *gid;
	char *muid;
} Dir;

typedef struct Waitmsg
{
	int pid;       /* of loved one */
	ulong time[3]; /* ms: user, sys and real, of it and its descendants */
	char *msg;
} Waitmsg;

extern noreturn void _exits(const char *);
extern int access(const char *, int);
extern long alarm(ulong);
extern int await(char *, int);
extern int bind(const char *, const char *, int);
extern int chdir(const char *);
extern int close(int);
extern int create(const char *, int, ulong);
extern int dup(int, int);
extern int errstr(char *, uint);
extern int exec(const char *, char **);
extern int execl(const char *, ...);
extern int fork(void);
extern int rfork(int);
extern int fauth(int, const char *);
extern int fstat(int, uchar *, int);
extern int fwstat(int, uchar *, int);
extern int fversion(int, int, char *, int);
extern int mount(int, int, const char *, int, const char *);
extern int unmount(const char *, const char *);
extern int noted(int);
extern int notify(void (*)(void *, char *));
extern int open(const char *, int);
extern int fd2path(int, char *, int);
extern int pipe(int *);
extern long pread(int, void *, long, vlong);
extern long pwrite(int, const void *, long, vlong);
extern long read(int, void *, long);
extern long readn(int, void *, long);
typedef struct IOchunk IOchunk;
struct IOchunk
{
	void *addr;
	ulong len;
};
extern long readv(int, IOchunk *, int);
extern long writev(int, IOchunk *, int);
extern long preadv(int, IOchunk *, int, vlong);
extern long pwritev(int, IOchunk *, int, vlong);
extern int remove(const char *);
extern vlong seek(int, vlong, int);
extern int semacquire(long *, int);
extern int tsemacquire(long *, ulong);
extern long semrelease(long *, long);
extern int sleep(long);
extern int stat(const char *, uchar *, int);
extern Waitmsg *wait(void);
extern int waitpid(void);
extern long write(int, const void *, long);
extern int wstat(const char *, uchar *, int);
extern void *rendezvous(void *, void *);
extern void *segattach(int, const char *, void *, ulong);
extern int segdetach(void *);
extern int segfree(void *, ulong);
extern int segflush(void *, ulong);
extern void *segbrk(void *, void *);

extern Dir *dirstat(const char *);
extern Dir *dirfstat(int);
extern int dirwstat(const char *, Dir *);
extern int dirfwstat(int, Dir *);
extern long dirread(int, Dir **);
extern long dirreadall(int, Dir **);
extern void nulldir(Dir *);
extern int getpid(void);
extern int getppid(void);
extern void rerrstr(char *, uint);
extern void werrstr(const char *, ...);

extern char *argv0;
extern char end[], edata[], etext[];
#define ARGBEGIN                                                                                   \
	for((argv0 ? 0 : (argv0 = *argv)), argv++, argc--;                                         \
	    argv[0] && argv[0][0] == '-' && argv[0][1]; argc--, argv++) {                          \
		char *_args, *_argt;                                                               \
		Rune _argc;                                                                        \
		_args = &argv[0][1];                                                               \
		if(_args[0] == '-' && _args[1] == 0) {                                             \
			argc--;                                                                    \
			argv++;                                                                    \
			break;                                                                     \
		}                                                                                  \
		_argc = 0;                                                                         \
		while(*_args && (_args += chartorune(&_argc, _args)))                              \
			switch(_argc)
#define ARGEND                                                                                     \
	SET(_argt);                                                                                \
	USED(_argt);                                                                               \
	USED(_argc);                                                                               \
	USED(_args);                                                                               \
	}                                                                                          \
	USED(argv);                                                                                \
	USED(argc);
#define ARGF()                                                                                     \
	(_argt = _args, _args = "", (*_argt ? _argt : argv[1] ? (argc--, *++argv) : (char *)0))
#define EARGF(x)                                                                                   \
	(_argt = _args, _args = "",                                                                \
	 (*_argt    ? _argt                                                                        \
	  : argv[1] ? (argc--, *++argv)                                                            \
		    : ((x), abort(), (char *)0)))
#define ARGC() _argc
