/*
 * Running recipes, at most $NPROC at a time.
 *
 * If it is more than one, what a recipe prints is kept in a file until it is done: so the outputs are not mixed, and
 * come in the order in which recipes end.
 */
#include <u.h>
#include <libc.h>
#include <bio.h>
#include <regexp.h>
#include <cmd.h>
#include "mk.h"

int nproc;

static Job *queue, **queuetail = &queue; /* those that wait for a slot */
static Job **slots;                      /* nproc that run, or nil */
static int nrunning;
static int interrupted;

/* ---- what a recipe knows ---- */

static void
oneword(Words *w, char *s)
{
	w->w = nil;
	w->n = 0;
	if(s != nil)
		addword(w, s);
}

/* the variables of a recipe; result: is name one of these */
static int
jobvar(Job *j, char *name, Words *w)
{
	char num[16];

	if(strcmp(name, "target") == 0)
		*w = j->target;
	else if(strcmp(name, "alltarget") == 0)
		*w = j->alltarget;
	else if(strcmp(name, "prereq") == 0)
		*w = j->prereq;
	else if(strcmp(name, "newprereq") == 0)
		*w = j->newprereq;
	else if(strcmp(name, "newmember") == 0)
		*w = j->newmember;
	else if(strcmp(name, "stem") == 0)
		oneword(w, j->r->attr & Regexp ? nil : j->stem[0]);
	else if(strncmp(name, "stem", 4) == 0 && name[4] >= '0' && name[4] <= '9' &&
		name[5] == '\0')
		oneword(w, j->r->attr & Regexp ? j->stem[name[4] - '0'] : nil);
	else if(strcmp(name, "nproc") == 0) {
		snprint(num, sizeof num, "%d", j->slot);
		oneword(w, num);
	} else if(strcmp(name, "pid") == 0) {
		snprint(num, sizeof num, "%d", getpid());
		oneword(w, num);
	} else
		return 0;
	return 1;
}

static char *jobvars[] = {
	"target", "alltarget", "prereq", "newprereq", "stem",      "stem0",
	"stem1",  "stem2",     "stem3",  "stem4",     "stem5",     "stem6",
	"stem7",  "stem8",     "stem9",  "nproc",     "newmember",
};

/* the value of what follows a $ in a recipe; nil if it is not known here */
static char *
known(Job *j, char *name)
{
	Words w;
	Var *v;

	if(jobvar(j, name, &w))
		return joinwords(&w);
	v = lookup(name, 0);
	return v != nil && !v->local ? joinwords(&v->v) : nil;
}

/* the name behind the $ at s; *e: what comes after it; nil: none */
static char *
varname(char *s, char **e)
{
	char *p = s + 1;

	if(*p == '{') {
		*e = strchr(p, '}');
		if(*e == nil || strcspn(p + 1, ":} \t\n") != *e - p - 1)
			return nil;
		return between(p + 1, (*e)++);
	}
	while(isname(*(uchar *)p))
		p++;
	*e = p;
	return p > s + 1 ? between(s + 1, p) : nil;
}

/* a recipe with the values of the variables that are known here */
static void
printrecipe(Job *j, int fd)
{
	Textbuf b = {nil, 0, 0};
	char *s, *e, *name, *value;
	int quoted = 0;

	for(s = j->r->recipe; *s != '\0'; s = e) {
		e = s + 1;
		if(*s == '\'')
			quoted = !quoted;
		name = *s == '$' && !quoted ? varname(s, &e) : nil;
		value = name != nil ? known(j, name) : nil;
		if(name == nil)
			e = s + 1;
		if(value != nil)
			textadd(&b, value);
		else
			textaddn(&b, s, e - s);
		free(value);
		free(name);
	}
	write(fd, b.s, b.n);
	free(b.s);
}

/* ---- where its output goes ---- */

