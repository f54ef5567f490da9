/*
 * Running commands: a walk of the tree.  The argument last says that the process ends with the
 * command, so that a program may take its place.
 */
#include <u.h>
#include <libc.h>
#include "rc.h"

int ifnot;  /* the condition of the last if was false */
int tested; /* depth of conditions: what fails there does not end a shell with -e */
Code *curcode;
Redir *argbase; /* what comes after it is the command's own */

static void runlist(Tree *, int);

/* where it runs, to come back to */
Place
here(void)
{
	return (Place){curfile, curline, curcode};
}

void
goback(Place *p)
{
	curfile = p->file;
	curline = p->line;
	curcode = p->code;
}

/* -e: a command has been executed */
void
checkstatus(void)
{
	if(flag['e'] && !tested && !booting && !istrue())
		leave();
}

static void
runtested(Tree *t)
{
	tested++;
	run(t, 0);
	tested--;
}

static void
trace(Word *w)
{
	Buf b = {0};

	putwords(&b, w);
	putbyte(&b, '\n');
	putflush(&b, mapfd(2));
}

static void
simple(Tree *t, int last)
{
	Frame *f = frames;
	Mark m = tmark();
	Word *w;

	redirect(t->b);
	w = expand(t->a);
	if(w == nil)
		fail("empty argument list", "empty argument list");
	if(flag['x'] && !booting)
		trace(w);
	command(w, last, 0);
	unwind(f);
	trelease(m);
	if(pending)
		dotraps();
	checkstatus();
}

/* a=b c=d command, or without the command for good */
static void
assign(Tree *t, int last)
{
	Frame *f = frames;
	Mark m = tmark();
	Tree *cmd;
	Word *name, *val;
	Var *v;

	for(cmd = t; cmd != nil && cmd->type == Tassign; cmd = cmd->c) {
	}
	for(; t != cmd; t = t->c) {
		name = patterns(t->a);
		if(name == nil || name->next != nil || *plain(name) == '\0')
			fail("variable name", "variable name not singleton!");
		v = lookvar(plain(name));
		val = expandone(t->b);
		if(cmd == nil)
			setvar(v, val);
		else
			pushlocal(v, val);
	}
	run(cmd, last);
	unwind(f);
	trelease(m);
}

static void
forloop(Tree *t, int last)
{
	Frame *f = frames;
	Mark m = tmark(), each;
	Word *name = patterns(t->a), *list = nil, *w, *next;
	Var *v;

	if(name == nil || name->next != nil)
		fail("variable name", "variable name not singleton!");
	v = lookvar(plain(name));
	if(t->bare)
		copywords(vstar->val, &list);
	else
		list = expand(t->b);
	pushlocal(v, nil);
	each = tmark();
	for(w = list; w != nil; w = next) {
		next = w->next;
		w->next = nil;
		setvar(v, w);
		run(t->c, last && next == nil);
		trelease(each);
	}
	unwind(f);
	trelease(m);
}

static void
whileloop(Tree *t, int last)
{
	USED(last);
	for(;;) {
		if(t->a->a == nil)
			setstatus("");
		else
			runtested(t->a);
		if(!istrue())
			break;
		run(t->b, 0);
		if(pending)
			dotraps();
	}
}

int
matches(char *s, Word *p)
{
	for(; p != nil; p = p->next)
		if(p->pat ? match(p->s, s) : strcmp(p->s, s) == 0)
			return 1;
	return 0;
}

/* the words of t as one string without marks */
static char *
subject(Tree *t)
{
	Word *list, *w;

	list = t->type == Tlist ? patterns(t->a) : nil;
	if(t->type != Tlist) {
		Tree one = *t;

		one.next = nil;
		list = patterns(&one);
	}
	for(w = list; w != nil; w = w->next) {
		w->s = plain(w);
		w->pat = 0;
	}
	return join(list);
}

static void
switchcmd(Tree *t, int last)
{
	Mark m = tmark();
	char *s = subject(t->a);
	Tree *c, *d;

	for(c = t->b->a; c != nil; c = c->next) {
		if(c->type != Tsimple || c->a->type != Tword || c->a->quoted ||
		   strcmp(c->a->str, "case") != 0 || !matches(s, patterns(c->a->next)))
			continue;
		for(c = c->next; c != nil; c = d) {
			if(c->type == Tsimple && c->a->type == Tword && !c->a->quoted &&
			   strcmp(c->a->str, "case") == 0)
				break;
			d = c->next;
			run(c, last && d == nil);
		}
		break;
	}
	trelease(m);
}

