/*
 * du: how much is in directories.
 */
#include <u.h>
#include <libc.h>
#include <ctype.h>
#include <bio.h>
#include <cmd.h>

static uchar flag[Runeself]; /* by letter */
static vlong block = 1024;
static double unit; /* -p: sizes are multiples of it */
static char *status;
static Biobuf bout;

static void
usage(void)
{
	fprint(2, "usage: du [-aefhnqstu] [-b size] [-p prefix] [file ...]\n");
	exits("usage");
}

static void
fail(char *name)
{
	if(flag['f'])
		return;
	Bflush(&bout);
	fprint(2, "du: %s: %r\n", name);
	status = "errors";
}

static void
human(vlong n)
{
	static char *unit[] = {"", "K", "M", "G", "T", "P", "E"};
	double x;
	int i;

	x = n;
	for(i = 0; x >= 1024 && i < nelem(unit) - 1; i++)
		x /= 1024;
	if(i == 0)
		Bprint(&bout, "%lld\t", n);
	else
		Bprint(&bout, "%.4g%s\t", x, unit[i]);
}

/* what -p, -e, -h or none of them says */
static void
putsize(vlong n)
{
	double x;

	x = n;
	if(unit != 0)
		Bprint(&bout, flag['e'] ? "%e\t" : "%.4g\t", x / unit);
	else if(flag['e'])
		Bprint(&bout, "%e\t", flag['n'] ? x : (n + block - 1) / block);
	else if(flag['n'])
		Bprint(&bout, "%lld\t", n);
	else if(flag['h'])
		human(n);
	else
		Bprint(&bout, "%lld\t", (n + block - 1) / block);
}

static void
report(Dir *d, vlong size, char *name)
{
	if(flag['q'])
		Bprint(&bout, "%.16llux %lud %.2ux\t", d->qid.path, d->qid.vers, d->qid.type);
	if(flag['t'] || flag['u'])
		Bprint(&bout, "%lud\t", flag['u'] ? d->atime : d->mtime);
	else if(!flag['q'])
		putsize(size);
	Bprint(&bout, "%q\n", name);
}

/* a file takes whole blocks */
static vlong
blocks(Dir *d)
{
	if(flag['n'])
		return d->length;
	return (d->length + block - 1) / block * block;
}

static vlong
du(char *name, Dir *d, int top)
{
	Dir *e;
	char *path;
	vlong size;
	long n;

	if(!(d->mode & DMDIR)) {
		size = blocks(d);
		if(top || (flag['a'] && !flag['s']))
			report(d, size, name);
		return size;
	}
	n = readdir(name, &e);
	if(n < 0) {
		fail(name);
		return 0;
	}
	size = blocks(d);
	for(long i = 0; i < n; i++) {
		path = joinpath(name, e[i].name);
		size += du(path, &e[i], 0);
		free(path);
	}
	free(e);
	if(!flag['s'] || top)
		report(d, size, name);
	return size;
}

static void
start(char *name)
{
	Dir *d;

	d = dirstat(name);
	if(d == nil) {
		fail(name);
		return;
	}
	du(name, d, 1);
	free(d);
}

/* a number of bytes, with k, m or g for units */
static vlong
size(char *s)
{
	vlong n;
	char *e;

	n = strtoll(s, &e, 0);
	if(*e == 'k' || *e == 'K')
		n <<= 10;
	else if(*e == 'm' || *e == 'M')
		n <<= 20;
	else if(*e == 'g' || *e == 'G')
		n <<= 30;
	else if(*e != 0)
		usage();
	if(n <= 0)
		usage();
	return n;
}

/* -p: a letter of the International System's, with 1024 for its thousand; none means bytes */
static double
prefix(char *s)
{
	static char letters[] = "kmgtpezy";
	char *p;
	double x;

	if(*s == 0)
		return 1;
	p = strchr(letters, tolower(*s));
	if(p == nil || s[1])
		usage();
	x = 1;
	do
		x *= 1024;
	while(p-- > letters);
	return x;
}

void
main(int argc, char **argv)
{
	ARGBEGIN
	{
	case 'n':
	case 'q':
	case 't':
	case 'u':
		flag['a'] = 1;
		/* fallthrough */
	case 'a':
	case 'e':
	case 'f':
	case 'h':
	case 's':
		flag[ARGC()] = 1;
		break;
	case 'p':
		unit = prefix(EARGF(usage()));
		break;
	case 'b':
		block = size(EARGF(usage()));
		break;
	default:
		usage();
	}
	ARGEND
	quotefmtinstall();
	doquote = needsrcquote;
	openstdout(&bout);
	if(argc == 0)
		start(".");
	for(int i = 0; i < argc; i++)
		start(argv[i]);
	Bterm(&bout);
	exits(status);
}
