/*
 * record.c: records, from the arguments that are files or from anywhere.
 */
#include "awk.h"
#include "io.h"

static Biobuf *in;
static int argno = 1;
static int argused;

static char *
join(char *a, char *b, char *sep)
{
	char *s;

	s = check(smprint("%s%s%s", a, sep, b));
	free(a);
	free(b);
	return s;
}

/* lines up to an empty one */
static char *
readparagraph(Biobuf *b)
{
	char *s, *t;

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
	return s;
}

/* up to a character that is no byte */
static char *
readrunes(Biobuf *b, Rune end)
{
	Fmt f;
	long c;

	c = Bgetrune(b);
	if(c < 0)
		return nil;
	fmtstrinit(&f);
	for(; c >= 0 && c != end; c = Bgetrune(b))
		fmtrune(&f, c);
	return check(fmtstrflush(&f));
}

/* up to what RS says, or nil */
char *
readrecord(Biobuf *b)
{
	Str *rs;
	Rune r;
	char *s;

	rs = tostr(cRS->v);
	if(rs->len == 0)
		s = readparagraph(b);
	else if(rs->len == 1) {
		s = Brdstr(b, rs->s[0], 1);
		/* the newline at the end of a file is no record */
		if(s != nil && rs->s[0] != '\n' && strcmp(s, "\n") == 0 && Bgetc(b) < 0) {
			free(s);
			s = nil;
		}
	} else {
		chartorune(&r, rs->s);
		s = readrunes(b, r);
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

/* a file of records, or of the program, that could be opened cannot be read */
void
readerror(char *msg)
{
	fatal("%s", msg);
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
			Blethal(in, readerror);
			setcell(cFNR, num(0));
			dropstr(s);
			return 1;
		}
		dropstr(s);
	}
	if(argused)
		return 0;
	argused = 1;
	in = check(Bfdopen(0, OREAD));
	Blethal(in, readerror);
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
char *
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
