/*
 * Processes: making them, waiting for them, pipelines, and becoming another program.
 */
#include <u.h>
#include <libc.h>
#include "rc.h"

/* processes that may be waited for later */
typedef struct Child Child;
struct Child
{
	Child *next;
	int pid;
	char *msg; /* how it ended, or nil */
};
static Child *children;

/* A copy of the shell, that ends when it has done its command.  Result as that of fork. */
int
tryfork(int flags)
{
	int pid;

	storeenv();
	pid = rfork(RFPROC | RFFDG | RFREND | flags);
	if(pid == 0) {
		handler = nil;
		children = nil;
		closekept();
	}
	return pid;
}

/* The same, or an error.  A note that comes between the look and the fork is the copy's too, as if
 * it had come a bit later. */
int
forkshell(int flags)
{
	int pid;

	if(pending)
		dotraps();
	pid = tryfork(flags);
	if(pid < 0)
		fail(nil, "can't fork: %r");
	return pid;
}

void
addchild(int pid)
{
	Child *c = emalloc(sizeof *c);

	*c = (Child){children, pid, nil};
	children = c;
}

static Child **
findchild(int pid)
{
	Child **c;

	for(c = &children; *c != nil && (*c)->pid != pid; c = &(*c)->next) {
	}
	return c;
}

/* forget a child; gives its message, for the caller to free */
static char *
takechild(Child **p)
{
	Child *c = *p;
	char *msg = c->msg;

	*p = c->next;
	free(c);
	return msg;
}

/* Wait for the end of pid, or of anyone when it is 0; the others' ends are kept.  Gives a message to
 * free, or nil. */
static char *
await1(int pid, int patient)
{
	Child **c;
	Waitmsg *w;
	char *msg;

	for(;;) {
		w = wait();
		if(w == nil) {
			if(patient && interrupted())
				continue;
			return nil;
		}
		msg = estrdup(w->msg);
		c = findchild(w->pid);
		if(w->pid == pid || pid == 0) {
			if(*c != nil)
				free(takechild(c));
			free(w);
			return msg;
		}
		if(*c != nil && (*c)->msg == nil)
			(*c)->msg = msg;
		else
			free(msg);
		free(w);
	}
}

/* how the child pid ended, for the caller to free; nil if there is no such child or the wait is broken */
char *
waitchild(int pid)
{
	Child **c = findchild(pid);

	if(*c == nil) {
		werrstr("not a child");
		return nil;
	}
	if((*c)->msg != nil)
		return takechild(c);
	return await1(pid, 0);
}

/* wait for a process that is not among the children, and set $status; result: was there one */
int
waitfor(int pid)
{
	char *msg;

	if(pending)
		passnotes(pid);
	msg = await1(pid, 1);
	if(msg == nil)
		return 0;
	setstatus(msg);
	free(msg);
	return 1;
}

void
waitall(void)
{
	char *msg;

	while((msg = await1(0, 0)) != nil)
		free(msg);
	if(!pending)
		while(children != nil)
			free(takechild(&children));
}

/* the processes of a pipeline, from left to right */
typedef struct Stage Stage;
struct Stage
{
	Stage *next;
	int pid;
};

static void start(Tree *, Stage ***);

/* Start the left side of the pipe t; its right side then has the redirection that is left. */
static void
startleft(Tree *t, Stage ***tail)
{
	Redir *in;
	Frame *f;
	int p[2];

	if(pipe(p) < 0)
		fail(nil, "can't make pipe: %r");
	pushredir(Rkept, p[0], -1);
	in = redirs;
	f = frames;
	pushredir(Ropened, p[1], t->fd0);
	start(t->a, tail);
	unwind(f);
	in->type = Ropened;
	in->to = t->fd1;
}

/* a process for each command of the pipeline t */
static void
start(Tree *t, Stage ***tail)
{
	Frame *f = frames;
	Stage *s;

	if(t != nil && t->type == Tpipe) {
		startleft(t, tail);
		start(t->b, tail);
		unwind(f);
		return;
	}
	s = talloc(sizeof *s);
	s->next = nil;
	s->pid = forkshell(0);
	if(s->pid == 0) {
		run(t, 1);
		leave();
	}
	addchild(s->pid);
	**tail = s;
	*tail = &s->next;
}

/* add one command's status to those left of it */
static void
addstatus(Buf *b, char *s)
{
	if(b->n > 0)
		putbyte(b, '|');
	putstr(b, s);
}

/* the last command runs in this shell */
void
runpipe(Tree *t, int last)
{
	Mark m = tmark();
	Frame *f = frames;
	Stage *list = nil, **tail = &list, *s;
	Buf b = {0};
	char *msg;

	USED(last);
	startleft(t, &tail);
	run(t->b, 0);
	unwind(f);
	for(s = list; s != nil && pending; s = s->next)
		passnotes(s->pid);
	for(s = list; s != nil; s = s->next) {
		while((msg = waitchild(s->pid)) == nil && interrupted()) {
		}
		addstatus(&b, msg == nil ? "" : msg);
		free(msg);
	}
	addstatus(&b, getstatus());
	setstatus(bufstr(&b));
	free(b.s);
	trelease(m);
}

/* where to look for the file name: a list of directories, "" for the name as it is */
Word *
searchpath(char *name)
{
	static Word asis = {nil, "", 0};

	if(name[0] == '/' || name[0] == '#' || strcmp(name, ".") == 0 || strcmp(name, "..") == 0 ||
	   strncmp(name, "./", 2) == 0 || strncmp(name, "../", 3) == 0)
		return &asis;
	return vpath->val;
}

/* become the program that the words say; says why when that fails, and ends */
void
execute(Word *list)
{
	char **argv, err[ERRMAX], *name = list->s, *file;
	Word *w;
	int n = 0;

	argv = talloc((count(list) + 1) * sizeof *argv);
	for(w = list; w != nil; w = w->next)
		argv[n++] = w->s;
	argv[n] = nil;
	applyredirs();
	notify(nil); /* the program would never hear of what the shell has caught */
	if(pending)
		dotraps();
	strcpy(err, "file does not exist");
	for(w = searchpath(name); w != nil; w = w->next) {
		file = name;
		if(w->s[0] != '\0') {
			n = strlen(w->s) + strlen(name) + 2;
			file = talloc(n);
			snprint(file, n, "%s/%s", w->s, name);
		}
		exec(file, argv);
		rerrstr(err, sizeof err);
	}
	complain("%s: %s", name, err);
	setstatus(err);
	leave();
}

/* may a program take the place of this shell, when nothing is left to do? */
int
canreplace(void)
{
	static char *names[] = {"sigexit", "sigint", "sighup", "sigquit", "sigalrm", "sigterm"};
	int i;

	if(getpid() != mypid)
		return 1;
	if(flag['s'] || handler != nil)
		return 0;
	for(i = 0; i < nelem(names); i++)
		if(lookvar(names[i])->fn != nil)
			return 0;
	return 1;
}
