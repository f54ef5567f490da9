/*
 * io.c: records and their fields, the arguments that are files, and what print and getline
 * open.  A record is cut into fields when one is asked for.
 */
#include "awk.h"

struct Out
{
	char *name;
	int mode; /* '>' Tappend '|' for output, '<' and 'g' (a pipe) for input */
	Biobuf *b;
	int fd;
	int pid;
	Out *next;
};

Cell *cNF, *cNR, *cFNR, *cFS, *cOFS, *cORS, *cRS, *cFILENAME, *cSUBSEP, *cRSTART, *cRLENGTH,
	*cCONVFMT, *cOFMT, *cENVIRON;
Biobuf bout;

static Val *field; /* field[0] is the record */
static int nfield; /* valid if split */
static int maxfield;
static int split;  /* fields are those of field[0] */
static int joined; /* field[0] is what the fields make */
static Biobuf *in;
static int argno = 1;
static int argused;
static Cell *cARGV, *cARGC;
static Out *outs;
static int settingnf;

/* --- fields --- */

static void
room(int n)
{
	if(n < maxfield)
		return;
	field = check(realloc(field, (2 * n + 16) * sizeof *field));
	memset(field + maxfield, 0, (2 * n + 16 - maxfield) * sizeof *field);
	maxfield = 2 * n + 16;
}

static void
setnf(int n)
{
	settingnf = 1;
	setcell(cNF, num(n));
	settingnf = 0;
}

/* what is between s and e becomes number n: a field, or an element */
static void
putpiece(char *s, char *e, int n, Array *a)
{
	char key[16], *t;
	Val v;

	t = check(malloc(e - s + 1));
	memmove(t, s, e - s);
	t[e - s] = 0;
	v = outside(t);
	free(t);
	if(a != nil) {
		snprint(key, sizeof key, "%d", n);
		setcell(element(a, key, 1), v);
		return;
	}
	room(n);
	freeval(field[n]);
	field[n] = v;
}

static int
byblanks(char *s, Array *a)
{
	static char sep[] = " \t\n";
	char *e;
	int n;

	for(n = 0;;) {
		s += strspn(s, sep);
		if(*s == 0)
			return n;
		e = s + strcspn(s, sep);
		putpiece(s, e, ++n, a);
		s = e;
	}
}

/* each match of a single character or of an expression ends a field */
static int
bysep(char *s, char *sep, Array *a, int nl)
{
	Resub m[1];
	Reprog *re;
	char *e, *start;
	int n;

	if(*s == 0)
		return 0;
	re = utflen(sep) > 1 ? dynre(sep) : nil;
	start = s;
	for(n = 0;;) {
		if(re != nil) {
			char *from = s;

			for(;;) {
				memset(m, 0, sizeof m);
				m[0].sp = from;
				e = regexec(re, start, m, 1) > 0 ? m[0].sp : nil;
				/* an empty match separates nothing */
				if(e == nil || m[0].ep > m[0].sp || *from == 0)
					break;
				from = m[0].ep + 1;
				if(from > s + strlen(s)) {
					e = nil;
					break;
				}
			}
			if(e != nil && m[0].ep == m[0].sp)
				e = nil;
		} else {
			e = strstr(s, sep);
			if(e != nil) {
				m[0].sp = e;
				m[0].ep = e + strlen(sep);
			}
		}
		if(nl) {
			char *p = strchr(s, '\n');

			if(p != nil && (e == nil || p < e)) {
				e = p;
				m[0].ep = p + 1;
			}
		}
		putpiece(s, e ? e : s + strlen(s), ++n, a);
		if(e == nil)
			return n;
		s = m[0].ep;
	}
}

static int
bychars(char *s, Array *a)
{
	Rune r;
	int n, w;

	for(n = 0; *s; s += w) {
		w = chartorune(&r, s);
		putpiece(s, s + w, ++n, a);
	}
	return n;
}

/* cut s into fields, or into elements of a, by sep or FS */
int
splitinto(char *s, Array *a, Val *sep)
{
	Str *fs, *rs;
	int n, nl;

	fs = tostr(sep ? *sep : cFS->v);
	rs = tostr(cRS->v);
	nl = a == nil && rs->len == 0;
	if(strcmp(fs->s, " ") == 0)
		n = byblanks(s, a);
	else if(fs->len == 0)
		n = bychars(s, a);
	else
		n = bysep(s, fs->s, a, nl);
	dropstr(fs);
	dropstr(rs);
	return n;
}

