/*
 * newns: run a command in a name space built anew as a file such as /lib/namespace says, or
 * add what the file says to this one.
 */
#include <u.h>
#include <libc.h>
#include <auth.h>
#include <bio.h>
#include <cmd.h>

enum
{
	Maxargs = 15,
	Maxdepth = 8, /* of files that include others */
};

static int debug;
static char *nsfile; /* what we were asked for */
static char *wdir;   /* to go to when the file has no cd */
static int moved;

static void
usage(void)
{
	fprint(2, "usage: newns [-ad] [-n namespace] [command [arg ...]]\n");
	exits("usage");
}

static int
onnote(void *, char *note)
{
	return strncmp(note, "sys: write on closed pipe", 25) == 0;
}

static char *
variable(char *name, int n)
{
	char buf[64], *v;

	snprint(buf, sizeof buf, "#e/%.*s", n, name);
	int fd = open(buf, OREAD);
	static char val[512];

	v = val;
	*v = 0;
	if(fd >= 0) {
		n = read(fd, val, sizeof val - 1);
		close(fd);
		val[n < 0 ? 0 : n] = 0;
	}
	return v;
}

/* put the values of variables outside quotes */
static char *
expand(char *s)
{
	Fmt f;
	Rune r;
	int quoted, n;

	fmtstrinit(&f);
	quoted = 0;
	while(*s) {
		if(*s == '\'')
			quoted = !quoted;
		if(*s == '$' && !quoted) {
			s++;
			n = strcspn(s, "/.!'$ \t");
			fmtprint(&f, "%s", variable(s, n));
			s += n;
		} else {
			s += chartorune(&r, s);
			fmtrune(&f, r);
		}
	}
	s = fmtstrflush(&f);
	if(s == nil)
		sysfatal("no memory: %r");
	return s;
}

/* flags of bind and mount; what is not known means nothing */
static int
flags(int *argc, char ***argv)
{
	int flag;

	flag = MREPL;
	for(; *argc > 1 && (*argv)[1][0] == '-'; (*argc)--, (*argv)++)
		for(char *p = (*argv)[1] + 1; *p; p++)
			mountflag(*p, &flag);
	return flag;
}

static int
domount(char *file, char *old, int flag, char *spec)
{
	int fd, r;

	fd = open(file, ORDWR);
	if(fd < 0 && strchr(file, '!') != nil) /* as ns(1) writes it */
		fd = dial(file, nil, nil, nil);
	if(fd < 0)
		return -1;
	r = amount(fd, old, flag, spec);
	close(fd);
	return r;
}

static int readns(char *, int);

static int
command(int argc, char **argv, int depth)
{
	char *op;
	int flag;

	op = argv[0];
	flag = flags(&argc, &argv);
	if(strcmp(op, "bind") == 0 && argc == 3)
		return bind(argv[1], argv[2], flag);
	if(strcmp(op, "mount") == 0 && (argc == 3 || argc == 4))
		return domount(argv[1], argv[2], flag, argc == 4 ? argv[3] : "");
	if(strcmp(op, "unmount") == 0 && (argc == 2 || argc == 3))
		return unmount(argc == 3 ? argv[1] : nil, argv[argc - 1]);
	if(strcmp(op, "clear") == 0 && argc == 1)
		return rfork(RFCNAMEG);
	if(strcmp(op, "cd") == 0 && argc == 2) {
		moved |= argv[1][0] == '/' || argv[1][0] == '#';
		return chdir(argv[1]);
	}
	if(strcmp(op, ".") == 0 && argc == 2)
		return readns(argv[1], depth + 1);
	werrstr("unknown or wrong command");
	return -1;
}

static int
readns(char *file, int depth)
{
	Biobuf *b;
	char *s, *e, *f[Maxargs], *shown;
	int n;

	if(depth == Maxdepth) {
		werrstr("files include one another");
		return -1;
	}
	b = Bopen(file, OREAD);
	if(b == nil)
		return -1;
	while((s = Brdstr(b, '\n', 1)) != nil) {
		shown = s + strspn(s, " \t");
		if(*shown == '#' || *shown == 0) {
			free(s);
			continue;
		}
		e = expand(shown);
		n = tokenize(e, f, nelem(f));
		if(n > 0 && n < nelem(f) && command(n, f, depth) < 0 && debug)
			fprint(2, "newns: %s: %s: %r\n", depth ? file : nsfile, shown);
		free(e);
		free(s);
	}
	Bterm(b);
	return 0;
}

void
main(int argc, char **argv)
{
	static char *shell[] = {"rc", "-i", nil};
	static char cwd[8192];
	char *file, *copy;
	int add, fd, in;
	static char buf[8192];
	long n;

	file = "/lib/namespace";
	add = 0;
	ARGBEGIN
	{
	case 'a':
		add = 1;
		break;
	case 'd':
		debug = 1;
		break;
	case 'n':
		file = EARGF(usage());
		break;
	default:
		usage();
	}
	ARGEND
	wdir = getwd(cwd, sizeof cwd);
	/* the file may be out of reach once the name space is empty: read it into the kernel first */
	in = open(file, OREAD);
	if(in < 0)
		sysfatal("can't open %s: %r", file);
	if(rfork(RFENVG | (add ? RFNAMEG : RFCNAMEG)) < 0)
		sysfatal("rfork: %r");
	copy = add ? file : nil;
	if(!add) {
		copy = smprint("#e/newns.%d", getpid());
		fd = create(copy, OWRITE, 0600);
		if(fd < 0)
			sysfatal("can't create %s: %r", copy);
		while((n = read(in, buf, sizeof buf)) > 0)
			if(write(fd, buf, n) != n)
				sysfatal("%s: %r", copy);
		close(fd);
	}
	close(in);
	atnotify(onnote, 1);
	nsfile = file;
	if(readns(copy, 0) < 0)
		sysfatal("%s: %r", file);
	if(!add)
		remove(copy);
	if(!moved && (wdir == nil || chdir(wdir) < 0))
		chdir("/");
	if(argc == 0)
		argv = shell;
	execbin(argv);
	sysfatal("exec %s: %r", argv[0]);
}
