/*
 * The environment: /env/name holds a variable, its elements ended by NULs; /env/fn#name a function
 * as it is written.  What has changed is stored before another process starts.
 */
#include <u.h>
#include <libc.h>
#include "rc.h"

enum
{
	Namemax = 256,
};

Var *changes; /* variables and functions to store */

typedef struct Name Name;
struct Name
{
	Name *next;
	char name[];
};
static Name *fnnames; /* functions that the environment has */

static void
readenv(Buf *b, char *name, vlong length)
{
	char file[Namemax + 16];
	int fd, n, size = length + 1;

	b->n = 0;
	snprint(file, sizeof file, "/env/%s", name);
	fd = open(file, OREAD);
	if(fd < 0)
		return;
	for(;;) {
		while(b->size - b->n < size)
			b->s = erealloc(b->s, b->size = (b->size + size) * 2);
		n = read(fd, b->s + b->n, size);
		if(n > 0)
			b->n += n;
		if(n < size) /* an environment file gives all that it has */
			break;
	}
	close(fd);
}

static void
loadvar(char *name, Buf *b)
{
	Word *list = nil, **tail = &list;
	Mark m = tmark();
	char *s, *e, *end;
	Var *v;

	if(b->n == 0)
		return;
	if(b->s[b->n - 1] != '\0')
		putbyte(b, '\0');
	end = b->s + b->n;
	for(s = b->s; s < end; s = e + 1) {
		e = s + strlen(s);
		*tail = newword(s, 0);
		tail = &(*tail)->next;
	}
	v = lookvar(name);
	setvar(v, list);
	v->changed = 0;
	trelease(m);
}

static void
keepname(char *name)
{
	usize len = strlen(name) + 1;
	Name *n = emalloc(sizeof *n + len);

	memmove(n->name, name, len);
	n->next = fnnames;
	fnnames = n;
}

/* all variables, and the names of the functions */
void
loadenv(void)
{
	Buf b = {0};
	Dir *d;
	long i, n;
	int fd = open("/env", OREAD);

	if(fd < 0)
		return;
	while((n = dirread(fd, &d)) > 0) {
		for(i = 0; i < n; i++) {
			if(d[i].length <= 0 || strlen(d[i].name) > Namemax)
				continue;
			if(strncmp(d[i].name, "fn#", 3) == 0) {
				keepname(d[i].name);
				continue;
			}
			readenv(&b, d[i].name, d[i].length);
			loadvar(d[i].name, &b);
		}
		free(d);
	}
	close(fd);
	free(b.s);
}

/* the functions whose names loadenv found */
void
loadfns(void)
{
	Buf b = {0};
	Name *n;
	Var *v;

	for(; fnnames != nil; fnnames = n) {
		readenv(&b, fnnames->name, 1000);
		v = lookvar(fnnames->name + 3);
		v->envfn = 1;
		if(b.n > 0 && v->fn == nil) {
			v->fn = newfn(nil, nil);
			v->fn->text = estrdup(bufstr(&b));
		}
		n = fnnames->next;
		free(fnnames);
	}
	free(b.s);
}

static void
writeenv(char *prefix, char *name, char *s, int n)
{
	char file[Namemax + 16];
	int fd;

	snprint(file, sizeof file, "/env/%s%s", prefix, name);
	fd = create(file, OWRITE, 0666);
	if(fd < 0)
		return;
	if(n > 0)
		write(fd, s, n);
	close(fd);
}

static void
storevar(Var *v)
{
	static Buf b;
	Word *w;

	b.n = 0;
	for(w = v->val; w != nil; w = w->next)
		putbytes(&b, w->s, strlen(w->s) + 1);
	writeenv("", v->name, b.s, b.n);
}

static void
storefn(Var *v)
{
	char *text;

	if(v->fn == nil) {
		if(v->envfn)
			writeenv("fn#", v->name, nil, 0);
		return;
	}
	text = v->fn->text;
	if(text == nil)
		text = v->fn->text = fntext(v->name, v->fn);
	writeenv("fn#", v->name, text, strlen(text));
	v->envfn = 1;
}

/* before a fork or an exec */
void
storeenv(void)
{
	Var *v;
	int bad;

	while(changes != nil) {
		v = changes;
		changes = v->changes;
		v->listed = 0;
		bad = v->name[0] == '\0' || strlen(v->name) > Namemax ||
		      strchr(v->name, '/') != nil;
		if(v->changed && !bad)
			storevar(v);
		if(v->fnchanged && !bad)
			storefn(v);
		v->changed = v->fnchanged = 0;
	}
}