static void
needfields(void)
{
	Str *s;

	if(split)
		return;
	split = 1;
	s = tostr(field[0]);
	nfield = splitinto(s->s, nil, nil);
	dropstr(s);
	setnf(nfield);
}

static void
needrecord(void)
{
	Str *ofs, *s;
	Fmt f;
	char *t;

	if(joined)
		return;
	joined = 1;
	ofs = tostr(cOFS->v);
	fmtstrinit(&f);
	for(int i = 1; i <= nfield; i++) {
		s = toout(field[i]);
		fmtprint(&f, "%s%s", i > 1 ? ofs->s : "", s->s);
		dropstr(s);
	}
	t = check(fmtstrflush(&f));
	freeval(field[0]);
	field[0] = outside(t);
	free(t);
	dropstr(ofs);
}

Val
getfield(int n)
{
	Val none = {0, 0, nil};

	if(n < 0)
		fatal("field $%d", n);
	if(n == 0) {
		needrecord();
		return copyval(field[0]);
	}
	needfields();
	return n <= nfield ? copyval(field[n]) : none;
}

static void
resize(int n)
{
	room(n);
	for(; nfield < n; nfield++) {
		freeval(field[nfield + 1]);
		memset(&field[nfield + 1], 0, sizeof *field);
	}
	nfield = n;
	joined = 0;
}

void
setfield(int n, Val v)
{
	if(n < 0)
		fatal("field $%d", n);
	if(n == 0) {
		freeval(field[0]);
		field[0] = v;
		joined = 1;
		split = 0;
		/* NF is asked for often, and must be right */
		needfields();
		return;
	}
	needfields();
	if(n > nfield) {
		resize(n);
		setnf(n);
	}
	freeval(field[n]);
	field[n] = v;
	joined = 0;
}

static void
nfchanged(Cell *c)
{
	if(settingnf)
		return;
	if(!split) {
		Val v;

		v = copyval(c->v);
		needfields();
		c->v = v;
	}
	if(tonum(c->v) < 0)
		fatal("NF is negative");
	resize(tonum(c->v));
}

static char *
keep(Cell *c)
{
	return tostr(c->v)->s; /* the reference is never dropped */
}

static void
formatchanged(Cell *c)
{
	if(c == cCONVFMT)
		convfmt = keep(c);
	else if(c == cOFMT)
		ofmt = keep(c);
	else
		subsep = keep(c);
}

/* --- records --- */

static char *
join(char *a, char *b, char *sep)
{
	char *s;

	s = check(smprint("%s%s%s", a, sep, b));
	free(a);
	free(b);
	return s;
}

/* up to what RS says, or nil */
static char *
readrecord(Biobuf *b)
{
	Str *rs;
	Rune r;
	char *s, *t;
	long c;
	Fmt f;

	rs = tostr(cRS->v);
	if(rs->len == 1) {
		s = Brdstr(b, rs->s[0], 1);
		/* the newline at the end of a file is no record */
		if(s != nil && rs->s[0] != '\n' && strcmp(s, "\n") == 0 && (c = Bgetc(b)) < 0) {
			free(s);
			s = nil;
		}
	} else if(rs->len == 0) {
		/* paragraphs */
		do
			s = Brdstr(b, '\n', 1);
		while(s != nil && *s == 0);
		while(s != nil && (t = Brdstr(b, '\n', 1)) != nil) {
			if(*t == 0) {
				free(t);
				break;
			}
			s = join(s, t, "\n");
		}
	} else {
		chartorune(&r, rs->s);
		fmtstrinit(&f);
		s = nil;
		c = Bgetrune(b);
		if(c >= 0) {
			for(; c >= 0 && c != r; c = Bgetrune(b))
				fmtrune(&f, c);
			s = check(fmtstrflush(&f));
		}
	}
	dropstr(rs);
	return s;
}

