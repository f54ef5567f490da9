/*
 * file.c: what print and getline have opened.
 */
#include "awk.h"
#include "io.h"
#include "run.h"

typedef struct Out Out;
struct Out
{
	char *name;
	int mode; /* '>' Tappend '|' for output, '<' and 'g' (a pipe) for input */
	Biobuf *b;
	int fd;
	int pid;
	Out *next;
};

Biobuf bout;
int safe; /* no commands, no files but the arguments, no environment */
static Out *outs;

static int
startcmd(char *cmd, int reading, int *pid)
{
	int p[2];

	flushall();
	if(pipe(p) < 0)
		fatal("pipe: %r");
	*pid = rfork(RFPROC | RFFDG | RFREND);
	if(*pid < 0)
		fatal("fork: %r");
	if(*pid == 0) {
		/* the other commands' ends are theirs and ours */
		for(Out *o = outs; o != nil; o = o->next)
			close(o->fd);
		dup(p[1], reading ? 1 : 0);
		close(p[0]);
		close(p[1]);
		execl("/bin/rc", "rc", "-c", cmd, nil);
		sysfatal("/bin/rc: %r");
	}
	close(p[1]);
	return p[0];
}

static Out *
findout(int mode, char *name)
{
	Out *o;

	for(o = outs; o != nil; o = o->next)
		if(strcmp(o->name, name) == 0 &&
		   (o->mode == mode || (mode == Tappend && o->mode == '>') ||
		    (mode == '>' && o->mode == Tappend)))
			return o;
	return nil;
}

void
checksafe(void)
{
	if(safe)
		fatal("-safe: no commands and no files");
}

static Out *
newout(int mode, char *name)
{
	Out *o;

	checksafe();
	o = check(mallocz(sizeof *o, 1));
	o->mode = mode;
	o->name = check(strdup(name));
	o->fd = -1;
	switch(mode) {
	case '|':
	case 'g':
		o->fd = startcmd(name, mode == 'g', &o->pid);
		break;
	case '<':
		o->fd = strcmp(name, "-") == 0 ? dup(0, -1) : open(name, OREAD);
		break;
	case Tappend:
		o->fd = open(name, OWRITE);
		if(o->fd >= 0)
			seek(o->fd, 0, 2);
		/* fallthrough */
	case '>':
		if(o->fd < 0)
			o->fd = strcmp(name, "/dev/stdout") == 0   ? dup(1, -1)
				: strcmp(name, "/dev/stderr") == 0 ? dup(2, -1)
								   : create(name, OWRITE, 0666);
		break;
	}
	if(o->fd < 0) {
		free(o->name);
		free(o);
		return nil;
	}
	o->b = check(Bfdopen(o->fd, mode == '<' || mode == 'g' ? OREAD : OWRITE));
	o->next = outs;
	outs = o;
	return o;
}

Biobuf *
output(int mode, char *name)
{
	Out *o;

	o = findout(mode, name);
	if(o == nil && (o = newout(mode, name)) == nil)
		fatal("can't create %s: %r", name);
	return o->b;
}

/* a line for getline: of the arguments, a file, or a command; 1, 0 at the end, -1 */
int
getlinefrom(int mode, char *name, char **s)
{
	Out *o;

	if(mode == 0) {
		*s = mainrecord();
		return *s != nil;
	}
	mode = mode == '|' ? 'g' : '<';
	o = findout(mode, name);
	if(o == nil && (o = newout(mode, name)) == nil)
		return -1;
	*s = readrecord(o->b);
	return *s != nil;
}

static int
closeout(Out *o)
{
	Waitmsg *w;
	int r;

	r = Bterm(o->b) < 0 ? -1 : 0;
	if(o->pid) {
		while((w = wait()) != nil && w->pid != o->pid)
			free(w);
		if(w != nil && w->msg[0])
			r = exitnumber(w);
		free(w);
	}
	free(o->name);
	free(o);
	return r;
}

int
closefile(char *name)
{
	Out **p, *o;
	int r;

	r = -1;
	for(p = &outs; (o = *p) != nil;)
		if(strcmp(o->name, name) == 0) {
			*p = o->next;
			r = closeout(o);
		} else
			p = &o->next;
	return r;
}

void
flushall(void)
{
	Bflush(&bout);
	for(Out *o = outs; o != nil; o = o->next)
		if(o->mode != '<' && o->mode != 'g')
			Bflush(o->b);
}

/* result: could all be written */
int
closeall(void)
{
	Out *o;
	int ok = 1;

	Bflush(&bout);
	while((o = outs) != nil) {
		outs = o->next;
		if((o->mode == '>' || o->mode == Tappend) && Bflush(o->b) < 0) {
			fprint(2, "awk: can't write %s: %r\n", o->name);
			ok = 0;
		}
		closeout(o);
	}
	return ok;
}
