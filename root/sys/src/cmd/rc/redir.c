/*
 * Redirections.  The shell's own descriptors never move: a list says where each descriptor that
 * commands see really is, and only a process that is about to execute a program puts
 * them there.
 */
#include <u.h>
#include <libc.h>
#include "rc.h"

Redir *redirs;

static void
undoredir(Frame *f)
{
	Redir *r = (Redir *)f;

	if(r->from >= 0 && (r->type == Ropened || r->type == Rkept || r->type == Rnamed))
		close(r->from);
	redirs = r->next;
}

/* takes from, unless it is a copy */
void
pushredir(int type, int from, int to)
{
	Redir *r = talloc(sizeof *r);

	r->type = type;
	r->from = from;
	r->to = to;
	r->next = redirs;
	redirs = r;
	pushframe(&r->f, undoredir);
}

/* where commands' descriptor fd really is, as r and those behind it say; -1: nowhere */
static int
where(Redir *r, int fd)
{
	for(; r != nil; r = r->next) {
		if(r->to != fd || r->type == Rkept || r->type == Rnamed)
			continue;
		if(r->type == Ropened)
			return r->from;
		if(r->type == Rshut)
			return -1;
		fd = r->from;
	}
	return fd;
}

int
mapfd(int fd)
{
	return where(redirs, fd);
}

/* in a new process: what the shell keeps for itself */
void
closekept(void)
{
	Redir *r;

	for(r = redirs; r != nil; r = r->next)
		if(r->type == Rkept && r->from >= 0) {
			close(r->from);
			r->from = -1;
		}
}

/* in a process that a command's word makes: the ends of pipes that are named in the words before it */
void
closenamed(Redir *end)
{
	Redir *r;

	for(r = redirs; r != end; r = r->next)
		if(r->type == Rnamed && r->from >= 0) {
			close(r->from);
			r->from = -1;
		}
}

static char *
filename(Tree *t, char *arrow)
{
	Word *w = expandone(t->a);

	if(w == nil)
		fail("redirection", "%s requires file", arrow);
	if(w->next != nil)
		fail("redirection", "%s requires singleton", arrow);
	return w->s;
}

static int
openappend(char *file)
{
	int fd = open(file, OWRITE);

	if(fd < 0)
		fd = create(file, OWRITE, 0666);
	if(fd >= 0)
		seek(fd, 0, 2);
	return fd;
}

static void
openredir(Tree *t)
{
	static char *arrows[] = {"<", ">", ">>", "<>"};
	char *arrow = arrows[t->type - Rread], *file = filename(t, arrow), *verb = "open";
	int fd;

	switch(t->type) {
	case Rread:
		fd = open(file, OREAD);
		break;
	case Rwrite:
		verb = "create";
		fd = create(file, OWRITE, 0666);
		break;
	case Rappend:
		fd = openappend(file);
		break;
	default:
		fd = open(file, ORDWR);
		break;
	}
	if(fd < 0)
		fail(nil, "%s can't %s: %s: %r", arrow, verb, file);
	pushredir(Ropened, fd, t->fd0);
}

/* do the redirections of a list, from left to right */
void
redirect(Tree *t)
{
	int fd;

	for(; t != nil; t = t->next)
		switch(t->type) {
		case Rdup:
			pushredir(Rcopied, t->fd1, t->fd0);
			break;
		case Rclose:
			pushredir(Rshut, -1, t->fd0);
			break;
		case Rhere:
			fd = herefile(t);
			if(fd < 0)
				fail(nil, "<< can't make here document: %r");
			pushredir(Ropened, fd, t->fd0);
			break;
		default:
			openredir(t);
			break;
		}
}

typedef struct Move Move;
struct Move
{
	int from, to;
	int own; /* from was made by aside */
};

/* put aside a descriptor that is to be overwritten while others still need it */
static void
aside(Move *m, int n, int i)
{
	int j, fd = -1;

	for(j = i + 1; j < n; j++)
		if(m[j].from == m[i].to) {
			m[j].own = fd < 0;
			if(fd < 0)
				fd = dup(m[i].to, -1);
			m[j].from = fd;
		}
}

static int
istarget(Move *m, int n, int fd)
{
	while(n-- > 0)
		if(m[n].to == fd)
			return 1;
	return 0;
}

/* which descriptors are elsewhere; result: how many */
static int
plan(Move *m)
{
	Redir *r;
	int n = 0, fd;

	for(r = redirs; r != nil; r = r->next) {
		if(r->type == Rkept || r->type == Rnamed || istarget(m, n, r->to))
			continue;
		fd = mapfd(r->to);
		if(fd != r->to)
			m[n++] = (Move){fd, r->to, 0};
	}
	return n;
}

/* make the process's descriptors what the list says; it is about to be another program */
void
applyredirs(void)
{
	Redir *r;
	Move *m;
	int n = 0, i;

	for(r = redirs; r != nil; r = r->next)
		n++;
	if(n == 0)
		return;
	m = talloc(n * sizeof *m);
	n = plan(m);
	for(i = 0; i < n; i++) {
		aside(m, n, i);
		if(m[i].from < 0)
			close(m[i].to);
		else
			dup(m[i].from, m[i].to);
	}
	for(i = 0; i < n; i++)
		if(m[i].own && !istarget(m, n, m[i].from))
			close(m[i].from);
	for(r = redirs; r != nil; r = r->next)
		if((r->type == Ropened || r->type == Rkept) && r->from >= 0 && r->from != r->to &&
		   !istarget(m, n, r->from))
			close(r->from);
	redirs = nil;
}
