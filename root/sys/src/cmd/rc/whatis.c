/*
 * whatis: print what a name means, in a form that the shell reads.
 */
#include <u.h>
#include <libc.h>
#include "rc.h"

static int
isvariable(Buf *b, char *name)
{
	Word *w = value(name);

	if(w == nil)
		return 0;
	putword(b, name);
	putbyte(b, '=');
	if(w->next != nil)
		putbyte(b, '(');
	putwords(b, w);
	if(w->next != nil)
		putbyte(b, ')');
	putbyte(b, '\n');
	return 1;
}

static int
isfunction(Buf *b, char *name)
{
	Var *v = lookvar(name);
	Fn *fn = fnof(v);

	if(fn == nil)
		return 0;
	putstr(b, "fn ");
	putword(b, name);
	putbyte(b, ' ');
	putbody(b, fn->body);
	putbyte(b, '\n');
	return 1;
}

static int
isprogram(Buf *b, char *name)
{
	Word *w;
	char *file;
	Dir *d;
	int n, ok;

	for(w = searchpath(name); w != nil; w = w->next) {
		file = name;
		if(w->s[0] != '\0') {
			n = strlen(w->s) + strlen(name) + 2;
			file = talloc(n);
			snprint(file, n, "%s/%s", w->s, name);
		}
		d = dirstat(file);
		ok = d != nil && (d->mode & DMDIR) == 0 && access(file, AEXEC) >= 0;
		free(d);
		if(!ok)
			continue;
		putfmt(b, "%s\n", file);
		return 1;
	}
	return 0;
}

void
dowhatis(Word *w, int last)
{
	Buf b = {0};
	int known;

	USED(last);
	if(w->next == nil) {
		fprint(mapfd(2), "usage: whatis name ...\n");
		setstatus("usage");
		return;
	}
	setstatus("");
	for(w = w->next; w != nil; w = w->next) {
		known = isvariable(&b, w->s);
		if(isfunction(&b, w->s))
			continue;
		if(findbuiltin(w->s) != nil)
			putfmt(&b, "builtin %s\n", w->s);
		else if(!isprogram(&b, w->s) && !known) {
			putflush(&b, mapfd(1));
			fprint(mapfd(2), "%s: not found\n", w->s);
			setstatus("not found");
		}
	}
	putflush(&b, mapfd(1));
}
