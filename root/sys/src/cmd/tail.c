/*
 * tail: the end of a file, or what follows a place in it.
 */
#include <u.h>
#include <libc.h>
#include <bio.h>
#include <cmd.h>

static vlong count = 10;
static int unit = 'l';
static int fromstart, follow, reverse;
static Biobuf bout;

static void
usage(void)
{
	fprint(2, "usage: tail [+-number[lbc][rf]] [file]\n\ttail [-fr] [-n lines] [-c bytes] "
		  "[file]\n");
	exits("usage");
}

static void
copy(int fd)
{
	static char buf[64 * 1024];
	long n;

	Bflush(&bout);
	while((n = read(fd, buf, sizeof buf)) > 0)
		if(write(1, buf, n) != n)
			sysfatal("write error: %r");
	if(n < 0)
		sysfatal("read error: %r");
}

/* where the last n lines begin */
static char *
lastlines(char *buf, char *e, vlong n)
{
	char *p;

	p = e;
	if(p > buf && p[-1] == '\n')
		p--;
	for(; n > 0; n--) {
		while(p > buf && p[-1] != '\n')
			p--;
		if(p == buf)
			return buf;
		if(n > 1)
			p--;
	}
	return p > e ? e : p;
}

static void
printreverse(char *buf, vlong len)
{
	char *p, *e;
	vlong n;

	e = buf + len;
	for(n = 0; e > buf && (unit != 'l' || count < 0 || n < count); n++) {
		p = e;
		if(p[-1] == '\n')
			p--;
		while(p > buf && p[-1] != '\n')
			p--;
		Bwrite(&bout, p, e - p);
		if(e[-1] != '\n')
			Bputc(&bout, '\n');
		e = p;
	}
}

static void
skipstart(int fd)
{
	char *buf, *p, *e;
	vlong len;

	buf = readall(fd, &len);
	p = buf;
	e = buf + len;
	if(unit == 'c')
		p += count > len ? len : count;
	else
		for(vlong n = 1; n < count && p < e; n++) {
			p = memchr(p, '\n', e - p);
			p = p ? p + 1 : e;
		}
	Bwrite(&bout, p, e - p);
}

static void
printend(int fd)
{
	char *buf, *p;
	vlong len;

	/* do not read all of a long file for a few bytes */
	if(unit == 'c' && seek(fd, -count, 2) >= 0) {
		copy(fd);
		return;
	}
	buf = readall(fd, &len);
	if(unit == 'c')
		p = buf + len - (count > len ? len : count);
	else
		p = count == 0 ? buf + len : lastlines(buf, buf + len, count);
	Bwrite(&bout, p, buf + len - p);
}

/* +-number[lbc][rf]; says if s has that form */
static int
oldstyle(char *s)
{
	char *p;
	vlong n;

	if(s[0] != '-' && s[0] != '+')
		return 0;
	n = strtoll(s + 1, &p, 10);
	if(s[1] < '0' || s[1] > '9') {
		if(s[0] == '-' || s[1] == 0)
			return 0;
		n = 10;
		p = s + 1;
	}
	fromstart = s[0] == '+';
	for(; *p; p++)
		switch(*p) {
		case 'l':
		case 'c':
			unit = *p;
			break;
		case 'b':
			unit = 'c';
			n *= 1024;
			break;
		case 'r':
			reverse = 1;
			break;
		case 'f':
			follow = 1;
			break;
		default:
			usage();
		}
	count = n;
	return 1;
}

static void
setcount(char *s, int u)
{
	fromstart = *s == '+';
	if(*s == '+' || *s == '-')
		s++;
	count = numarg(s, 10, 0, Maxvlong, usage);
	unit = u;
}

void
main(int argc, char **argv)
{
	char *buf;
	vlong len;
	int fd, counted;

	counted = 0;
	openstdout(&bout);
	if(argc > 1 && oldstyle(argv[1])) {
		counted = 1;
		argv[1] = argv[0];
		argv++;
		argc--;
	}
	ARGBEGIN
	{
	case 'n':
		setcount(EARGF(usage()), 'l');
		counted = 1;
		break;
	case 'c':
		setcount(EARGF(usage()), 'c');
		counted = 1;
		break;
	case 'f':
		follow = 1;
		break;
	case 'r':
		reverse = 1;
		break;
	default:
		usage();
	}
	ARGEND
	if(argc > 1 || (reverse && follow))
		usage();
	if(reverse && unit != 'l')
		sysfatal("incompatible options");
	fd = 0;
	if(argc == 1 && (fd = open(argv[0], OREAD)) < 0)
		sysfatal("can't open %s: %r", argv[0]);
	if(reverse) {
		if(!counted)
			count = -1;
		buf = readall(fd, &len);
		printreverse(buf, len);
	} else if(fromstart)
		skipstart(fd);
	else
		printend(fd);
	Bflush(&bout);
	while(follow) {
		copy(fd);
		sleep(1000);
	}
	exits(nil);
}