static int
tempfile(void)
{
	char name[] = "/tmp/mkXXXXXXXXXXX";
	int fd = create(mktemp(name), ORDWR | ORCLOSE | OEXCL, 0600);

	if(fd < 0)
		sysfatal("%s: %r", name);
	return fd;
}

static int
samefile(int a, int b)
{
	Dir *d = dirfstat(a), *e = dirfstat(b);
	int same = d != nil && e != nil && samedir(d, e);

	free(d);
	free(e);
	return same;
}

static void
openoutput(Job *j)
{
	j->out = j->err = -1;
	if(nproc == 1)
		return;
	j->out = tempfile();
	if(!samefile(1, 2))
		j->err = tempfile();
}

static void
copyout(int from, int to)
{
	static char buf[8 * 1024];
	long n;

	if(from < 0)
		return;
	seek(from, 0, 0);
	while((n = read(from, buf, sizeof buf)) > 0)
		write(to, buf, n);
	close(from);
}

/* ---- running ---- */

/* in the child: become rc, with the recipe to read; another process writes that */
static noreturn void
become(Job *j)
{
	Words w;
	int p[2], n = strlen(j->r->recipe);

	exportvars();
	for(int i = 0; i < nelem(jobvars); i++) {
		jobvar(j, jobvars[i], &w);
		putenvwords(jobvars[i], &w);
	}
	if(pipe(p) < 0)
		sysfatal("pipe: %r");
	switch(rfork(RFPROC | RFFDG | RFNOWAIT)) {
	case -1:
		sysfatal("fork: %r");
	case 0:
		close(p[0]);
		write(p[1], j->r->recipe, n);
		_exits(nil);
	}
	dup(p[0], 0);
	close(p[0]);
	close(p[1]);
	if(j->out >= 0) {
		dup(j->out, 1);
		dup(j->err >= 0 ? j->err : j->out, 2);
	}
	if(j->r->attr & Goon)
		execl("/bin/rc", "rc", "-I", nil);
	else
		execl("/bin/rc", "rc", "-e", "-I", nil);
	sysfatal("/bin/rc: %r");
}

static void
touch(Node *n)
{
	if(n->attr & Virtual) {
		if(eflag)
			print("no touch of virtual '%s'\n", n->name);
		return;
	}
	print("touch(%s)\n", n->name);
	if(!nflag)
		touchfile(n->name);
}

/* -n and -t: as if it had run */
static void
onlysay(Job *j)
{
	for(Node *n = j->nodes; n != nil; n = n->jobnext) {
		if(tflag)
			touch(n);
		n->time = time(nil);
		n->fresh = 1;
		n->state = Made;
	}
}

static void
start(Job *j)
{
	char pid[16];
	Words w;

	openoutput(j);
	if(!tflag && (nflag || !(j->r->attr & Quiet)))
		printrecipe(j, j->out >= 0 ? j->out : 1);
	if(nflag || tflag) {
		copyout(j->out, 1);
		copyout(j->err, 2);
		onlysay(j);
		return;
	}
	snprint(pid, sizeof pid, "%d", getpid());
	j->pid = rfork(RFPROC | RFFDG | RFENVG | RFREND);
	if(j->pid < 0)
		sysfatal("fork: %r");
	if(j->pid == 0) {
		oneword(&w, pid);
		putenvwords("pid", &w);
		become(j);
	}
	slots[j->slot] = j;
	account(nrunning++);
	showjob("begin", j);
}

static void
schedule(void)
{
	Job *j;

	while(nrunning < nproc && (j = queue) != nil) {
		queue = j->next;
		if(queue == nil)
			queuetail = &queue;
		for(j->slot = 0; slots[j->slot] != nil; j->slot++) {
		}
		start(j);
	}
}

/* takes j */
void
addjob(Job *j)
{
	*queuetail = j;
	queuetail = &j->next;
	schedule();
}

/* ---- the end of recipes ---- */

