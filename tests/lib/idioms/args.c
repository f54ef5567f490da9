/* clang-format off */
/* options, print's verbs, verbs of one's own, notes, sorting: as section 2 of the manual has them */
#include <u.h>
#include <libc.h>

typedef struct Point Point;
struct Point
{
	int x, y;
};

typedef struct Named Named;
struct Named
{
	Point;
	Lock;
	char *name;
};

static char *kind[] = {
	[0]	"zero",
	[2]	"two",
	[1]	"one",
};

#pragma varargck type "P" Point

int
Pfmt(Fmt *f)
{
	Point p;

	p = va_arg(f->args, Point);
	if(f->flags & FmtSharp)
		return fmtprint(f, "{%d,%d}", p.x, p.y);
	return fmtprint(f, "[%d %d]", p.x, p.y);
}

/* a va_list is assigned */
char*
say(char *fmt, ...)
{
	static char buf[256];
	Fmt f;
	va_list arg;

	memset(&f, 0, sizeof f);
	f.start = f.to = buf;
	f.stop = buf + sizeof buf - 1;
	va_start(arg, fmt);
	f.args = arg;
	dofmt(&f, fmt);
	va_end(arg);
	*(char*)f.to = 0;
	return buf;
}

int
cmp(void *a, void *b)
{
	return strcmp(*(char**)a, *(char**)b);
}

int
sum(Point *p)
{
	return p->x + p->y;
}

int
catch(void *u, char *msg)
{
	USED(u);
	if(strcmp(msg, "wake") == 0){
		print("note %s\n", msg);
		return 1;
	}
	return 0;
}

void
usage(void)
{
	fprint(2, "usage: %s [-v] [-n num] word...\n", argv0);
	exits("usage");
}

void
main(int argc, char *argv[])
{
	int i, n, vflag;
	long l;
	Named nm;
	Rune *r;

	n = 0;
	vflag = 0;
	ARGBEGIN{
	case 'v':
		vflag++;
		break;
	case 'n':
		n = atoi(EARGF(usage()));
		break;
	default:
		usage();
	}ARGEND
	if(argc < 1)
		usage();
	fmtinstall('P', Pfmt);
	quotefmtinstall();
	qsort(argv, argc, sizeof argv[0], cmp);
	print("v %d n %d", vflag, n);
	for(i = 0; i < argc; i++)
		print(" %q", argv[i]);
	print("\n");
	memset(&nm, 0, sizeof nm);
	nm.x = 3;
	nm.y = 4;
	lock(&nm);
	unlock(&nm);
	print("%P %#P %d %s\n", (Point){1, 2}, nm.Point, sum(&nm), kind[2]);
	l = 0x7fffffff;
	l += 2;
	print("%ld %d %lud %#llux %s\n", l, (int)sizeof(long), ~0UL, 1LL<<40, say("%d%c", 7, 'x'));
	r = L"rünes ☺";
	print("%S %d %C\n", r, runestrlen(r), r[6]);
	if(open("/nofile", OREAD) < 0)
		fprint(1, "%r\n");
	atnotify(catch, 1);
	postnote(PNPROC, getpid(), "wake");
	sleep(0);
	exits(vflag > 1 ? "very" : nil);
}
