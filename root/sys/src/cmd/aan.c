/*
 * aan: carry a stream of bytes over connections that may break.  What is read from standard input goes to the
 * other side's aan in numbered messages, which are kept until that one says that it has them; what comes
 * goes to standard output.  When the connection breaks the client calls again, and each side sends again
 * what the other has not.
 *
 * Four processes share all this: one reads standard input and queues messages; one sends them; one, the
 * first, makes connections and takes what comes; one looks at the clock.  Only the sender writes to
 * the network, and it takes nothing, so that two sides that both have much to say don't wait for each other.
 */
#include <u.h>
#include <libc.h>
#include <fcall.h>
#include <cmd.h>

typedef struct Msg Msg;
struct Msg
{
	Msg *next;
	u32int seq;
	long n; /* 0: that was the end */
	uchar data[];
};

enum
{
	Nb,        /* in a message's header: bytes of data, */
	Seq = 4,   /* its number, */
	Acked = 8, /* and the number that the sender expects next */
	Hdrsize = 12,
	Maxdata = 8192,
	Maxqueue = 256,
	Sync = 8 * 1000, /* ms between messages that only say that we are there */
	Maxsilence = 3,  /* of those times, then the connection is taken for broken */
	Firsttime = 60 * 1000,
	Lasttime = 10 * 1000, /* when all is said, to hear that it was heard */
	Retry = 500,
	Nag = 20,
};
#define Synchronise 0xffffffffU

static int client, debug;
static char *address;
static int maxto = 24 * 3600; /* seconds */
static int kids[3];

static QLock lk; /* of all that follows */
static Rendez tosend = {.l = &lk};
static Rendez room = {.l = &lk};
static Rendez quiet = {.l = &lk};
static Msg *first; /* those that the other side has not, as far as we know */
static Msg **last = &first;
static Msg *unsent; /* the first of them that was not sent on this connection */
static int nqueue;
static u32int nextseq;
static u32int expected;
static int needsync;
static int net = -1; /* the connection, */
static int ctl = -1; /* and to hang up */
static int writing;  /* the sender does, without the lock */
static int silence;
static int ldone, rdone; /* here all was said, and there */

static void
usage(void)
{
	fprint(2, "usage: aan [-d] [-m maxto] netdir\n       aan -c [-d] [-m maxto] dialstring\n");
	exits("usage");
}

static void
say(char *fmt, ...)
{
	va_list arg;
	char *s;

	if(!debug)
		return;
	va_start(arg, fmt);
	s = check(vsmprint(fmt, arg));
	va_end(arg);
	fprint(2, "aan: %s %s\n", client ? "client" : "server", s);
	free(s);
}

static noreturn void
finish(char *why)
{
	int i;

	say("ends: %s", why != nil ? why : "all is done");
	for(i = 0; i < nelem(kids); i++)
		if(kids[i] > 0 && kids[i] != getpid())
			postnote(PNPROC, kids[i], "kill");
	exits(why);
}

static int
onnote(void *, char *note)
{
	return strcmp(note, "alarm") == 0 || strcmp(note, "stop") == 0 ||
	       strncmp(note, "sys: write on closed pipe", 25) == 0;
}

/* ---- what is to be sent ---- */

/* the lock is held */
static void
queue(Msg *m)
{
	while(nqueue == Maxqueue)
		rsleep(&room);
	m->next = nil;
	m->seq = nextseq++;
	*last = m;
	last = &m->next;
	nqueue++;
	if(unsent == nil)
		unsent = m;
	rwakeup(&tosend);
}

/* the other side has all before seq; the lock is held */
static void
acked(u32int seq)
{
	Msg *m;

	while((m = first) != nil && (int)(m->seq - seq) < 0) {
		first = m->next;
		if(first == nil)
			last = &first;
		if(unsent == m)
			unsent = m->next;
		nqueue--;
		free(m);
	}
	rwakeup(&room);
}

/* a process that reads the local side */
static void
reader(void)
{
	Msg *m;
	long n;

	do {
		m = check(malloc(sizeof *m + Maxdata));
		n = read(0, m->data, Maxdata);
		m->n = n > 0 ? n : 0;
		qlock(&lk);
		if(n <= 0)
			ldone = 1;
		queue(m);
		qunlock(&lk);
	} while(n > 0);
	say("end of input");
	_exits(nil);
}

/* the connection is broken: whoever reads it finds out; the lock is held */
static void
breakoff(void)
{
	if(ctl >= 0)
		hangup(ctl);
}

static void
sendmsg(int fd, Msg *m, u32int ack)
{
	uchar buf[Hdrsize + Maxdata];
	long n;

	n = m != nil ? m->n : 0;
	PBIT32(buf + Nb, n);
	PBIT32(buf + Seq, m != nil ? m->seq : Synchronise);
	PBIT32(buf + Acked, ack);
	if(n > 0)
		memmove(buf + Hdrsize, m->data, n);
	if(write(fd, buf, Hdrsize + n) != Hdrsize + n) {
		qlock(&lk);
		if(net == fd)
			breakoff();
		qunlock(&lk);
	}
}

