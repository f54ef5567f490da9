/* what 9unix's files share */
typedef struct Attr Attr;
typedef struct Lfid Lfid;
typedef struct Node Node;
typedef struct Rpc Rpc;

enum
{
	/* 9P2000.L's own requests */
	Rlerror = 7,
	Tlopen = 12,
	Tlcreate = 14,
	Trename = 20,
	Treadlink = 22,
	Tgetattr = 24,
	Tsetattr = 26,
	Treaddir = 40,
	Tfsync = 50,
	Tmkdir = 72,
	Trenameat = 74,
	Tunlinkat = 76,
	/* bytes of a message that are not its fields */
	Lhdr = BIT32SZ + BIT8SZ + BIT16SZ,
	Datahdr = Lhdr + BIT32SZ, /* nor data that was read */
	/* Linux's open */
	Locreat = 0100,
	Loexcl = 0200,
	Lotrunc = 01000,
	Lolargefile = 0100000,
	Lodirectory = 0200000,
	/* Linux's modes, and types of directory entries */
	Lifmt = 0170000,
	Lifdir = 0040000,
	Lifreg = 0100000,
	Liflink = 0120000,
	Lsetgid = 02000,
	Ldtdir = 4,
	Ldtlink = 10,
	/* Tsetattr: what is to be set */
	Setmode = 1,
	Setgid = 4,
	Setsize = 8,
	Setatime = 0x10 | 0x80, /* to what is given, not to now */
	Setmtime = 0x20 | 0x100,
	QTlink = 2,                        /* in a qid of the server's: a symbolic link */
	Namemax = 255,                     /* bytes of a name on Linux */
	Encmax = 3 * Namemax + UTFmax + 1, /* of one here, with room for a rune and a NUL */
};
#define Noid 0xFFFFFFFFU

/*
 * conn.c: the connection.  A message's fields are told by a string, a letter for each and its arguments:
 *
 *	1 2 4 8	a number of so many bytes; to get it (not 2), a pointer to a uchar, u32int or uvlong
 *	s	a string; to get it, a char**, which is then malloced
 *	d	counted data: the data and its u32int count; to get it, a buffer, its u32int size and a u32int* for the count
 *	w	to put: the names of a walk, a char** and an int
 *	q	to get: a Qid*
 *	Q	to get: the Qids that answer a walk, an array, its int size and an int* for their number
 *	V	to get: numbers of 8 bytes, an array of uvlongs and its int size
 */
struct Rpc
{
	Req *req; /* for which it is, or nil */
	int type; /* of the request */
	int tag;
	int done;
	char *err; /* nil: the server has answered: */
	int rtype;
	uchar *rep; /* its fields */
	uchar *end;
	Rpc *target; /* of a Tflush */
	int flushes; /* Tflushes for this that have no answer */
	Rendez wake;
	int asleep;
	Rpc *next;
};
extern char Ebadmsg[];
extern void **serving; /* of this process: the Req that it does */

int conninit(int fd, u32int msize); /* the size of messages that was agreed on; -1: errstr */
int rpc(int type, char *put, char *get, ...);
Rpc *rpcsend(int type, char *put, ...);
int rpcreceive(Rpc *, char *get, ...); /* takes it; 0; Refused: the server tells an error; Failed */
int getfields9(uchar **p, uchar *end, char *get, ...);
void flushreq(Req *);
enum
{
	Refused = -1,
	Failed = -2,
};

/* fids on the server */
struct Lfid
{
	Ref;
	u32int n;
	int known; /* to the server, perhaps */
};
Lfid *newlfid(void);
void closelfid(Lfid *);
Rpc *closebegin(Lfid *);      /* the same of a last reference in two halves, */
void closeend(Lfid *, Rpc *); /* for many at once */
Lfid *lfidwalk(Lfid *, char **names, int n, Qid *q, int *nq); /* nil: after *nq names, errstr */

/* attr.c: what is known of a file */
struct Attr
{
	uvlong valid;
	Qid qid; /* the version is ours */
	u32int mode;
	u32int uid;
	u32int gid;
	uvlong size;
	uvlong atime;
	uvlong mtime;
};
int getattr(Lfid *, Attr *);
Rpc *sendgetattr(Lfid *);
int receivegetattr(Rpc *, Attr *);
void filldir(Dir *, Attr *, char *name); /* name is a server's; the strings are malloced */

/* names.c: names and errors there and here */
char *encodename(char *, char buf[Encmax]);
int decodename(char *, char buf[Namemax + 1]); /* -1: no file can have that name; errstr */
void seterror(u32int number);
int nosuchfile(void); /* what the error string says */
int unsupported(void);
extern char Enonexist[], Eexist[], Eperm[], Enotsup[], Eintr[], Ehungup[];

/* users.c */
void whoami(char *uname, u32int *uid, u32int *gid); /* of this user; Noid: not known */
char *username(u32int id, int group);               /* malloced */
u32int groupid(char *name);

/* tree.c: files by their names.  noderoot, noderef, nodechild and nodewalk's *to are references */
struct Node
{
	Ref;
	Node *parent; /* holds a reference; nil: a root */
	char *name;   /* on the server */
	char *aname;  /* of a root: what the server calls it, */
	u32int uid;   /* and who it takes us for */
	u32int gid;
	Qid qid;
	uvlong path; /* of what has the name, be it a link */
	int islink;
	Node *to;     /* the file that the link leads to, or nil */
	char *why;    /* there is none */
	Lfid *f;      /* nil: none yet, or it was taken */
	ulong walked; /* moves when it was */
	ulong moved;
	Node *child; /* those that are in use */
	Node *next;
};
Node *noderoot(char *uname, char *aname, u32int uid, u32int gid);
Node *noderef(Node *);
Node *rootof(Node *);
Node *nodechild(Node *dir, char *name, Qid);
void nodeput(Node *);
int nodewalk(Node *, char **names, int n, Qid *q, Node **to); /* how many; -1: errstr */
Lfid *nodefid(Node *);     /* a reference; it is not open and stays so */
Lfid *nodeopenfid(Node *); /* one to be opened */
int nodeattr(Node *, Attr *);
int noderename(Node *, char *name);
int noderemove(Node *);
char *nodename(Node *); /* malloced */

/* dirs.c: reading directories */
typedef struct Dirbuf Dirbuf;
struct Dirbuf
{
	uvlong cookie; /* the server's: what comes next */
	uchar *buf;    /* entries that were not asked for yet */
	long n;
	long at;
};
long readentries(Dirbuf *, Node *, Lfid *, uchar *, long);
void rewind(Dirbuf *);

/* files.c */
extern Srv unixsrv;
extern char *tree;    /* the name of what is served, unless a client says another */
extern u32int useuid; /* -u, or Noid */