/* some words of a recipe, to tell it by */
static char *
front(char *recipe)
{
	Textbuf b = {nil, 0, 0};
	char *s = check(strdup(recipe)), *f[512];
	int n = getfields(s, f, nelem(f), 1, " \t\n");

	if(n > 0 && *f[n - 1] == '\0') /* behind the last newline */
		n--;
	for(int i = 0; i < n; i++) {
		if(n > 5 && i == 3) {
			textadd(&b, "... ");
			i = n - 1;
		}
		textadd(&b, f[i]);
		textadd(&b, " ");
	}
	textadd(&b, "");
	free(s);
	return b.s;
}

static void
failed(Job *j, char *msg)
{
	char *s = front(j->r->recipe);

	fprint(2, "mk: %s: exit status=%s", s, msg);
	free(s);
	for(Node *n = j->nodes; n != nil; n = n->jobnext)
		if((n->attr & Delete) && remove(n->name) >= 0)
			fprint(2, ", deleting '%s'", n->name);
	fprint(2, "\n");
	nerrors++;
}

static void
ended(Job *j, char *msg)
{
	slots[j->slot] = nil;
	forgetlibraries();
	account(nrunning--);
	showjob("end", j);
	copyout(j->out, 1);
	copyout(j->err, 2);
	if(msg[0] != '\0' && !(j->r->attr & Goon)) {
		failed(j, msg);
		if(!kflag)
			fail();
		return;
	}
	for(Node *n = j->nodes; n != nil; n = n->jobnext) {
		update(n);
		n->fresh = 1;
		if(j->r->attr & Updates)
			n->time = time(nil);
	}
}

static Job *
jobof(int pid)
{
	for(int i = 0; i < nproc; i++)
		if(slots[i] != nil && slots[i]->pid == pid)
			return slots[i];
	return nil;
}

/* Wait for a process: of a recipe, which is dealt with, or the one asked for, whose status is told.  Result: was
 * there one? */
static int
waitone(int pid, int *ok)
{
	Waitmsg *w = wait();
	Job *j;

	if(w == nil) {
		if(!interrupted)
			return 0;
		interrupted = 0;
		fail();
	}
	j = jobof(w->pid);
	if(w->pid == pid)
		*ok = w->msg[0] == '\0';
	else if(j != nil)
		ended(j, w->msg);
	free(w);
	return 1;
}

/* wait until a recipe is done, and begin others; result: was one running? */
int
waitjob(void)
{
	int ok, n = nrunning;

	while(n > 0 && nrunning == n && waitone(0, &ok)) {
	}
	schedule();
	return n > 0;
}

void
drain(void)
{
	while(waitjob()) {
	}
}

/* the program of P: nothing wrong means that a is up to date with b */
int
askprog(char *prog, char *a, char *b)
{
	char *cmd = check(smprint("%s %q %q", prog, a, b));
	int pid, ok = -1;

	pid = startrc(cmd, 0);
	free(cmd);
	if(pid < 0)
		sysfatal("fork: %r");
	while(ok < 0 && waitone(pid, &ok)) {
	}
	return ok == 1;
}

/* begin no more recipes, wait for those that run, and end */
noreturn void
fail(void)
{
	static int failing;
	int ok;

	queue = nil;
	if(!failing) {
		failing = 1;
		kflag = 1;
		while(nrunning > 0 && waitone(0, &ok)) {
		}
	}
	account(nrunning);
	showusage();
	exits("error");
}

/* recipes get it too, and end */
static void
note(void *, char *msg)
{
	if(strncmp(msg, "interrupt", 9) != 0)
		noted(NDFLT);
	interrupted = 1;
	noted(NCONT);
}

void
runinit(void)
{
	Var *v = lookup("NPROC", 0);

	nproc = v != nil && v->v.n > 0 ? atoi(v->v.w[0]) : 1;
	if(nproc < 1)
		nproc = 1;
	slots = check(mallocz(nproc * sizeof *slots, 1));
	notify(note);
	account(0);
}
