/* what exportfs's files share */
typedef struct Job Job;
typedef struct Node Node;

/* a request that is with the workers: Req.aux */
struct Job
{
	Req *r;
	char *(*fn)(Req *); /* does it, and gives nil or the error */
	Job *next;          /* in the queue */
	int flushed;
	char err[ERRMAX];
};

/* tree.c: names of files, which several fids may have and which a wstat changes for all of them */
Node *newroot(char *path, void (*end)(Node *));
Node *nodeget(Node *);
Node *nodechild(Node *, char *name); /* these two give a reference */
Node *nodeparent(Node *);
void nodeput(Node *);
void noderename(Node *, char *name);
char *nodepath(Node *, char *elem); /* these are malloced; elem may be nil */
char *nodename(Node *, char *elem); /* without the root's: empty, or from the slash on */

/* work.c: processes that make the calls which may wait */
void workinit(void);
void work(Req *, char *(*fn)(Req *));
void workflush(Req *);
noreturn void workend(void);

/* files.c: the requests */
extern int readonly;
extern char *srvfile;   /* -S */
extern char *pseudodir; /* where its mounts are */
extern Node *root;
extern Srv export;

/* select.c: which files are there, and what their qids are */
void patterns(char *file);
int exported(Node *, char *elem);
uvlong exportqid(uint type, uint dev, uvlong path);
long exportdir(Node *, uchar *buf, long n);
