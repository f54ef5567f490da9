/*
 * iostats: run a command in a name space whose files all come through us, and tell what it did with
 * them.  An exportfs serves the name space, and we pass the messages on between it and the mount: one
 * process the requests, another the answers.  They share what they count.
 */
#include <u.h>
#include <libc.h>
#include <fcall.h>
#include <cmd.h>

typedef struct Count Count;
struct Count
{
	long n;
	vlong low; /* ns, as the others */
	vlong high;
	vlong time;
	vlong in; /* bytes to the server */
	vlong out;
};

/* what was done with the files of a name */
typedef struct File File;
struct File
{
	File *next;
	char *name;
	long opens;
	long reads;
	long writes;
	vlong nread;
	vlong nwritten;
};

typedef struct Fid Fid;
struct Fid
{
	Fid *next;
	u32int fid;
	File *file;
};

/* a request that has no answer yet, by its tag */
typedef struct Call Call;
struct Call
{
	vlong start;
	u32int fid;
	u32int newfid;
	int nwname;
	File *file; /* that it is about, or leads to; nil: none known */
};

enum
{
	Nhash = 256,
	KB = 1024,
	Ns = 1000 * 1000 * 1000,
};

static QLock lk; /* of all that follows */
static Count counts[Tmax];
static Call calls[1 << 16];
static File *files;
static Fid *fids[Nhash];
static vlong protocol;
static int debug = -1;

static char *names[Tmax] = {
	[Tversion] = "version", [Tauth] = "auth",   [Tattach] = "attach", [Tflush] = "flush",
	[Twalk] = "walk",       [Topen] = "open",   [Tcreate] = "create", [Tread] = "read",
	[Twrite] = "write",     [Tclunk] = "clunk", [Tremove] = "remove", [Tstat] = "stat",
	[Twstat] = "wstat",
};

static void
usage(void)
{
	fprint(2, "usage: iostats [-Cd] [-f file] command [arg ...]\n");
	exits("usage");
}

/* takes name, which is malloced */
static File *
getfile(char *name)
{
	File *f;

	for(f = files; f != nil; f = f->next)
		if(strcmp(f->name, name) == 0) {
			free(name);
			return f;
		}
	f = check(mallocz(sizeof *f, 1));
	f->name = name;
	f->next = files;
	files = f;
	return f;
}

static File *
filewalk(File *f, int n, char **elem)
{
	char *name, *next;

	name = check(strdup(f->name));
	for(; n > 0; n--, elem++) {
		next = check(smprint("%s/%s", name, *elem));
		free(name);
		name = next;
	}
	return getfile(cleanname(name));
}

static Fid **
lookup(u32int fid)
{
	Fid **l;

	for(l = &fids[fid % Nhash]; *l != nil && (*l)->fid != fid; l = &(*l)->next) {
	}
	return l;
}

static File *
fileof(u32int fid)
{
	Fid *f;

	f = *lookup(fid);
	return f != nil ? f->file : nil;
}

static void
setfid(u32int fid, File *file)
{
	Fid **l;

	l = lookup(fid);
	if(*l == nil) {
		*l = check(mallocz(sizeof **l, 1));
		(*l)->fid = fid;
	}
	(*l)->file = file;
}

static void
dropfid(u32int fid)
{
	Fid **l, *f;

	l = lookup(fid);
	f = *l;
	if(f == nil)
		return;
	*l = f->next;
	free(f);
}

/* the bytes of a message that are not a file's */
static long
overhead(Fcall *f, long n)
{
	return f->type == Twrite || f->type == Rread ? n - f->count : n;
}

static void
request(Fcall *f, long n)
{
	Call *c;

	c = &calls[f->tag];
	c->start = nsec();
	c->fid = f->fid;
	c->file = f->type == Tattach ? getfile(check(strdup("/"))) : fileof(f->fid);
	counts[f->type].in += n;
	protocol += overhead(f, n);
	if(c->file == nil)
		return;
	if(f->type == Twalk) {
		c->newfid = f->newfid;
		c->nwname = f->nwname;
		c->file = filewalk(c->file, f->nwname, f->wname);
	} else if(f->type == Tcreate)
		c->file = filewalk(c->file, 1, &f->name);
}

/* what the answer means for the fids, and for the file's own counts */
static void
effect(Call *c, Fcall *f)
{
	File *file;

	file = c->file;
	if(file == nil)
		return;
	switch(f->type) {
	case Rwalk:
		if(f->nwqid == c->nwname)
			setfid(c->newfid, file);
		break;
	case Rcreate:
	case Ropen:
		file->opens++;
		/* fall through */
	case Rattach:
		setfid(c->fid, file);
		break;
	case Rread:
		file->reads++;
		file->nread += f->count;
		break;
	case Rwrite:
		file->writes++;
		file->nwritten += f->count;
		break;
	case Rclunk:
	case Rremove:
		dropfid(c->fid);
		break;
	}
}

static void
answer(Fcall *f, long n, int type)
{
	Call *c;
	Count *k;
	vlong t;

	c = &calls[f->tag];
	k = &counts[type];
	t = nsec() - c->start;
	if(k->n == 0 || t < k->low)
		k->low = t;
	if(t > k->high)
		k->high = t;
	k->n++;
	k->time += t;
	k->out += n;
	protocol += overhead(f, n);
	effect(c, f);
}

