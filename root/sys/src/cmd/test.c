/*
 * test: evaluate a condition; the exit string is empty when it holds.
 */
#include <u.h>
#include <libc.h>

static char **arg; /* what is still to be read */
static char **argend;

static int expr(void);

static void
bad(char *why)
{
	fprint(2, "test: %s\n", why);
	exits("syntax");
}

static char *
next(void)
{
	if(arg >= argend)
		bad("argument expected");
	return *arg++;
}

static int
peek(char *s)
{
	return arg < argend && strcmp(*arg, s) == 0;
}

static int
accept1(char *s)
{
	if(!peek(s))
		return 0;
	arg++;
	return 1;
}

static int
hasmode(char *name, ulong bits)
{
	Dir *d;
	int r;

	d = dirstat(name);
	r = d != nil && (d->mode & bits) != 0;
	free(d);
	return r;
}

static int
isplain(char *name)
{
	return access(name, AEXIST) == 0 && !hasmode(name, DMDIR);
}

static int
hassize(char *name)
{
	Dir *d;
	int r;

	d = dirstat(name);
	r = d != nil && d->length > 0;
	free(d);
	return r;
}

/* -t fd: is it a console, by its name or, failing that, by its device */
static int
isterminal(char *fd)
{
	char name[256];
	int n;

	if(fd2path(atoi(fd), name, sizeof name) < 0)
		return 0;
	n = strlen(name);
	return strcmp(name, "#c/cons") == 0 || (n >= 9 && strcmp(name + n - 9, "/dev/cons") == 0);
}

static int
newer(char *a, char *b, int sign)
{
	Dir *da, *db;
	int r;

	da = dirstat(a);
	db = dirstat(b);
	r = da != nil && db != nil && (sign > 0 ? da->mtime > db->mtime : da->mtime < db->mtime);
	free(da);
	free(db);
	return r;
}

/* seconds of an age such as 90, 10m, 2h, 1d, or of a span that ends in s m h d y */
static vlong
age(char *s)
{
	vlong n, sum;
	char *e;

	for(sum = 0; *s; s = e) {
		n = strtoll(s, &e, 10);
		if(e == s)
			bad("bad time");
		switch(*e) {
		case 'y':
			n *= 365 * 24 * 60 * 60;
			e++;
			break;
		case 'M':
			n *= 30 * 24 * 60 * 60;
			e++;
			break;
		case 'd':
			n *= 24 * 60 * 60;
			e++;
			break;
		case 'h':
			n *= 60 * 60;
			e++;
			break;
		case 'm':
			n *= 60;
			e++;
			break;
		case 's':
			e++;
			break;
		}
		sum += n;
	}
	return sum;
}

/* -older: a file of that age or, with a bare number, of before that time */
static int
older(char *name, char *than)
{
	Dir *d;
	vlong t;
	int r;

	t = than[strspn(than, "0123456789")] == 0 ? age(than) : time(nil) - age(than);
	d = dirstat(name);
	r = d != nil && (vlong)d->mtime < t;
	free(d);
	return r;
}

static int
isint(char *s)
{
	char *e;

	strtoll(s, &e, 0);
	return *s && *e == 0;
}

static int
compare(char *a, char *op, char *b)
{
	vlong x, y;

	if(!isint(a) || !isint(b))
		bad("integer expected");
	x = strtoll(a, 0, 0);
	y = strtoll(b, 0, 0);
	if(strcmp(op, "-eq") == 0)
		return x == y;
	if(strcmp(op, "-ne") == 0)
		return x != y;
	if(strcmp(op, "-gt") == 0)
		return x > y;
	if(strcmp(op, "-lt") == 0)
		return x < y;
	if(strcmp(op, "-ge") == 0)
		return x >= y;
	return x <= y;
}

static int
isbinary(char *s)
{
	static char *ops[] = {"=",   "!=",  "-eq", "-ne", "-gt",   "-lt",
			      "-ge", "-le", "-nt", "-ot", "-older"};

	for(int i = 0; i < nelem(ops); i++)
		if(strcmp(s, ops[i]) == 0)
			return 1;
	return 0;
}

static int
binary(char *a)
{
	char *op, *b;

	op = next();
	b = next();
	if(strcmp(op, "=") == 0)
		return strcmp(a, b) == 0;
	if(strcmp(op, "!=") == 0)
		return strcmp(a, b) != 0;
	if(strcmp(op, "-nt") == 0)
		return newer(a, b, 1);
	if(strcmp(op, "-ot") == 0)
		return newer(a, b, -1);
	if(strcmp(op, "-older") == 0)
		return older(a, b);
	return compare(a, op, b);
}

static int
unary(int op)
{
	switch(op) {
	case 'e':
		return access(next(), AEXIST) == 0;
	case 'r':
		return access(next(), AREAD) == 0;
	case 'w':
		return access(next(), AWRITE) == 0;
	case 'x':
		return access(next(), AEXEC) == 0;
	case 'f':
		return isplain(next());
	case 'd':
		return hasmode(next(), DMDIR);
	case 'A':
		return hasmode(next(), DMAPPEND);
	case 'L':
		return hasmode(next(), DMEXCL);
	case 'T':
		return hasmode(next(), DMTMP);
	case 's':
		return hassize(next());
	case 'n':
		return *next() != 0;
	case 'z':
		return *next() == 0;
	case 'b': /* what other systems have */
	case 'c':
	case 'g':
	case 'u':
		next();
		return 0;
	}
	/* -t: its descriptor may be missing */
	return isterminal(arg < argend && (*arg)[0] >= '0' && (*arg)[0] <= '9' ? next() : "1");
}

static int
primary(void)
{
	char *s;
	int r;

	s = next();
	if(arg < argend && isbinary(*arg))
		return binary(s);
	if(strcmp(s, "(") == 0) {
		r = expr();
		if(!accept1(")"))
			bad(") expected");
		return r;
	}
	if(strcmp(s, "!") == 0)
		return !primary();
	if(s[0] == '-' && s[1] && s[2] == 0 && strchr("erwxfdALTsnztbcgu", s[1]))
		return unary(s[1]);
	if(s[0] == '-' && s[1] && (arg < argend && !peek("-a") && !peek("-o") && !peek(")"))) {
		fprint(2, "test: unknown option %s\n", s);
		exits("usage");
	}
	return *s != 0;
}

static int
conj(void)
{
	int r;

	r = primary();
	while(accept1("-a"))
		r = primary() && r;
	return r;
}

static int
expr(void)
{
	int r;

	r = conj();
	while(accept1("-o"))
		r = conj() || r;
	return r;
}

void
main(int argc, char **argv)
{
	int r;

	argv0 = argv[0];
	arg = argv + 1;
	argend = argv + argc;
	if(argc > 0 && strcmp(argv[0], "[") == 0 && (argc < 2 || strcmp(*--argend, "]") != 0))
		bad("] missing");
	if(arg >= argend)
		exits("false");
	r = expr();
	if(arg < argend)
		bad("syntax error");
	exits(r ? nil : "false");
}