/* name=value among the arguments or after -v */
void
assignarg(char *s)
{
	char *e, *v, *p, *q;

	e = strchr(s, '=');
	*e = 0;
	v = check(strdup(e + 1));
	for(p = q = v; *p; p++) {
		if(*p == '\\' && p[1]) {
			p++;
			*q++ = *p == 'n' ? '\n' : *p == 't' ? '\t' : *p;
		} else
			*q++ = *p;
	}
	*q = 0;
	setcell(variable(s), outside(v));
	free(v);
	*e = '=';
}

static int
isassign(char *s)
{
	char *e;

	e = strchr(s, '=');
	if(e == nil || e == s || (*s >= '0' && *s <= '9'))
		return 0;
	for(; s < e; s++)
		if(!(*s == '_' || (*s >= '0' && *s <= '9') ||
		     ((*s | 32) >= 'a' && (*s | 32) <= 'z') || *(uchar *)s >= Runeself))
			return 0;
	return 1;
}

/* open the next argument that is a file; standard input if there was none */
static int
nextfile(void)
{
	char key[16];
	Cell *c;
	Str *s;

	while(argno < tonum(cARGC->v)) {
		snprint(key, sizeof key, "%d", argno++);
		c = element(arrayof(cARGV), key, 0);
		if(c == nil)
			continue;
		s = tostr(c->v);
		if(s->len > 0 && isassign(s->s))
			assignarg(s->s);
		else if(s->len > 0) {
			argused = 1;
			setcell(cFILENAME, str(s->s));
			in = strcmp(s->s, "-") == 0 ? Bfdopen(0, OREAD) : Bopen(s->s, OREAD);
			if(in == nil)
				fatal("can't open %s: %r", s->s);
			setcell(cFNR, num(0));
			dropstr(s);
			return 1;
		}
		dropstr(s);
	}
	if(argused)
		return 0;
	argused = 1;
	in = Bfdopen(0, OREAD);
	return 1;
}

void
skipfile(void)
{
	if(in != nil)
		Bterm(in);
	in = nil;
}

/* the next record of the arguments, as text */
static char *
mainrecord(void)
{
	char *s;

	for(;;) {
		if(in == nil && !nextfile())
			return nil;
		s = readrecord(in);
		if(s != nil) {
			setcell(cNR, num(tonum(cNR->v) + 1));
			setcell(cFNR, num(tonum(cFNR->v) + 1));
			return s;
		}
		skipfile();
	}
}

int
nextrecord(void)
{
	char *s;

	s = mainrecord();
	if(s == nil)
		return 0;
	setfield(0, outside(s));
	free(s);
	return 1;
}

/* --- files and commands --- */

static int
startcmd(char *cmd, int reading, int *pid)
{
	int p[2];

	flushall();
	if(pipe(p) < 0)
		fatal("pipe: %r");
	*pid = rfork(RFPROC | RFFDG | RFREND);
	if(*pid < 0)
		fatal("fork: %r");
	if(*pid == 0) {
		dup(p[1], reading ? 1 : 0);
		close(p[0]);
		close(p[1]);
		execl("/bin/rc", "rc", "-c", cmd, nil);
		sysfatal("/bin/rc: %r");
	}
	close(p[1]);
	return p[0];
}

static Out *
findout(int mode, char *name)
{
	Out *o;

	for(o = outs; o != nil; o = o->next)
		if(strcmp(o->name, name) == 0 &&
		   (o->mode == mode || (mode == Tappend && o->mode == '>') ||
		    (mode == '>' && o->mode == Tappend)))
			return o;
	return nil;
}

static Out *
newout(int mode, char *name)
{
	Out *o;

	o = check(mallocz(sizeof *o, 1));
	o->mode = mode;
	o->name = check(strdup(name));
	o->fd = -1;
	switch(mode) {
	case '|':
	case 'g':
		o->fd = startcmd(name, mode == 'g', &o->pid);
		break;
	case '<':
		o->fd = strcmp(name, "-") == 0 ? dup(0, -1) : open(name, OREAD);
		break;
	case Tappend:
		o->fd = open(name, OWRITE);
		if(o->fd >= 0)
			seek(o->fd, 0, 2);
		/* fallthrough */
	case '>':
		if(o->fd < 0)
			o->fd = strcmp(name, "/dev/stdout") == 0   ? dup(1, -1)
				: strcmp(name, "/dev/stderr") == 0 ? dup(2, -1)
								   : create(name, OWRITE, 0666);
		break;
	}
	if(o->fd < 0) {
		free(o->name);
		free(o);
		return nil;
	}
	o->b = check(Bfdopen(o->fd, mode == '<' || mode == 'g' ? OREAD : OWRITE));
	o->next = outs;
	outs = o;
	return o;
}

