/*
 * listen: announce the services that the files of a directory stand for, and run the file for each
 * call.  Each service has a process that waits for its calls.
 */
#include <u.h>
#include <libc.h>
#include <cmd.h>

typedef struct Service Service;
struct Service
{
	Service *next;
	char *dir;  /* of the file */
	char *name; /* of the file: proto and port */
	int trusted;
	int pid;
	int seen; /* in the scan that goes on */
};

enum
{
	Rescan = 60 * 1000, /* ms */
};

static char *proto = "tcp";
static char *address = "*";
static char *nsfile = "/lib/namespace";
static char *callopt;     /* to be written to the control files of calls */
static char *announceopt; /* and of services */
static int maxprocs;
static int quiet;
static Service *services;

static void
usage(void)
{
	fprint(2,
	       "usage: aux/listen [-iq] [-a addr] [-d dir] [-t dir] [-n namespace] [-p maxprocs] "
	       "[-o ctl] [-O ctl] [proto]\n");
	exits("usage");
}

static void
serve(int ctl, char *dir, void *arg)
{
	Service *s;
	char *argv[5], *ns;

	s = arg;
	if(callopt != nil)
		write(ctl, callopt, strlen(callopt));
	if(takecall(ctl, dir) < 0)
		sysfatal("accept %s: %r", dir);
	argv[0] = check(smprint("%s/%s", s->dir, s->name));
	argv[1] = s->name;
	argv[2] = proto;
	argv[3] = dir;
	argv[4] = nil;
	ns = check(smprint("%s.namespace", argv[0]));
	if(s->trusted)
		exec(argv[0], argv);
	else
		execnone(access(ns, AREAD) == 0 ? ns : nsfile, argv);
	sysfatal("exec %s: %r", argv[0]);
}

/* the process for a service, or 0 */
static int
start(Service *s)
{
	char adir[NETPATHLEN], *addr;
	int ctl, pid;

	addr = check(smprint("%s!%s!%s", proto, address, s->name + strlen(proto)));
	ctl = announce(addr, adir);
	if(ctl < 0) {
		if(!quiet)
			fprint(2, "listen: announce %s: %r\n", addr);
		free(addr);
		return 0;
	}
	free(addr);
	if(announceopt != nil)
		write(ctl, announceopt, strlen(announceopt));
	pid = rfork(RFPROC | RFFDG | RFENVG | RFNAMEG | RFNOTEG | RFREND | RFNOWAIT);
	if(pid == 0)
		takecalls(adir, maxprocs, serve, s);
	close(ctl);
	return pid;
}

static int
isservice(Dir *d)
{
	char *dot;

	dot = strrchr(d->name, '.');
	return !(d->mode & DMDIR) && d->length > 0 && strncmp(d->name, proto, strlen(proto)) == 0 &&
	       d->name[strlen(proto)] != 0 && (dot == nil || strcmp(dot, ".namespace") != 0);
}

static Service *
lookup(char *dir, char *name, int trusted)
{
	Service *s;

	for(s = services; s != nil; s = s->next)
		if(strcmp(s->dir, dir) == 0 && strcmp(s->name, name) == 0)
			return s;
	s = check(mallocz(sizeof *s, 1));
	s->dir = dir;
	s->name = check(strdup(name));
	s->trusted = trusted;
	s->next = services;
	services = s;
	return s;
}

static int
running(Service *s)
{
	char name[32];

	snprint(name, sizeof name, "/proc/%d", s->pid);
	return s->pid > 0 && access(name, AEXIST) == 0;
}

static void
scandir(char *dir, int trusted)
{
	Service *s;
	Dir *d;
	long i, n;

	n = readdir(dir, &d);
	if(n < 0) {
		if(!quiet)
			fprint(2, "listen: %s: %r\n", dir);
		return;
	}
	for(i = 0; i < n; i++)
		if(isservice(&d[i])) {
			s = lookup(dir, d[i].name, trusted);
			s->seen = 1;
			if(!running(s))
				s->pid = start(s);
		}
	free(d);
}

static void
scan(char *untrusted, char *trusted)
{
	Service *s, **l;

	for(s = services; s != nil; s = s->next)
		s->seen = 0;
	if(trusted != nil)
		scandir(trusted, 1);
	if(untrusted != nil)
		scandir(untrusted, 0);
	for(l = &services; (s = *l) != nil;) {
		if(s->seen) {
			l = &s->next;
			continue;
		}
		if(running(s))
			postnote(PNPROC, s->pid, "die");
		*l = s->next;
		free(s->name);
		free(s);
	}
}

void
main(int argc, char **argv)
{
	char *untrusted, *trusted;
	int immutable;

	untrusted = trusted = nil;
	immutable = 0;
	ARGBEGIN
	{
	case 'a':
		address = EARGF(usage());
		break;
	case 'd':
		untrusted = EARGF(usage());
		break;
	case 'i':
		immutable = 1;
		break;
	case 'n':
		nsfile = EARGF(usage());
		break;
	case 'o':
		callopt = EARGF(usage());
		break;
	case 'O':
		announceopt = EARGF(usage());
		break;
	case 'p':
		maxprocs = numarg(EARGF(usage()), 10, 1, Maxint, usage);
		break;
	case 'q':
		quiet = 1;
		break;
	case 't':
		trusted = EARGF(usage());
		break;
	default:
		usage();
	}
	ARGEND
	if(argc > 1)
		usage();
	if(argc == 1)
		proto = argv[0];
	if(untrusted == nil && trusted == nil)
		untrusted = "/bin/service";
	rfork(RFNOTEG | RFENVG | RFNAMEG);
	scan(untrusted, trusted);
	/* what is there is announced when we end */
	if(immutable || rfork(RFPROC | RFFDG | RFNOWAIT | RFREND) != 0)
		exits(nil);
	for(;;) {
		sleep(Rescan);
		scan(untrusted, trusted);
	}
}