/* a message may be acknowledged while it is sent, so a copy of it is */
static void
sender(void)
{
	Msg *m, *copy;
	u32int ack;
	int fd;

	copy = check(malloc(sizeof *m + Maxdata));
	for(;;) {
		qlock(&lk);
		writing = 0;
		rwakeupall(&quiet);
		while(net < 0 || (unsent == nil && !needsync))
			rsleep(&tosend);
		m = unsent;
		if(m != nil) {
			unsent = m->next;
			memmove(copy, m, sizeof *m + m->n);
		}
		needsync = 0;
		ack = expected;
		fd = net;
		writing = 1;
		qunlock(&lk);
		sendmsg(fd, m != nil ? copy : nil, ack);
	}
}

static void
timer(void)
{
	for(;;) {
		sleep(Sync);
		qlock(&lk);
		if(net >= 0) {
			if(++silence > Maxsilence) {
				say("nothing heard");
				breakoff();
			}
			needsync = 1;
			rwakeup(&tosend);
		}
		qunlock(&lk);
	}
}

/* ---- connections ---- */

static int
connect(int *cfd)
{
	char dir[NETPATHLEN];
	int fd;

	if(client)
		return dial(address, nil, nil, cfd);
	*cfd = listen(address, dir);
	if(*cfd < 0)
		return -1;
	fd = accept(*cfd, dir);
	if(fd < 0)
		close(*cfd);
	return fd;
}

/* a new connection, within so many ms */
static void
reconnect(int ms)
{
	vlong until;
	int fd, cfd, left;

	until = nsec() / 1000000 + ms;
	for(;;) {
		left = until - nsec() / 1000000;
		if(left <= 0)
			finish("timed out");
		alarm(left);
		fd = connect(&cfd);
		alarm(0);
		if(fd >= 0)
			break;
		say("%r");
		sleep(Retry);
	}
	qlock(&lk);
	net = fd;
	ctl = cfd;
	unsent = first;
	silence = 0;
	needsync = 1;
	rwakeup(&tosend);
	qunlock(&lk);
	say("connected; %d messages not acknowledged", nqueue);
}

static void
disconnect(void)
{
	int fd, cfd;

	say("disconnected");
	qlock(&lk);
	breakoff();
	fd = net;
	cfd = ctl;
	net = ctl = -1;
	while(writing)
		rsleep(&quiet);
	qunlock(&lk);
	close(fd);
	close(cfd);
}

/* both may be one pipe, which has to be closed as a whole for the other end to know */
static int
onepipe(void)
{
	Dir *a, *b;
	int r;

	a = dirfstat(0);
	b = dirfstat(1);
	r = a != nil && b != nil && a->type == b->type && a->dev == b->dev &&
	    a->qid.path == b->qid.path;
	free(a);
	free(b);
	return r;
}

/*
 * The other side has said all: the local one is told.  If that means to close what is read too, the reader has
 * to give it up first, and a note to it may come before its call: it gets them until it has.
 */
static void
remoteend(void)
{
	int fd;

	say("the other side has ended");
	if(!onepipe()) {
		close(1);
		return;
	}
	if(rfork(RFPROC | RFMEM | RFNOWAIT) != 0)
		return;
	while(!ldone) {
		postnote(PNPROC, kids[0], "stop");
		sleep(Nag);
	}
	fd = open("/dev/null", ORDWR);
	dup(fd, 0);
	dup(fd, 1);
	_exits(nil);
}

/* take a message that has come in its turn */
static void
deliver(uchar *data, long n)
{
	if(n == 0) {
		rdone = 1;
		remoteend();
	} else if(write(1, data, n) != n)
		say("nobody reads here: %r");
}

/* all was said, and heard, on both sides; the lock is held */
static int
alldone(void)
{
	return ldone && rdone && first == nil;
}

/* take what comes until the connection breaks, or all is said */
static void
take(void)
{
	uchar buf[Hdrsize + Maxdata];
	u32int n, seq;
	int over;

	do {
		if(readn(net, buf, Hdrsize) != Hdrsize)
			break;
		n = GBIT32(buf + Nb);
		seq = GBIT32(buf + Seq);
		if(n > Maxdata || readn(net, buf + Hdrsize, n) != n)
			break;
		if(seq == expected && seq != Synchronise)
			deliver(buf + Hdrsize, n);
		qlock(&lk);
		silence = 0;
		acked(GBIT32(buf + Acked));
		if(seq != Synchronise) {
			if(seq == expected)
				expected++;
			needsync = 1;
			rwakeup(&tosend);
		}
		over = alldone();
		qunlock(&lk);
	} while(!over);
}

/* what was heard last is still to be acknowledged */
static void
farewell(void)
{
	qlock(&lk);
	while(needsync || writing)
		rsleep(&quiet);
	qunlock(&lk);
}

static int
process(void (*fn)(void))
{
	int pid;

	pid = rfork(RFPROC | RFMEM | RFNOWAIT);
	if(pid < 0)
		sysfatal("fork: %r");
	if(pid == 0)
		fn();
	return pid;
}

void
main(int argc, char **argv)
{
	ARGBEGIN
	{
	case 'c':
		client = 1;
		break;
	case 'd':
		debug = 1;
		break;
	case 'm':
		maxto = numarg(EARGF(usage()), 10, 1, Maxint / 1000, usage);
		break;
	default:
		usage();
	}
	ARGEND
	if(argc != 1)
		usage();
	address = argv[0];
	atnotify(onnote, 1);
	reconnect(Firsttime);
	kids[0] = process(reader);
	kids[1] = process(sender);
	kids[2] = process(timer);
	for(;;) {
		take();
		if(alldone()) {
			farewell();
			finish(nil);
		}
		disconnect();
		reconnect(ldone && rdone ? Lasttime : maxto * 1000);
	}
}
