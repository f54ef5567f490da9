/*
 * ls: list files and what is in directories.
 */
#include <u.h>
#include <libc.h>
#include <bio.h>
#include <fcall.h>

typedef struct Entry Entry;
struct Entry
{
	char *prefix; /* directory as it was named, or nil */
	char *name;   /* as to be printed after the prefix */
	Dir *d;
};

static int dflag, lflag, mflag, nflag, pflag, qflag, rflag, sflag, tflag, uflag, Fflag, Qflag,
	Tflag;
static char *status;
static Biobuf bout;
static Entry *list;
static long nlist, maxlist;
static ulong now;
/* widths of columns */
static int devwidth, uidwidth, gidwidth, muidwidth, lenwidth, verswidth, sizewidth;

static void *
check(void *p)
{
	if(p == nil)
		sysfatal("no memory: %r");
	return p;
}

static void
add(char *prefix, char *name, Dir *d)
{
	if(nlist == maxlist) {
		maxlist = maxlist ? 2 * maxlist : 128;
		list = check(realloc(list, maxlist * sizeof *list));
	}
	list[nlist].prefix = prefix;
	list[nlist].name = name;
	list[nlist++].d = d;
}

static int
compare(const void *a, const void *b)
{
	const Entry *x, *y;
	ulong t, s;
	int c;

	x = a;
	y = b;
	c = 0;
	if(tflag) {
		t = uflag ? x->d->atime : x->d->mtime;
		s = uflag ? y->d->atime : y->d->mtime;
		c = t < s ? 1 : -(t > s); /* the youngest first */
	}
	if(c == 0 && x->prefix && y->prefix)
		c = strcmp(x->prefix, y->prefix);
	if(c == 0)
		c = strcmp(x->name, y->name);
	return rflag ? -c : c;
}

static vlong
kilobytes(Dir *d)
{
	return (d->length + 1023) / 1024;
}

static void
widen(int *w, char *fmt, ...)
{
	char buf[256];
	va_list ap;
	int n;

	va_start(ap, fmt);
	vsnprint(buf, sizeof buf, fmt, ap);
	va_end(ap);
	n = utflen(buf);
	if(n > *w)
		*w = n;
}

static void
widths(void)
{
	Dir *d;

	devwidth = uidwidth = gidwidth = muidwidth = lenwidth = verswidth = sizewidth = 0;
	for(long i = 0; i < nlist; i++) {
		d = list[i].d;
		widen(&sizewidth, "%lld", kilobytes(d));
		widen(&verswidth, "%lud", d->qid.vers);
		widen(&devwidth, "%ud", d->dev);
		widen(&uidwidth, "%s", d->uid);
		widen(&gidwidth, "%s", d->gid);
		widen(&muidwidth, "[%s]", d->muid);
		widen(&lenwidth, "%lld", d->length);
	}
}

/* month, day, and the time of day or for what is older than half a year the year */
static void
printdate(ulong t)
{
	char *s;

	s = ctime(t);
	if(t + 180 * 24 * 60 * 60 < now || t > now + 24 * 60 * 60)
		Bprint(&bout, "%.6s  %.4s ", s + 4, s + 24);
	else
		Bprint(&bout, "%.12s ", s + 4);
}

static void
printentry(Entry *e)
{
	Dir *d;
	char *mark;

	d = e->d;
	if(sflag)
		Bprint(&bout, "%*lld ", sizewidth, kilobytes(d));
	if(mflag)
		Bprint(&bout, "[%s]%*s ", d->muid, muidwidth - utflen(d->muid) - 2, "");
	if(qflag)
		Bprint(&bout, "(%.16llux %*lud %.2ux) ", d->qid.path, verswidth, d->qid.vers,
		       d->qid.type);
	if(Tflag)
		Bprint(&bout, "%c ", d->mode & DMTMP ? 't' : '-');
	if(lflag) {
		Bprint(&bout, "%M %C %*ud %*s %*s %*lld ", d->mode, d->type, devwidth, d->dev,
		       -uidwidth, d->uid, -gidwidth, d->gid, lenwidth, d->length);
		printdate(uflag ? d->atime : d->mtime);
	}
	mark = "";
	if(Fflag && (d->mode & DMDIR))
		mark = "/";
	else if(Fflag && (d->mode & 0111))
		mark = "*";
	if(e->prefix == nil || pflag)
		Bprint(&bout, Qflag ? "%s" : "%q", e->name);
	else {
		char *full;

		full = check(smprint("%s%s%s", e->prefix,
				     e->prefix[strlen(e->prefix) - 1] == '/' ? "" : "/", e->name));
		Bprint(&bout, Qflag ? "%s" : "%q", full);
		free(full);
	}
	Bprint(&bout, "%s\n", mark);
}

static void
output(void)
{
	if(!nflag)
		qsort(list, nlist, sizeof *list, compare);
	widths();
	for(long i = 0; i < nlist; i++)
		printentry(&list[i]);
	nlist = 0;
	Bflush(&bout);
}

static void
fail(char *name)
{
	Bflush(&bout);
	fprint(2, "ls: %s: %r\n", name);
	status = "errors";
}

static void
ls(char *name, int prefix)
{
	Dir *d, *entries;
	char *elem;
	long n;
	int fd;

	d = dirstat(name);
	if(d == nil) {
		fail(name);
		return;
	}
	if(!(d->mode & DMDIR) || dflag) {
		elem = pflag ? strrchr(name, '/') : nil;
		add(nil, elem && elem[1] ? elem + 1 : name, d);
		return;
	}
	output();
	fd = open(name, OREAD);
	if(fd < 0) {
		fail(name);
		return;
	}
	n = dirreadall(fd, &entries);
	close(fd);
	if(n < 0)
		fail(name);
	for(long i = 0; i < n; i++)
		add(prefix ? name : nil, entries[i].name, &entries[i]);
	output();
	if(n > 0)
		free(entries);
	free(d);
}

static void
usage(void)
{
	fprint(2, "usage: ls [-dlmnpqrstuFQT] [file ...]\n");
	exits("usage");
}

void
main(int argc, char **argv)
{
	Binit(&bout, 1, OWRITE);
	ARGBEGIN
	{
	case 'd':
		dflag = 1;
		break;
	case 'l':
		lflag = 1;
		break;
	case 'm':
		mflag = 1;
		break;
	case 'n':
		nflag = 1;
		break;
	case 'p':
		pflag = 1;
		break;
	case 'q':
		qflag = 1;
		break;
	case 'r':
		rflag = 1;
		break;
	case 's':
		sflag = 1;
		break;
	case 't':
		tflag = 1;
		break;
	case 'u':
		uflag = 1;
		break;
	case 'F':
		Fflag = 1;
		break;
	case 'Q':
		Qflag = 1;
		break;
	case 'T':
		Tflag = 1;
		break;
	default:
		usage();
	}
	ARGEND
	quotefmtinstall();
	doquote = needsrcquote;
	fmtinstall('M', dirmodefmt);
	now = time(nil);
	if(argc == 0)
		ls(".", 0);
	for(int i = 0; i < argc; i++)
		ls(argv[i], 1);
	output();
	exits(status);
}
