/*
 * The archive in memory, and its file.  What is written is what host's linkers read too: an index of
 * the objects' symbols, then a table of long names, then the members.
 */
#include "arcmd.h"

void
insert(Library *l, int at, Entry *e)
{
	l->e = check(realloc(l->e, (l->n + 1) * sizeof *l->e));
	memmove(&l->e[at + 1], &l->e[at], (l->n - at) * sizeof *l->e);
	l->e[at] = *e;
	l->n++;
}

void delete(Library *l, int at)
{
	l->n--;
	memmove(&l->e[at], &l->e[at + 1], (l->n - at) * sizeof *l->e);
}

/* -1: there is no such file */
int
load(Library *l, char *file)
{
	Archive a;
	Entry e;
	int fd, r;

	fd = open(file, OREAD);
	if(fd < 0)
		return -1;
	if(aropen(&a, fd) < 0)
		sysfatal("%s: %r", file);
	while((r = arnext(&a, &e.m)) > 0) {
		e.bytes = ardata(&a, &e.m);
		if(e.bytes == nil)
			sysfatal("%s: %r", file);
		insert(l, l->n, &e);
	}
	if(r < 0)
		sysfatal("%s: %r", file);
	arclose(&a);
	return 0;
}

/* a file as a new member */
int
readfile(Entry *e, char *name)
{
	int fd = open(name, OREAD);
	Dir *d = fd >= 0 ? dirfstat(fd) : nil;

	if(d == nil || (d->mode & DMDIR)) {
		if(d != nil)
			werrstr("is a directory");
		fprint(2, "ar: cannot read %s: %r\n", name);
		free(d);
		if(fd >= 0)
			close(fd);
		return -1;
	}
	memset(e, 0, sizeof *e);
	e->m.name = check(strdup(lastelem(name)));
	e->m.mtime = d->mtime;
	e->m.mode = 0100000 | (d->mode & 0777);
	e->bytes = readall(fd, &e->m.size);
	free(d);
	close(fd);
	return 0;
}

/* ---- writing ---- */

static void
header(Textbuf *b, char *name, Member *m, vlong size)
{
	char s[128];

	snprint(s, sizeof s, "%-16s%-12lud%-6d%-6d%-8luo%-10lld%s", name, (ulong)(u32int)m->mtime,
		m->uid, m->gid, m->mode, size, ARFMAG);
	textaddn(b, s, SAR_HDR);
}

static void
pad(Textbuf *b)
{
	if(b->n & 1)
		textaddn(b, "\n", 1);
}

static int
islong(Member *m)
{
	return strlen(m->name) >= SARNAME;
}

/* what goes before the members, where it has the names of symbols and how many there are of each */
typedef struct Index Index;
struct Index
{
	Textbuf names;
	int n;
	int objects;
};

static void
addsymbol(char *name, void *v)
{
	Index *x = v;

	textaddn(&x->names, name, strlen(name) + 1);
	x->n++;
}

static void
put4(Textbuf *b, u32int v)
{
	uchar p[4] = {v >> 24, v >> 16, v >> 8, v};

	textaddn(b, (char *)p, 4);
}

/* the index: a count, the place of a member for each symbol, the symbols */
static void
putindex(Textbuf *b, Library *l, Textbuf *longs)
{
	Index x = {{nil, 0, 0}, 0, 0};
	Member none = {0};
	vlong size, off;
	int *n = check(mallocz((l->n + 1) * sizeof *n, 1));

	for(int i = 0; i < l->n; i++) {
		int before = x.n;

		x.objects |= symbols(&l->e[i], addsymbol, &x);
		n[i] = x.n - before;
	}
	if(x.objects) {
		size = 4 + 4 * x.n + x.names.n;
		off = SARMAG + SAR_HDR + size + (size & 1);
		if(longs->n > 0)
			off += SAR_HDR + longs->n + (longs->n & 1);
		none.mtime = time(nil);
		header(b, "/", &none, size);
		put4(b, x.n);
		for(int i = 0; i < l->n; i++) {
			for(int k = 0; k < n[i]; k++)
				put4(b, off);
			off += SAR_HDR + l->e[i].m.size + (l->e[i].m.size & 1);
		}
		if(x.n > 0)
			textaddn(b, x.names.s, x.names.n);
		pad(b);
	}
	free(x.names.s);
	free(n);
}

static void
putlongs(Textbuf *b, Textbuf *longs)
{
	char h[SAR_HDR + 1];

	if(longs->n == 0)
		return;
	snprint(h, sizeof h, "%-48s%-10ld%s", "//", longs->n, ARFMAG);
	textaddn(b, h, SAR_HDR);
	textaddn(b, longs->s, longs->n);
	pad(b);
}

static void
putmembers(Textbuf *b, Library *l)
{
	char name[SARNAME + 1];
	long at = 0;
	Member *m;

	for(int i = 0; i < l->n; i++) {
		m = &l->e[i].m;
		if(islong(m)) {
			snprint(name, sizeof name, "/%ld", at);
			at += strlen(m->name) + 2;
		} else
			snprint(name, sizeof name, "%s/", m->name);
		header(b, name, m, m->size);
		textaddn(b, l->e[i].bytes, m->size);
		pad(b);
	}
}

/* a new file in place of the old, which stays as it is if that cannot be written */
static void
replacefile(char *file, Textbuf *b)
{
	Dir *old = dirstat(file), d;
	char *tmp = check(smprint("%s.%d", file, getpid()));
	int fd = create(tmp, OWRITE | OEXCL, old != nil ? old->mode & 0777 : 0666);

	nulldir(&d);
	d.name = lastelem(file);
	if(fd < 0 || write(fd, b->s, b->n) != b->n || (old != nil && remove(file) < 0) ||
	   dirfwstat(fd, &d) < 0) {
		fprint(2, "ar: cannot write %s: %r\n", file);
		if(fd >= 0)
			remove(tmp);
		exits("write");
	}
	close(fd);
	free(old);
	free(tmp);
}

void
save(Library *l, char *file)
{
	Textbuf b = {nil, 0, 0}, longs = {nil, 0, 0};

	for(int i = 0; i < l->n; i++)
		if(islong(&l->e[i].m)) {
			textadd(&longs, l->e[i].m.name);
			textadd(&longs, "/\n");
		}
	textadd(&b, ARMAG);
	putindex(&b, l, &longs);
	putlongs(&b, &longs);
	putmembers(&b, l);
	replacefile(file, &b);
	free(b.s);
	free(longs.s);
}