static void
matchcmd(Tree *t, int last)
{
	Mark m = tmark();
	char *s = subject(t->a);

	USED(last);
	setstatus(matches(s, patterns(t->b)) ? "" : "no match");
	trelease(m);
	checkstatus();
}

static void
define(Tree *t, int last)
{
	Mark m = tmark();
	Word *w;
	Fn *fn;

	USED(last);
	for(w = expand(t->a); w != nil; w = w->next) {
		fn = nil;
		if(t->b != nil) {
			curcode->ref++;
			fn = newfn(curcode, t->b);
		}
		setfn(lookvar(w->s), fn);
	}
	trelease(m);
}

static void
ifcmd(Tree *t, int last)
{
	runtested(t->a);
	if(istrue()) {
		run(t->b, last);
		ifnot = 0;
	} else
		ifnot = 1;
}

static void
subshell(Tree *t, int last)
{
	int pid;

	if(last && canreplace()) {
		run(t->a, 1);
		return;
	}
	pid = forkshell(0);
	if(pid == 0) {
		run(t->a, 1);
		leave();
	}
	waitfor(pid);
	checkstatus();
}

static void
background(Tree *t, int last)
{
	char num[16];
	int pid = forkshell(RFNOTEG), fd;

	USED(last);
	if(pid == 0) {
		fd = open("/dev/null", OREAD);
		pushredir(fd < 0 ? Rshut : Ropened, fd, 0);
		run(t->a, 1);
		leave();
	}
	addchild(pid);
	snprint(num, sizeof num, "%d", pid);
	setstr("apid", num);
}

static void
redirected(Tree *t, int last)
{
	Frame *f = frames;
	Mark m = tmark();

	redirect(t->b);
	run(t->a, last);
	unwind(f);
	trelease(m);
}

static void
block(Tree *t, int last)
{
	runlist(t->a, last);
}

static void
ifnotcmd(Tree *t, int last)
{
	if(ifnot)
		run(t->a, last);
}

static void
andor(Tree *t, int last)
{
	runtested(t->a);
	if(istrue() == (t->type == Tand))
		run(t->b, last);
}

static void not(Tree * t, int last)
{
	USED(last);
	runtested(t->a);
	setstatus(istrue() ? "false" : "");
}

static void (*const runs[])(Tree *, int) = {
	[Tsimple] = simple,    [Tblock] = block,    [Tbrace] = redirected,  [Tredir] = redirected,
	[Tif] = ifcmd,         [Tifnot] = ifnotcmd, [Tfor] = forloop,       [Twhile] = whileloop,
	[Tswitch] = switchcmd, [Tmatch] = matchcmd, [Tfn] = define,         [Tand] = andor,
	[Tor] = andor,         [Tnot] = not,        [Tsubshell] = subshell, [Tpipe] = runpipe,
	[Tasync] = background, [Tassign] = assign,
};

/* run a command; nil is the empty one */
void
run(Tree *t, int last)
{
	if(pending)
		dotraps();
	if(t == nil)
		return;
	curline = t->line;
	argbase = redirs;
	runs[t->type](t, last);
}

/* is t the command exit, or exit $status? */
static int
isexit(Tree *t)
{
	Tree *w;

	if(t == nil || t->type != Tsimple || t->b != nil || t->a->type != Tword ||
	   strcmp(t->a->str, "exit") != 0 || lookvar("exit")->fn != nil)
		return 0;
	w = t->a->next;
	return w == nil || (w->next == nil && w->type == Tdollar && w->a->type == Tword &&
			    strcmp(w->a->str, "status") == 0);
}

static void
runlist(Tree *t, int last)
{
	for(; t != nil; t = t->next)
		run(t, t->next == nil ? last : isexit(t->next));
}

/* what runs before a function, to come back to */
typedef struct Call Call;
struct Call
{
	Frame f;
	Place before;
	int tested;
	Fn *fn;
};

static void
undocall(Frame *f)
{
	Call *c = (Call *)f;

	goback(&c->before);
	tested = c->tested;
	closefn(c->fn);
}

/* borrows fn, which may be redefined while it runs */
void
callfn(Fn *fn, Word *args, int last)
{
	Call c = {{nil, nil}, here(), tested, fn};
	Frame *f = frames;

	checkdepth();
	fn->ref++;
	pushframe(&c.f, undocall);
	pushlocal(vstar, args);
	curcode = fn->code;
	curfile = fn->code->file;
	tested = 0;
	run(fn->body, last);
	unwind(f);
}