static void
see(Fcall *f, uchar *, long n)
{
	static uchar types[1 << 16];

	if(f == nil) {
		fprint(2, "iostats: malformed message\n");
		return;
	}
	qlock(&lk);
	if(debug >= 0)
		fprint(debug, "%F\n", f);
	if(f->type & 1) /* an error is an answer too, to any of them */
		answer(f, n, types[f->tag]);
	else {
		types[f->tag] = f->type;
		request(f, n);
	}
	qunlock(&lk);
}

static int
startpass(int from, int to)
{
	int pid;

	pid = rfork(RFPROC | RFMEM);
	if(pid < 0)
		sysfatal("fork: %r");
	if(pid == 0) {
		pass9p(from, to, see);
		_exits(nil);
	}
	return pid;
}

static noreturn void
run(int fd, int flag, char **argv)
{
	static char cwd[8192];

	if(getwd(cwd, sizeof cwd) == nil)
		strcpy(cwd, "/");
	rfork(RFNAMEG | RFNOTEG);
	if(mount(fd, -1, "/", flag, "") < 0)
		sysfatal("mount: %r");
	/* what is of this process, not of the one that serves it */
	bind("#c/pid", "/dev/pid", MREPL);
	bind("#e", "/env", MREPL | MCREATE);
	bind("#d", "/fd", MREPL);
	if(chdir(cwd) < 0)
		chdir("/");
	execbin(argv);
	sysfatal("exec %s: %r", argv[0]);
}

static double
rate(vlong bytes, vlong ns)
{
	return ns > 0 ? (double)bytes / KB * Ns / ns : 0;
}

static int
byname(const void *a, const void *b)
{
	return strcmp((*(File **)a)->name, (*(File **)b)->name);
}

static void
reportfiles(void)
{
	File *f, **list;
	long i, n;

	n = 0;
	for(f = files; f != nil; f = f->next)
		n++;
	list = check(malloc((n + 1) * sizeof *list));
	n = 0;
	for(f = files; f != nil; f = f->next)
		if(f->opens > 0)
			list[n++] = f;
	qsort(list, n, sizeof *list, byname);
	fprint(2, "\n%6s %8s %10s %8s %10s %s\n", "Opens", "Reads", "(bytes)", "Writes", "(bytes)",
	       "File");
	for(i = 0; i < n; i++)
		fprint(2, "%6ld %8ld %10lld %8ld %10lld %s\n", list[i]->opens, list[i]->reads,
		       list[i]->nread, list[i]->writes, list[i]->nwritten, list[i]->name);
}

static void
report(void)
{
	Count *k;
	File *f;
	vlong nread, nwritten;
	long n;
	int i;

	nread = nwritten = n = 0;
	for(f = files; f != nil; f = f->next) {
		nread += f->nread;
		nwritten += f->nwritten;
	}
	for(i = 0; i < Tmax; i++)
		n += counts[i].n;
	fprint(2, "read      %lld bytes, %.3f Kb/sec\n", nread, rate(nread, counts[Tread].time));
	fprint(2, "write     %lld bytes, %.3f Kb/sec\n", nwritten,
	       rate(nwritten, counts[Twrite].time));
	fprint(2, "protocol  %lld bytes\n", protocol);
	fprint(2, "rpc       %ld count\n", n);
	fprint(2, "\n%-8s %8s %8s %8s %8s %8s %10s %10s\n", "Message", "Count", "Low", "High",
	       "Time", "Averg", "in", "out");
	for(i = 0; i < Tmax; i++) {
		k = &counts[i];
		if(k->n > 0)
			fprint(2, "%-8s %8ld %8.3f %8.3f %8.3f %8.3f %10lld %10lld ms\n", names[i],
			       k->n, k->low / 1e6, k->high / 1e6, k->time / 1e6,
			       k->time / 1e6 / k->n, k->in, k->out);
	}
	reportfiles();
}

/* an alarm ends the wait for messages that others may go on sending */
static int catch(void *, char *note)
{
	return strcmp(note, "alarm") == 0 || strncmp(note, "sys: write on closed pipe", 25) == 0;
}

void
main(int argc, char **argv)
{
	Waitmsg *w;
	char *file, *status;
	int flag, server, p[2], tpid, rpid, pid, left;

	flag = MREPL | MCREATE;
	file = nil;
	ARGBEGIN
	{
	case 'C':
		flag |= MCACHE;
		break;
	case 'd':
		file = "iostats.out";
		break;
	case 'f':
		file = EARGF(usage());
		break;
	default:
		usage();
	}
	ARGEND
	if(argc == 0)
		usage();
	fmtinstall('F', fcallfmt);
	fmtinstall('D', dirfmt);
	fmtinstall('M', dirmodefmt);
	if(file != nil && (debug = create(file, OWRITE | OCEXEC, 0666)) < 0)
		sysfatal("can't create %s: %r", file);
	server = startserver("exec exportfs -r /");
	if(server < 0 || pipe(p) < 0)
		sysfatal("can't start exportfs: %r");
	atnotify(catch, 1);
	pid = rfork(RFPROC | RFFDG | RFENVG);
	if(pid < 0)
		sysfatal("fork: %r");
	if(pid == 0) {
		close(server);
		close(p[1]);
		run(p[0], flag, argv);
	}
	close(p[0]);
	tpid = startpass(p[1], server);
	rpid = startpass(server, p[1]);
	/* the connection may end a moment before the command */
	status = nil;
	for(left = 2; left > 0 && (w = wait()) != nil;)
		if(w->pid == tpid)
			left--;
		else if(w->pid == pid) {
			left--;
			status = w->msg;
			alarm(1000);
		}
	postnote(PNPROC, tpid, "kill");
	postnote(PNPROC, rpid, "kill");
	report();
	exits(status);
}
