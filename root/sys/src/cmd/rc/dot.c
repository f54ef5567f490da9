/*
 * Reading commands and running them: files, strings, a person.
 */
#include <u.h>
#include <libc.h>
#include "rc.h"

int booting; /* rcmain's own commands run: they are not traced */

typedef struct Running Running;
struct Running
{
	Frame f;
	Place before;
	int booting;
	Code *code;
};

static void
undorunning(Frame *f)
{
	Running *r = (Running *)f;

	goback(&r->before);
	booting = r->booting;
	closecode(r->code);
}

static void
debug(Tree *t)
{
	Buf b = {0};

	puttree(&b, t);
	putbyte(&b, '\n');
	putflush(&b, 2);
}

/* run code, which is let go afterwards */
void
runcode(Code *code, int last)
{
	Running r = {{nil, nil}, here(), booting, code};

	pushframe(&r.f, undorunning);
	if(flag['r'])
		debug(code->tree);
	curcode = code;
	curfile = code->file;
	run(code->tree, last);
	unwind(r.f.next);
	if(flag['s'] && !booting && !istrue())
		fprint(2, "status=%s\n", getstatus());
}

/* Talk to a person: errors come back to the prompt. */
static void
interact(Input *in)
{
	Handler h = {handler, frames};
	Mark m = tmark();
	Code *code;

	if(setjmp(h.env)) {
		trelease(m);
		tested = 0;
		in->more = 0;
		in->doprompt = 1;
		if(dropinput) {
			dropinput = 0;
			in->pos = in->n;
		}
	}
	handler = &h;
	for(;;) {
		code = parseline(in);
		if(code != nil)
			runcode(code, 0);
		else if(!in->bad)
			break;
	}
	handler = h.next;
}

/* run all commands of in, up to its end or a syntax error */
void
runinput(Input *in, int last)
{
	Code *code;

	if(in->interactive) {
		interact(in);
		return;
	}
	while((code = parseline(in)) != nil)
		runcode(code, last && exhausted(in));
}

/* the name of the function's or file's commands that an eval's are counted to */
void
doeval(Word *w, int last)
{
	char *s = join(w->next);
	int boot = booting;
	Frame *f = frames;
	Input *in;

	in = openstring(s, strlen(s), curfile, boot ? 1 : curline);
	booting = 0;
	runinput(in, last);
	booting = boot;
	unwind(f);
}

static int
openscript(char *name, char **file)
{
	Word *w;
	int fd = -1, n;

	for(w = searchpath(name); w != nil && fd < 0; w = w->next) {
		*file = name;
		if(w->s[0] != '\0' && strcmp(w->s, ".") != 0) {
			n = strlen(w->s) + strlen(name) + 2;
			*file = talloc(n);
			snprint(*file, n, "%s/%s", w->s, name);
		}
		fd = open(*file, OREAD | OCEXEC);
	}
	/* what a #! line names may lie in a directory of somebody else's path */
	if(fd < 0 && strchr(name, '/') != nil) {
		*file = name;
		fd = open(name, OREAD | OCEXEC);
	}
	return fd;
}

/* the letters of . -biq; result: the word behind them */
static Word *
dotflags(Word *w, char *set)
{
	char *s;

	for(w = w->next; w != nil && w->s[0] == '-' && w->s[1] != '\0'; w = w->next)
		for(s = w->s + 1; *s; s++) {
			if(strchr("biq", *s) == nil)
				return nil;
			set[(uchar)*s] = 1;
		}
	return w;
}

void
dodot(Word *w, int last)
{
	char set[128] = {0}, *file = nil;
	int fd, boot = booting;
	Frame *f = frames;
	Input *in;
	Code *code;

	w = dotflags(w, set);
	if(w == nil)
		fail("usage", "usage: . [-biq] file [arg ...]");
	fd = openscript(w->s, &file);
	if(fd < 0) {
		if(!set['q'])
			fail(nil, ".: can't open: %s: %r", w->s);
		setstatus("can't open");
		return;
	}
	in = openfile(file, fd, set['i']);
	in->echo = flag['V'] || (flag['v'] && !booting) || (flag['v'] && w->next == nil);
	pushlocal(vstar, w->next);
	w->next = nil;
	pushlocal(lookvar("0"), w);
	booting = 0;
	if(set['b'] || (flag['b'] && !set['i'])) {
		code = parseall(in);
		if(code != nil)
			runcode(code, last);
	} else
		runinput(in, last);
	booting = boot;
	unwind(f);
}
