/*
 * Variables and functions.  What a command sees as a local value is the variable's only value
 * while it lasts; a Frame keeps the old one.
 */
#include <u.h>
#include <libc.h>
#include "rc.h"

enum
{
	Nhash = 256,
};

Var *vstatus, *vstar, *vpath, *vifs;
static Var *hash[Nhash];

static uint
hashof(char *s)
{
	uint h = 5381;

	while(*s)
		h = h * 33 + (uchar)*s++;
	return h % Nhash;
}

/* never nil */
Var *
lookvar(char *name)
{
	Var **h = &hash[hashof(name)], *v;
	usize n;

	for(v = *h; v != nil; v = v->next)
		if(strcmp(v->name, name) == 0)
			return v;
	n = strlen(name) + 1;
	v = emalloc(sizeof *v + n);
	memset(v, 0, sizeof *v);
	memmove(v->name, name, n);
	v->next = *h;
	*h = v;
	return v;
}

static int
isnumber(char *s)
{
	if(strlen(s) > 9)
		return 0;
	while(*s >= '0' && *s <= '9')
		s++;
	return *s == '\0';
}

/* the list that $name is; the memory is the variable's */
Word *
value(char *name)
{
	Word *w, *one;
	int n;

	if(name[0] < '1' || name[0] > '9' || !isnumber(name))
		return lookvar(name)->val;
	n = atoi(name);
	for(w = vstar->val; w != nil && --n > 0; w = w->next) {
	}
	if(w == nil)
		return nil;
	one = talloc(sizeof *one);
	*one = (Word){nil, w->s, 0};
	return one;
}

/* a copy in one piece of memory */
static Word *
copylist(Word *list)
{
	Word *w, *block;
	usize size = 0;
	char *s;
	int n = 0, len;

	for(w = list; w != nil; w = w->next) {
		size += sizeof *w + strlen(w->s) + 1;
		n++;
	}
	if(n == 0)
		return nil;
	block = emalloc(size);
	s = (char *)(block + n);
	for(n = 0, w = list; w != nil; w = w->next, n++) {
		len = strlen(w->s) + 1;
		memmove(s, w->s, len);
		block[n] = (Word){w->next == nil ? nil : block + n + 1, s, 0};
		s += len;
	}
	return block;
}

static int
same(Word *a, Word *b)
{
	for(; a != nil && b != nil; a = a->next, b = b->next)
		if(strcmp(a->s, b->s) != 0)
			return 0;
	return a == b;
}

static void
changed(Var *v)
{
	v->changed = 1;
	if(!v->listed) {
		v->listed = 1;
		v->changes = changes;
		changes = v;
	}
}

void
changedfn(Var *v)
{
	int was = v->changed;

	changed(v);
	v->changed = was;
	v->fnchanged = 1;
}

/* list must not be v's own */
void
setvar(Var *v, Word *list)
{
	if(same(v->val, list))
		return;
	free(v->block);
	v->block = v->val = copylist(list);
	changed(v);
}

void
setstr(char *name, char *s)
{
	Word w = {nil, s, 0};

	setvar(lookvar(name), &w);
}

/* take n elements away from the front */
void
dropfirst(Var *v, int n)
{
	if(n <= 0 || v->val == nil)
		return;
	while(v->val != nil && n-- > 0)
		v->val = v->val->next;
	changed(v);
}

typedef struct Local Local;
struct Local
{
	Frame f;
	Var *v;
	Word *block, *val;
	int waschanged;
};

/* The environment has the old value if it had it before and the new one was never stored. */
static void
undolocal(Frame *f)
{
	Local *l = (Local *)f;
	Var *v = l->v;

	free(v->block);
	v->block = l->block;
	v->val = l->val;
	if(v->changed && !l->waschanged)
		v->changed = 0;
	else
		changed(v);
}

/* v has another value until the frame is undone */
void
pushlocal(Var *v, Word *list)
{
	Local *l = talloc(sizeof *l);

	*l = (Local){.v = v, .block = v->block, .val = v->val, .waschanged = v->changed};
	pushframe(&l->f, undolocal);
	v->block = v->val = copylist(list);
	changed(v);
}

void
setstatus(char *s)
{
	Word w = {nil, s, 0};

	setvar(vstatus, &w);
}

char *
getstatus(void)
{
	return vstatus->val == nil ? "" : vstatus->val->s;
}

int
istrue(void)
{
	char *s;

	for(s = getstatus(); *s; s++)
		if(*s != '|' && *s != '0')
			return 0;
	return 1;
}

/* takes a reference to code */
Fn *
newfn(Code *code, Tree *body)
{
	Fn *fn = emalloc(sizeof *fn);

	*fn = (Fn){1, code, body, nil};
	return fn;
}

void
closefn(Fn *fn)
{
	if(fn == nil || --fn->ref > 0)
		return;
	closecode(fn->code);
	free(fn->text);
	free(fn);
}

/* takes fn; nil: there is no such function any more */
void
setfn(Var *v, Fn *fn)
{
	if(fn == nil && v->fn == nil)
		return;
	closefn(v->fn);
	v->fn = fn;
	changedfn(v);
}

/* parse a function that came from the environment; result: is it one */
static int
parsefn(Var *v)
{
	Fn *fn = v->fn;
	Input *in = openstring(fn->text, strlen(fn->text), v->name, 1);
	Code *code = parseall(in);
	Tree *t = code == nil ? nil : code->tree->a;

	closeinput(in);
	if(t == nil || t->type != Tfn || t->next != nil || t->b == nil) {
		closecode(code);
		return 0;
	}
	fn->code = code;
	fn->body = t->b;
	return 1;
}

/* v's function, ready to run, or nil */
Fn *
fnof(Var *v)
{
	if(v->fn != nil && v->fn->code == nil && !parsefn(v)) {
		closefn(v->fn);
		v->fn = nil;
	}
	return v->fn;
}

void
startvars(void)
{
	vstatus = lookvar("status");
	vstar = lookvar("*");
	vpath = lookvar("path");
	vifs = lookvar("ifs");
}
