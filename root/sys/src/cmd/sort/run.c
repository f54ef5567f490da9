/*
 * Runs: sorted sequences of lines, in memory, in temporary files, or with -m in those that were given; and
 * merging them.
 *
 * Not more than Fanin runs are merged at a time.  As soon as there are so many of one level they become one
 * of the next, so few files are open, and each line is copied as few times as can be.  Runs are kept in the order of
 * their lines in the input: of lines that are equal the one of the earlier run comes first.
 */
#include <u.h>
#include <libc.h>
#include <bio.h>
#include <cmd.h>
#include "sort.h"

enum
{
	Fanin = 16,
	Maxbytes = 64 * 1024 * 1024, /* of lines in memory */
	Overhead = 32,               /* bytes of a line beside its own */
};

long maxlines; /* of lines in memory, 0: only Maxbytes counts */
char **tempdirs;
int ntempdir;

typedef struct Run Run;
struct Run
{
	Biobuf *b;
	int fd; /* of the temporary file, while it is written */
	int level;
};

static Line *lines;
static long nlines, room;
static vlong nbytes;
static Run *runs;
static int nruns;

/* ---- lines ---- */

/* the next line, for who reads it to free; result: was there one */
int
readline(Biobuf *b, Line *l)
{
	l->s = Brdstr(b, '\n', 1);
	if(l->s == nil)
		return 0;
	l->n = Blinelen(b);
	return 1;
}

/* where lines go to: with -u only the first of those with equal keys */
typedef struct Sink Sink;
struct Sink
{
	Biobuf *b;
	Line last; /* s is nil: there was none */
};

static void
put(Sink *k, Line *l)
{
	if(uflag && k->last.s != nil && cmpkeys(&k->last, l) == 0) {
		free(l->s);
		return;
	}
	if(Bwrite(k->b, l->s, l->n) < 0 || Bputc(k->b, '\n') < 0)
		sysfatal("write error: %r");
	free(k->last.s);
	k->last = *l;
}

/* ---- temporary files ---- */

/* a new run, at the end of the list, which is not there any more when the program ends */
static Run *
newrun(int level)
{
	static int next;
	Run *r;
	char *dir = ntempdir > 0 ? tempdirs[next % ntempdir] : "/tmp";
	char *name = check(smprint("%s/sort.%d.%d", dir, getpid(), next++));

	runs = check(realloc(runs, (nruns + 1) * sizeof *runs));
	r = &runs[nruns++];
	r->level = level;
	r->fd = create(name, ORDWR | OEXCL | ORCLOSE, 0600);
	if(r->fd < 0)
		sysfatal("can't create %s: %r", name);
	r->b = check(Bfdopen(dup(r->fd, -1), OWRITE)); /* Bterm closes what it has */
	free(name);
	return r;
}

/* it was written: now it is to be read */
static void
rewind(Run *r)
{
	if(Bterm(r->b) < 0)
		sysfatal("write error: %r");
	seek(r->fd, 0, 0);
	r->b = check(Bfdopen(r->fd, OREAD));
}

/* ---- merging ---- */

/* a run that is being merged, and its next line */
typedef struct Source Source;
struct Source
{
	Run *r;
	Line l;
};

/* Source i of a heap of n may be behind those below it: let it sink. */
static void
sink(Source *h, int n, int i)
{
	Source t;
	int c;

	for(; (c = 2 * i + 1) < n; i = c) {
		if(c + 1 < n && compare(&h[c + 1].l, &h[c].l) < 0)
			c++;
		if(compare(&h[i].l, &h[c].l) < 0)
			break;
		t = h[i];
		h[i] = h[c];
		h[c] = t;
	}
}

/* the n runs from r on, which are closed */
static void
merge(Run *r, int n, Sink *k)
{
	Source *h = check(malloc(n * sizeof *h));
	int m = 0;

	for(int i = 0; i < n; i++) {
		h[m].r = &r[i];
		if(readline(r[i].b, &h[m].l))
			h[m++].l.seq = i;
	}
	for(int i = m / 2 - 1; i >= 0; i--)
		sink(h, m, i);
	while(m > 0) {
		put(k, &h[0].l);
		if(!readline(h[0].r->b, &h[0].l))
			h[0] = h[--m];
		sink(h, m, 0);
	}
	free(h);
	for(int i = 0; i < n; i++)
		Bterm(r[i].b);
}

/* the last n runs become one */
static void
combine(int n, int level)
{
	Sink k = {nil, {nil, 0, 0}};
	int first = nruns - n;

	k.b = newrun(level)->b;
	merge(runs + first, n, &k);
	runs[first] = runs[first + n];
	nruns = first + 1;
	rewind(&runs[first]);
	free(k.last.s);
}

/* there is a run more: do Fanin of one level make one of the next? */
static void
tidy(void)
{
	int level, n;

	do {
		level = runs[nruns - 1].level;
		for(n = 0; n < nruns && runs[nruns - 1 - n].level == level; n++) {
		}
		if(n >= Fanin)
			combine(n, level + 1);
	} while(n >= Fanin);
}

/* ---- sorting ---- */

/* the lines in memory, sorted; the caller's put frees them */
static void
sortlines(Sink *k)
{
	qsort(lines, nlines, sizeof *lines, compare);
	for(long i = 0; i < nlines; i++)
		put(k, &lines[i]);
	nlines = nbytes = 0;
}

static void
spill(void)
{
	Sink k = {nil, {nil, 0, 0}};

	k.b = newrun(0)->b;
	sortlines(&k);
	free(k.last.s);
	rewind(&runs[nruns - 1]);
	tidy();
}

void
sortin(Biobuf *b)
{
	Line l;

	while(readline(b, &l)) {
		if(nbytes > Maxbytes || (maxlines > 0 && nlines >= maxlines))
			spill();
		if(nlines == room) {
			room = room ? 2 * room : 1024;
			lines = check(realloc(lines, room * sizeof *lines));
		}
		l.seq = nlines;
		lines[nlines++] = l;
		nbytes += l.n + sizeof l + Overhead;
	}
}

/* -m: the files are runs */
void
mergein(int argc, char **argv)
{
	for(int i = 0; i < argc; i++) {
		runs = check(realloc(runs, (nruns + 1) * sizeof *runs));
		runs[nruns].b = opendash(argv[i]);
		runs[nruns++].level = 0;
		tidy();
	}
}

/* ---- output ---- */

/* may what is written to a file still be there to read? */
static int
isinput(char *file, int argc, char **argv)
{
	Dir *d = dirstat(file), *e;
	int same = 0;

	for(int i = 0; i < argc && d != nil && !same; i++) {
		e = strcmp(argv[i], "-") == 0 ? dirfstat(0) : dirstat(argv[i]);
		same = e != nil && samedir(d, e);
		free(e);
	}
	free(d);
	return same;
}

/* all that came in, to a file, or if it is nil to standard output */
void
output(char *file, int argc, char **argv)
{
	Sink k = {nil, {nil, 0, 0}};

	if(nruns > 0 && nlines > 0)
		spill();
	if(file != nil && nruns > 0 && isinput(file, argc, argv))
		combine(nruns, 0);
	k.b = file != nil ? Bopen(file, OWRITE) : Bfdopen(1, OWRITE);
	if(k.b == nil)
		sysfatal("can't create %s: %r", file);
	if(nruns > 0)
		merge(runs, nruns, &k);
	else
		sortlines(&k);
	if(Bterm(k.b) < 0)
		sysfatal("write error: %r");
}