Biobuf *
output(int mode, char *name)
{
	Out *o;

	o = findout(mode, name);
	if(o == nil && (o = newout(mode, name)) == nil)
		fatal("can't create %s: %r", name);
	return o->b;
}

/* a line for getline: of the arguments, a file, or a command; 1, 0 at the end, -1 */
int
getlinefrom(int mode, char *name, char **s)
{
	Out *o;

	if(mode == 0) {
		*s = mainrecord();
		return *s != nil;
	}
	mode = mode == '|' ? 'g' : '<';
	o = findout(mode, name);
	if(o == nil && (o = newout(mode, name)) == nil)
		return -1;
	*s = readrecord(o->b);
	return *s != nil;
}

static int
closeout(Out *o)
{
	Waitmsg *w;
	int r;

	r = Bterm(o->b) < 0 ? -1 : 0;
	close(o->fd);
	if(o->pid) {
		while((w = wait()) != nil && w->pid != o->pid)
			free(w);
		if(w != nil && w->msg[0])
			r = 1;
		free(w);
	}
	free(o->name);
	free(o);
	return r;
}

int
closefile(char *name)
{
	Out **p, *o;
	int r;

	r = -1;
	for(p = &outs; (o = *p) != nil;)
		if(strcmp(o->name, name) == 0) {
			*p = o->next;
			r = closeout(o);
		} else
			p = &o->next;
	return r;
}

void
flushall(void)
{
	Bflush(&bout);
	for(Out *o = outs; o != nil; o = o->next)
		if(o->mode != '<' && o->mode != 'g')
			Bflush(o->b);
}

void
closeall(void)
{
	Out *o;

	Bflush(&bout);
	while((o = outs) != nil) {
		outs = o->next;
		closeout(o);
	}
}

static void
environ(void)
{
	Dir *d;
	char *v;
	long n;

	n = readdir("/env", &d);
	for(long i = 0; i < n; i++)
		if((v = getenv(d[i].name)) != nil) {
			setcell(element(arrayof(cENVIRON), d[i].name, 1), outside(v));
			free(v);
		}
	free(d);
}

void
initio(int argc, char **argv)
{
	static struct
	{
		char *name;
		Cell **c;
		char *val;
	} vars[] = {
		{"NF", &cNF, nil},
		{"NR", &cNR, nil},
		{"FNR", &cFNR, nil},
		{"FS", &cFS, " "},
		{"OFS", &cOFS, " "},
		{"ORS", &cORS, "\n"},
		{"RS", &cRS, "\n"},
		{"FILENAME", &cFILENAME, ""},
		{"SUBSEP", &cSUBSEP, "\034"},
		{"RSTART", &cRSTART, nil},
		{"RLENGTH", &cRLENGTH, nil},
		{"CONVFMT", &cCONVFMT, "%.6g"},
		{"OFMT", &cOFMT, "%.6g"},
	};
	char key[16];

	Binit(&bout, 1, OWRITE);
	room(1);
	field[0] = str("");
	split = joined = 1;
	for(int i = 0; i < nelem(vars); i++) {
		*vars[i].c = variable(vars[i].name);
		(*vars[i].c)->v = vars[i].val ? str(vars[i].val) : num(0);
	}
	cNF->changed = nfchanged;
	cCONVFMT->changed = cOFMT->changed = cSUBSEP->changed = formatchanged;
	cARGV = variable("ARGV");
	cARGC = variable("ARGC");
	cENVIRON = variable("ENVIRON");
	setcell(cARGC, num(argc));
	for(int i = 0; i < argc; i++) {
		snprint(key, sizeof key, "%d", i);
		setcell(element(arrayof(cARGV), key, 1), outside(argv[i]));
	}
	environ();
}
