/*
 * ping: send echo requests of ICMP, and tell of the answers and of those that are lost.  This process sends,
 * another receives; they share the list of what is not answered.
 */
#include <u.h>
#include <libc.h>
#include <ip.h>
#include <cmd.h>

typedef struct Proto Proto;
struct Proto
{
	char *name;
	int head; /* bytes of the packet's header before the message */
	int ttl;  /* where in it the time to live is, */
	int from; /* the sender's address, */
	int to;   /* and the receiver's */
	int alen;
	uchar request; /* types of messages */
	uchar reply;
};

typedef struct Probe Probe;
struct Probe
{
	Probe *next;
	long seq;
	vlong sent;
};

/* the message */
enum
{
	Type,
	Seq = 6,
	Data = 8,
};
enum
{
	Minsize = 32,
	Maxsize = 8192,
	Maxhead = 40,
	Us = 1000, /* ns */
	Ms = 1000 * 1000,
	Tick = 10, /* ms between looks whether all has been answered */
};

static Proto icmp = {"icmp", 20, 8, 12, 16, 4, 8, 0};
static Proto icmpv6 = {"icmpv6", 40, 7, 8, 24, 16, 128, 129};

static int addrs, onlylost, quiet, spread;
static int size = 64;
static Proto *proto;
static int fd;

static QLock lk; /* of all that follows */
static Probe *first;
static Probe **last = &first;
static long nlost;
static long nreply;
static vlong total; /* of the round trips, ns */

static void
usage(void)
{
	fprint(2, "usage: ip/ping [-6aflqr] [-i interval] [-n count] [-s size] [-w wait] "
		  "destination\n");
	exits("usage");
}

static vlong
average(void)
{
	return nreply > 0 ? total / nreply / Us : 0;
}

/* the lock is held */
static void
lost(Probe *p)
{
	nlost++;
	if(!quiet)
		print("lost %ld: avg rtt %lld µs\n", p->seq, average());
	free(p);
}

static void
show(Probe *p, uchar *buf, vlong rtt)
{
	uchar from[IPaddrlen], to[IPaddrlen];

	if(quiet || onlylost)
		return;
	print("%ld: ", p->seq);
	if(addrs && proto == &icmp) {
		v4tov6(from, buf + proto->from);
		v4tov6(to, buf + proto->to);
		print("%I -> %I ", from, to);
	} else if(addrs)
		print("%I -> %I ", buf + proto->from, buf + proto->to);
	print("rtt %lld µs, avg rtt %lld µs, ttl = %d\n", rtt / Us, average(), buf[proto->ttl]);
}

/* an answer, of n bytes behind the header; requests before it will hardly be answered any more */
static void
answer(uchar *buf, long n)
{
	Probe *p;
	uchar *m;
	vlong rtt, now;
	ushort seq;

	m = buf + proto->head;
	if(n < Data || m[Type] != proto->reply)
		return;
	now = nsec();
	seq = nhgets(m + Seq);
	qlock(&lk);
	for(p = first; p != nil && (ushort)p->seq != seq; p = p->next) {
	}
	while(p != nil && (p = first) != nil) {
		first = p->next;
		if(first == nil)
			last = &first;
		if((ushort)p->seq != seq) {
			lost(p);
			continue;
		}
		rtt = now - p->sent;
		nreply++;
		total += rtt;
		show(p, buf, rtt);
		free(p);
		p = nil;
	}
	qunlock(&lk);
}

static void
receive(void)
{
	uchar buf[Maxhead + Maxsize + 1];
	long n;

	for(;;) {
		n = read(fd, buf, sizeof buf);
		if(n >= proto->head)
			answer(buf, n - proto->head);
		else if(n == 0)
			break;
		else
			sleep(Tick); /* an error may be about one request */
	}
	_exits(nil);
}

static void
request(long seq)
{
	uchar buf[Maxhead + Maxsize];
	uchar *m;
	Probe *p;
	int i;

	memset(buf, 0, sizeof buf);
	m = buf + proto->head;
	m[Type] = proto->request;
	hnputs(m + Seq, seq);
	for(i = Data; i < size; i++)
		m[i] = i;
	p = check(mallocz(sizeof *p, 1));
	p->seq = seq;
	qlock(&lk);
	p->sent = nsec();
	*last = p;
	last = &p->next;
	qunlock(&lk);
	if(write(fd, buf, proto->head + size) < 0 && !quiet)
		fprint(2, "ping: %r\n");
}

static void
sendall(long count, int interval)
{
	long i;

	for(i = 0; i < count; i++) {
		if(i > 0 && (interval > 0 || spread))
			sleep(interval + (spread ? nrand(interval + 1) : 0));
		request(i);
	}
}

/* wait so long for answers */
static void
settle(int ms)
{
	Probe *p;
	int t;

	for(t = 0; t < ms && first != nil; t += Tick)
		sleep(Tick);
	qlock(&lk);
	while((p = first) != nil) {
		first = p->next;
		lost(p);
	}
}

static int
connect(char *dest, Proto *p)
{
	proto = p;
	return dial(netmkaddr(dest, p->name, "1"), nil, nil, nil);
}

static int
isip6(char *dest)
{
	uchar ip[IPaddrlen];

	return parseip(ip, dest) != -1 && !isv4(ip);
}

static void
probe(long count, int interval, int wait)
{
	int pid;

	pid = rfork(RFPROC | RFMEM | RFNOWAIT);
	if(pid < 0)
		sysfatal("fork: %r");
	if(pid == 0)
		receive();
	sendall(count, interval);
	settle(wait);
	postnote(PNPROC, pid, "kill");
}

void
main(int argc, char **argv)
{
	int interval, wait, six;
	long count;

	interval = 1000;
	wait = 1000;
	count = 32;
	six = 0;
	ARGBEGIN
	{
	case '6':
		six = 1;
		break;
	case 'a':
		addrs = 1;
		break;
	case 'f':
		interval = 0;
		break;
	case 'i':
		interval = numarg(EARGF(usage()), 10, 0, Maxint, usage);
		break;
	case 'l':
		onlylost = 1;
		break;
	case 'n':
		count = numarg(EARGF(usage()), 10, 1, Maxint, usage);
		break;
	case 'q':
		quiet = 1;
		break;
	case 'r':
		spread = 1;
		break;
	case 's':
		size = numarg(EARGF(usage()), 10, Minsize, Maxsize, usage);
		break;
	case 'w':
		wait = numarg(EARGF(usage()), 10, 0, Maxint, usage);
		break;
	default:
		usage();
	}
	ARGEND
	if(argc != 1)
		usage();
	fmtinstall('I', eipfmt);
	srand(nsec());
	fd = connect(argv[0], six || isip6(argv[0]) ? &icmpv6 : &icmp);
	if(fd < 0)
		sysfatal("%s: %r", argv[0]);
	if(!quiet && !onlylost)
		print("sending %ld %d byte messages %d ms apart to %s!%s\n", count, size, interval,
		      proto->name, argv[0]);
	probe(count, interval, wait);
	exits(nlost > 0 ? "lost messages" : nil);
}
