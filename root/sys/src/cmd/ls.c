/*
 * ls: list files and what is in directories.
 */
#include <u.h>
#include <libc.h>
#include <bio.h>
#include <fcall.h>
#include <cmd.h>

typedef struct Entry Entry;
struct Entry
{
	char *prefix; /* directory as it was named, or nil */
	char *name;   /* as to be printed after the prefix */
	Dir *d;
};

static uchar flag[Runeself]; /* by letter */
static char *status;
static Biobuf bout;
static Entry *list;
static long nlist, maxlist;
static ulong now;
/* widths of columns */
static int devwidth, uidwidth, gidwidth, muidwidth, lenwidth, verswidth, sizewidth;

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
	if(flag['t']) {
		t = flag['u'] ? x->d->atime : x->d->mtime;
		s = flag['u'] ? y->d->atime : y->d->mtime;
		c = t < s ? 1 : -(t > s); /* the youngest first */
	}
	if(c == 0 && x->prefix && y->prefix)
		c = strcmp(x->prefix, y->prefix);
	if(c == 0)
		c = strcmp(x->name, y->name);
	return flag['r'] ? -c : c;
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

	s = timetext(t);
	if(t + 180LL * 24 * 60 * 60 < now || t > now + 24LL * 60 * 60)
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
	if(flag['s'])
		Bprint(&bout, "%*lld ", sizewidth, kilobytes(d));
	if(flag['m'])
		Bprint(&bout, "[%s]%*s ", d->muid, muidwidth - utflen(d->muid) - 2, "");
	if(flag['q'])
		Bprint(&bout, "(%.16llux %*lud %.2ux) ", d->qid.path, verswidth, d->qid.vers,
		       d->qid.type);
	if(flag['T'])
		Bprint(&bout, "%c ", d->mode & DMTMP ? 't' : '-');
	if(flag['l']) {
		Bprint(&bout, "%M %C %*ud %*s %*s %*lld ", d->mode, d->type, devwidth, d->dev,
		       -uidwidth, d->uid, -gidwidth, d->gid, lenwidth, d->length);
		printdate(flag['u'] ? d->atime : d->mtime);
	}
	mark = "";
	if(flag['F'] && (d->mode & DMDIR))
		mark = "/";
	else if(flag['F'] && (d->mode & 0111))
		mark = "*";
	if(e->prefix == nil || flag['p'])
		Bprint(&bout, flag['Q'] ? "%s" : "%q", e->name);
	else {
		char *full;

		full = joinpath(e->prefix, e->name);
		Bprint(&bout, flag['Q'] ? "%s" : "%q", full);
		free(full);
	}
	Bprint(&bout, "%s\n", mark);
}

static void
output(void)
{
	if(!flag['n'])
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

	d = dirstat(name);
	if(d == nil) {
		fail(name);
		return;
	}
	if(!(d->mode & DMDIR) || flag['d']) {
		elem = flag['p'] ? strrchr(name, '/') : nil;
		add(nil, elem && elem[1] ? elem + 1 : name, d);
		return;
	}
	output();
	n = readdir(name, &entries);
	if(n < 0)
		fail(name);
	for(long i = 0; i < n; i++)
		add(prefix ? name : nil, entries[i].name, &entries[i]);
	output();
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
	openstdout(&bout);
	ARGBEGIN
	{
	case 'd':
	case 'l':
	case 'm':
	case 'n':
	case 'p':
	case 'q':
	case 'r':
	case 's':
	case 't':
	case 'u':
	case 'F':
	case 'Q':
	case 'T':
		flag[ARGC()] = 1;
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
