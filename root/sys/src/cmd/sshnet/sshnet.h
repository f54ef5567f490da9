/* what sshnet's files share */
typedef struct Conv Conv;
typedef struct Call Call;
typedef struct Output Output;

enum
{
	Maxconv = 1024,
	Maxcalls = 5, /* that wait to be listened for */
	Bufsize = 32768,
};

enum
{
	Closed,
	Connecting,
	Established,
	Announced,
	Hungup,
};

/* bytes that are to be written */
struct Output
{
	Output *next;
	Req *req; /* nil: it was flushed */
	long n;
	char data[];
};

/* a call that came to what was announced */
struct Call
{
	Call *next;
	int fd;
	int ctl;
};

/* the lock of all of them is convlk */
struct Conv
{
	int n;
	int ref;   /* open files */
	int procs; /* processes that are at work for it */
	int state;
	char err[ERRMAX]; /* why it was hung up */
	char local[128];
	char remote[128];
	char adir[NETPATHLEN]; /* where we take calls of an announcement */
	int pid;               /* of os, which runs ssh; or 0 */
	int fd;                /* what is said; or -1 */
	int ctl;               /* to hang up, if fd is a call; or -1 */
	Req *pending;          /* to connect or announce */
	Req *reads;            /* that wait for bytes */
	Rendez toread;
	Output *writes;
	Rendez towrite;
	Req *listens; /* opens that wait for a call */
	Call *calls;
};

extern QLock convlk;
extern Conv *convs[Maxconv];
extern int nconv;
extern char **sshargs; /* options and host, ends in nil */

/* conv.c; those that take a Req answer it, now or later */
Conv *newconv(void); /* with a reference; nil: there are too many */
void getconv(Conv *);
void putconv(Conv *);
void convread(Conv *, Req *);
void convwrite(Conv *, Req *);
void convlisten(Conv *, Req *);
void convctl(Conv *, Req *, char *);
void convflush(Conv *, Req *);
void establish(Conv *, int fd);
void hungup(Conv *, char *why);
void done(Conv *);
int start(Conv *, void (*fn)(Conv *));
void opened(Req *, Conv *); /* main.c: the file is the control file of that conversation */

/* ssh.c: processes that make connections */
void connect(Conv *);
void announcer(Conv *);
void killssh(Conv *);
