/*
 * Reading and writing files, in UTF.
 */
#include <u.h>
#include <libc.h>
#include <bio.h>
#include <cmd.h>
#include "sam.h"

enum
{
	Chunk = 32 * 1024,
};

static Biobuf text, talk; /* what p prints, and what sam says */

/* ---- output ---- */

/* Text goes to descriptor 1, all else to 2; who sees both sees them in the order they were printed. */

void
initout(void)
{
	Binit(&text, 1, OWRITE);
	Binit(&talk, 2, OWRITE);
}

void
flushout(void)
{
	Bflush(&text);
	Bflush(&talk);
}

Biobuf *
prints(void)
{
	Bflush(&talk);
	return &text;
}

Biobuf *
says(void)
{
	Bflush(&text);
	return &talk;
}

/* ---- reading ---- */

/* runes of n bytes, to s; result: bytes that begin a rune whose end is not there */
static int
runes(Str *s, char *buf, int n, int *nulls)
{
	char *p = buf, *e = buf + n;
	Rune r;

	while(p < e && (*(uchar *)p < Runeself || fullrune(p, e - p))) {
		p += chartorune(&r, p);
		if(r == 0)
			*nulls = 1;
		else
			addrune(s, r);
	}
	memmove(buf, p, e - p);
	return e - p;
}

/* all there is to read, behind s; result: runes */
Posn
readfd(int fd, Str *s, int *nulls)
{
	static char buf[Chunk + UTFmax];
	Posn before = s->n;
	int n, left = 0;

	*nulls = 0;
	while((n = read(fd, buf + left, Chunk)) > 0)
		left = runes(s, buf, left + n, nulls);
	if(n < 0)
		error(interrupted ? "interrupt" : "I/O error: \"%r\"");
	for(; left > 0; left--)
		addrune(s, Runeerror);
	if(*nulls)
		warn("null characters elided");
	return s->n - before;
}

static void
remember(File *f, Dir *d)
{
	if(d == nil)
		return;
	f->type = d->type;
	f->dev = d->dev;
	f->qid = d->qid;
	f->mtime = d->mtime;
}

static int
openfile(File *f, char *name)
{
	Dir *d;
	int fd = open(name, OREAD);

	if(fd < 0)
		error("can't open \"%s\": %r", name);
	iofd = fd;
	if(f != nil) {
		d = dirfstat(fd);
		remember(f, d);
		free(d);
	}
	return fd;
}

/* the first look at a file */
void
load(File *f)
{
	int nulls;

	printname(f);
	f->unread = 0;
	if(*f->name == '\0')
		return;
	readfd(openfile(f, f->name), &f->text, &nulls);
	close(iofd);
	iofd = -1;
	if(nulls)
		f->seq = seq;
}

/* e, all anew, or r, in the place of dot; it is told where */
void
readinto(File *f, char *name, int all)
{
	Str s = {nil, 0, 0};
	Range r = {0, f->text.n};
	int nulls, own;

	if(!all)
		r = f->dot;
	own = all || (f->text.n == 0 && (*f->name == '\0' || strcmp(f->name, name) == 0));
	readfd(openfile(own ? f : nil, name), &s, &nulls);
	close(iofd);
	iofd = -1;
	change(f, r, s.r, s.n);
	free(s.r);
	if(all)
		f->ndot.p1 = f->ndot.p2 = 0;
	else
		Bprint(says(), "#%ld\n", (long)s.n);
	if(own && !nulls)
		f->cleanseq = changing(f) ? seq : f->seq;
}

/* ---- writing ---- */

void
writeutf(int fd, Str *s, Range r)
{
	static char buf[Chunk];
	char *p = buf;

	for(Posn i = r.p1; i < r.p2; i++) {
		p += runetochar(p, &s->r[i]);
		if(p > buf + sizeof buf - UTFmax || i == r.p2 - 1) {
			if(write(fd, buf, p - buf) != p - buf) {
				if(piping) /* who reads has seen enough */
					return;
				error(interrupted ? "interrupt" : "I/O error: \"%r\"");
			}
			p = buf;
		}
	}
}

/* has someone else written it since we read it?  It is said once. */
static int
stale(File *f, char *name, Dir *d)
{
	if(d == nil || strcmp(name, f->name) != 0)
		return 0;
	if(f->dev == d->dev && f->type == d->type && f->qid.path == d->qid.path &&
	   f->qid.vers == d->qid.vers && f->mtime >= d->mtime)
		return 0;
	remember(f, d);
	warn("write might change good version of `%s'", name);
	return 1;
}

static int
createfile(char *name)
{
	Dir *d;
	int fd = create(name, OWRITE, 0666), full;

	if(fd < 0)
		error("can't create \"%s\": %r", name);
	iofd = fd;
	d = dirfstat(fd);
	full = d != nil && (d->mode & DMAPPEND) && d->length > 0;
	free(d);
	if(full)
		error("file is append-only");
	return fd;
}

void
writefile(File *f, char *name, Range r)
{
	Dir *d = dirstat(name);
	int new = d == nil, old = stale(f, name, d), same = strcmp(name, f->name) == 0;

	free(d);
	if(old)
		return;
	createfile(name);
	Bprint(says(), "%s: ", name);
	writeutf(iofd, &f->text, r);
	if(new)
		Bprint(says(), "(new file) ");
	if(r.p2 > 0 && f->text.r[r.p2 - 1] != '\n')
		warn("last char not newline");
	if(same || *f->name == '\0') {
		d = dirfstat(iofd);
		remember(f, d);
		free(d);
		if(r.p1 == 0 && r.p2 == f->text.n)
			f->cleanseq = changing(f) ? seq : f->seq; /* its name may be new */
	}
	close(iofd);
	iofd = -1;
	Bprint(says(), "#%ld\n", (long)(r.p2 - r.p1));
}

/* ---- the last thing to do ---- */

/* does a line of the text say just this? */
static int
hasline(File *f, char *s)
{
	Posn p = 0, q;
	char *t;
	int same = 0;

	while(p < f->text.n && !same) {
		for(q = p; q < f->text.n && f->text.r[q] != '\n'; q++) {
		}
		if(q - p == utflen(s)) {
			t = utf(f->text.r + p, q - p);
			same = strcmp(s, t) == 0;
			free(t);
		}
		p = q + 1;
	}
	return same;
}

static void
save(File *f, int fd, char *name)
{
	char *end = check(smprint("---%s", name)), *longer;
	int whole = f->text.r[f->text.n - 1] == '\n';

	while(hasline(f, end)) {
		longer = check(smprint("%s-", end));
		free(end);
		end = longer;
	}
	fprint(fd, "/sys/lib/samsave %s%q $* <<%q\n", whole ? "" : "-n ", name, end);
	writeutf(fd, &f->text, (Range){0, f->text.n});
	fprint(fd, "%s%s\n", whole ? "" : "\n", end);
	free(end);
}

/* the files that were changed, to a script in the home directory that writes them */
void
rescue(void)
{
	char *home = getenv("home"), *script, name[32];
	int fd = -1, nameless = 0;
	File *f;

	for(int i = 0; i < nfile && home != nil; i++) {
		f = file[i];
		if(f->text.n == 0 || !modified(f))
			continue;
		if(fd < 0) {
			script = check(smprint("%s/sam.save", home));
			fd = create(script, OWRITE, 0777);
			if(fd < 0)
				return;
			fprint(fd, "#!/bin/rc\n");
		}
		snprint(name, sizeof name, "nameless.%d", nameless);
		if(*f->name == '\0')
			nameless++;
		save(f, fd, *f->name ? f->name : name);
	}
}
