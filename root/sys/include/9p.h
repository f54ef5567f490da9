/*
 * 9p.h: file servers, as 9p(2), 9pfile(2), 9pfid(2) and intmap(2) describe them.  Needs fcall.h.
 */
#pragma once
#pragma lib "lib9p.a"

typedef struct Fid Fid;
typedef struct Fidpool Fidpool;
typedef struct File File;
typedef struct Filelist Filelist;
typedef struct Intmap Intmap;
typedef struct Readdir Readdir;
typedef struct Req Req;
typedef struct Reqpool Reqpool;
typedef struct Srv Srv;
typedef struct Tree Tree;

/* maps of numbers to pointers */
extern Intmap *allocmap(void (*inc)(void *));
extern void freemap(Intmap *, void (*destroy)(void *));
extern void *lookupkey(Intmap *, ulong);
extern void *insertkey(Intmap *, ulong, void *);
extern int caninsertkey(Intmap *, ulong, void *);
extern void *deletekey(Intmap *, ulong);

/* fids and requests */
struct Fid
{
	ulong fid;
	char omode; /* as it was opened; -1: it is not open */
	File *file;
	char *uid;
	Qid qid;
	void *aux;
	/* the library's own */
	Readdir *rdir;
	Ref ref;
	Fidpool *pool;
	vlong diroffset;
	long dirindex;
};
struct Req
{
	ulong tag;
	void *aux;
	Fcall ifcall;
	Fcall ofcall;
	Dir d;
	Req *oldreq; /* Tflush: that request */
	Fid *fid;
	Fid *afid;
	Fid *newfid;
	Srv *srv;
	/* the library's own */
	QLock lk;
	Ref ref;
	Reqpool *pool;
	uchar *buf;  /* the message */
	uchar *rbuf; /* what is read, or the stat */
	uchar type;
	uchar responded;
	uchar unheard; /* a new session has begun: nobody waits for the answer */
	char *error;
	char errbuf[ERRMAX];
	Req *flush; /* Tflushes that wait for this */
	Req *nflush;
};
struct Fidpool
{
	Intmap *map;
	void (*destroy)(Fid *);
	Srv *srv;
};
struct Reqpool
{
	Intmap *map;
	void (*destroy)(Req *);
	Srv *srv;
};
extern Fidpool *allocfidpool(void (*destroy)(Fid *));
extern void freefidpool(Fidpool *);
extern Fid *allocfid(Fidpool *, ulong);
extern Fid *lookupfid(Fidpool *, ulong);
extern void closefid(Fid *);
extern Fid *removefid(Fidpool *, ulong);
extern Reqpool *allocreqpool(void (*destroy)(Req *));
extern void freereqpool(Reqpool *);
extern Req *allocreq(Reqpool *, ulong);
extern Req *lookupreq(Reqpool *, ulong);
extern void closereq(Req *);
extern Req *removereq(Reqpool *, ulong);

typedef int Dirgen(int, Dir *, void *);
extern void dirread9p(Req *, Dirgen *, void *);

/* trees of files */
struct File
{
	Ref;
	Dir;
	File *parent;
	void *aux;
	/* the library's own */
	RWLock; /* of the Dir */
	Tree *tree;
	File *child; /* first and last; tree's lock */
	File *lastchild;
	File *next;
	File *prev;
	int linked; /* it is in its parent's list */
};
struct Tree
{
	File *root;
	void (*destroy)(File *);
	/* the library's own */
	RWLock lock;
	uvlong qidgen;
};
extern Tree *alloctree(const char *uid, const char *gid, ulong mode, void (*destroy)(File *));
extern void freetree(Tree *);
extern File *createfile(File *, const char *, const char *, ulong, void *);
extern int removefile(File *);
extern void closefile(File *);
extern File *walkfile(File *, const char *);
extern Readdir *opendirfile(File *);
extern long readdirfile(Readdir *, uchar *, long);
extern void closedirfile(Readdir *);
extern int hasperm(File *, const char *, int);

/* servers */
struct Srv
{
	Tree *tree;
	void (*destroyfid)(Fid *);
	void (*destroyreq)(Req *);
	void (*start)(Srv *);
	void (*hangup)(Srv *);
	void (*end)(Srv *);
	void *aux;

	void (*attach)(Req *);
	void (*auth)(Req *);
	void (*open)(Req *);
	void (*create)(Req *);
	void (*read)(Req *);
	void (*write)(Req *);
	void (*clunk)(Req *);
	void (*remove)(Req *);
	void (*flush)(Req *);
	void (*stat)(Req *);
	void (*wstat)(Req *);
	void (*walk)(Req *);
	char *(*clone)(Fid *, Fid *);
	char *(*walk1)(Fid *, char *, Qid *);

	int infd;
	int outfd;
	int nopipe; /* infd, outfd and srvfd are set */
	int srvfd;
	int leavefdsopen;
	char *keyspec;
	char *addr; /* listensrv: whose connection it is */
	/* the library's own */
	Fidpool *fpool;
	Reqpool *rpool;
	uint msize;
	uchar *rbuf;
	uchar *wbuf;
	QLock wlock;
	QLock rlock; /* held by the process that reads a request */
	QLock slock; /* held by the process that calls a function */
	Ref sref;    /* processes that serve or want to */
	Ref rref;    /* those, and requests without an answer */
	int hungup;  /* the client has */
	int adir;    /* listensrv: where it was announced */
	char *announced;
	void (*done)(Srv *); /* listensrv: after end */
};
extern int chatty9p;
extern void srv(Srv *);
extern void srvacquire(Srv *);
extern void srvrelease(Srv *);
extern void postmountsrv(Srv *, const char *, const char *, int);
extern void threadpostmountsrv(Srv *, const char *, const char *, int);
extern void postsharesrv(Srv *, const char *, const char *, const char *);
extern void threadpostsharesrv(Srv *, const char *, const char *, const char *);
extern void listensrv(Srv *, const char *);
extern void threadlistensrv(Srv *, const char *);
extern int postfd(const char *, int);
extern int sharefd(const char *, const char *, int);
extern void respond(Req *, char *);
extern void responderror(Req *);
extern void readstr(Req *, const char *);
extern void readbuf(Req *, const void *, long);
extern void walkandclone(Req *, char *(*walk1)(Fid *, char *, void *),
			 char *(*clone)(Fid *, Fid *, void *), void *);

/* memory or the end of the program */
extern void *emalloc9p(ulong);
extern void *erealloc9p(void *, ulong);
extern char *estrdup9p(const char *);
