/*
 * netstat: the conversations of the network's protocols.
 */
#include <u.h>
#include <libc.h>
#include <bio.h>
#include <ndb.h>
#include <cmd.h>

static char *net = "/net";
static int numbers; /* -n: no names */
static Biobuf out;

static void
usage(void)
{
	fprint(2, "usage: netstat [-in] [-p proto] [netdir]\n");
	exits("usage");
}

/* the beginning of a conversation's file; nil if it is gone by now */
static char *
text(char *dir, char *file)
{
	char *name, buf[1024];
	long n;
	int fd;

	name = joinpath(dir, file);
	fd = open(name, OREAD);
	free(name);
	n = fd < 0 ? -1 : read(fd, buf, sizeof buf - 1);
	close(fd);
	if(n < 0)
		return nil;
	buf[n] = 0;
	return check(strdup(buf));
}

static char *
line(char *dir, char *file)
{
	char *s;

	s = text(dir, file);
	if(s != nil)
		s[strcspn(s, "\n")] = 0;
	return s;
}

static char *
owner(char *dir)
{
	char *name, *s;
	Dir *d;

	name = joinpath(dir, "ctl");
	d = dirstat(name);
	free(name);
	s = check(strdup(d != nil ? d->uid : "-"));
	free(d);
	return s;
}

static char *
service(char *proto, char *port)
{
	char *s;

	s = numbers ? nil : csgetvalue(net, "port", port, proto, nil);
	return s != nil ? s : check(strdup(port));
}

/* cut host!port in two */
static char *
port(char *addr)
{
	char *s;

	s = strrchr(addr, '!');
	if(s == nil)
		return "-";
	*s = 0;
	return s + 1;
}

static void
conversation(char *proto, char *n)
{
	char *pdir, *dir, *status, *local, *remote, *who, *lport, *rport;

	pdir = joinpath(net, proto);
	dir = joinpath(pdir, n);
	status = line(dir, "status");
	local = line(dir, "local");
	remote = line(dir, "remote");
	if(status != nil && local != nil && remote != nil) {
		status[strcspn(status, " ")] = 0;
		who = owner(dir);
		lport = service(proto, port(local));
		rport = service(proto, port(remote));
		Bprint(&out, "%-4s %-4s %-10s %-12s %-10s %-10s %s\n", proto, n, who, status, lport,
		       rport, remote);
		free(who);
		free(lport);
		free(rport);
	}
	free(status);
	free(local);
	free(remote);
	free(dir);
	free(pdir);
}

static int
bynumber(const void *a, const void *b)
{
	return atoi(((Dir *)a)->name) - atoi(((Dir *)b)->name);
}

/* each conversation is a directory with a number for its name */
static int
protocol(char *proto)
{
	char *dir, *clone;
	Dir *d;
	long i, n;
	int ok;

	dir = joinpath(net, proto);
	clone = joinpath(dir, "clone");
	ok = access(clone, AEXIST) == 0;
	free(clone);
	n = ok ? readdir(dir, &d) : 0;
	free(dir);
	if(n <= 0)
		return ok;
	qsort(d, n, sizeof *d, bynumber);
	for(i = 0; i < n; i++)
		if(d[i].name[0] >= '0' && d[i].name[0] <= '9')
			conversation(proto, d[i].name);
	free(d);
	return 1;
}

/* the status files of the interfaces, which tell all that there is */
static void
interfaces(void)
{
	char *dir, *name, *s;
	Dir *d;
	long i, n;

	dir = joinpath(net, "ipifc");
	n = readdir(dir, &d);
	for(i = 0; i < n; i++) {
		name = joinpath(dir, d[i].name);
		s = d[i].mode & DMDIR ? text(name, "status") : nil;
		if(s != nil)
			Bprint(&out, "%s %s", d[i].name, s);
		free(s);
		free(name);
	}
	free(dir);
}

void
main(int argc, char **argv)
{
	char *proto;
	Dir *d;
	long i, n;
	int ifcs;

	proto = nil;
	ifcs = 0;
	ARGBEGIN
	{
	case 'i':
		ifcs = 1;
		break;
	case 'n':
		numbers = 1;
		break;
	case 'p':
		proto = EARGF(usage());
		break;
	default:
		usage();
	}
	ARGEND
	if(argc > 1)
		usage();
	if(argc == 1)
		net = argv[0];
	openstdout(&out);
	if(ifcs)
		interfaces();
	else if(proto != nil) {
		if(!protocol(proto))
			sysfatal("no protocol %s in %s", proto, net);
	} else {
		n = readdir(net, &d);
		if(n < 0)
			sysfatal("can't read %s: %r", net);
		sortdir(d, n);
		for(i = 0; i < n; i++)
			if((d[i].mode & DMDIR) && strcmp(d[i].name, "ipifc") != 0)
				protocol(d[i].name);
	}
	Bflush(&out);
	exits(nil);
}
