/*
 * Words that commands give: `{command}, <{command} and its kin.
 */
#include <u.h>
#include <libc.h>
#include "rc.h"

enum
{
	Readsize = 8192,
};

/* the bytes and runes that end words */
typedef struct Seps Seps;
struct Seps
{
	char ascii[128];
	char *all;
	int wide; /* there are runes beyond ASCII */
};

static void
setseps(Seps *sep, Word *list)
{
	Word *w;
	char *s;
	int n = 1;

	memset(sep, 0, sizeof *sep);
	for(w = list; w != nil; w = w->next)
		n += strlen(w->s);
	s = sep->all = talloc(n);
	for(w = list; w != nil; w = w->next)
		s = strecpy(s, sep->all + n, plain(w));
	*s = '\0';
	for(s = sep->all; *s; s++)
		if((uchar)*s < 128)
			sep->ascii[(uchar)*s] = 1;
		else
			sep->wide = 1;
}

/* is there a separator at s?  Gives its length, or 0 */
static int
issep(Seps *sep, char *s)
{
	Rune r;
	int n;

	if((uchar)*s < 128)
		return sep->ascii[(uchar)*s];
	if(!sep->wide)
		return 0;
	n = chartorune(&r, s);
	return utfrune(sep->all, r) == nil ? 0 : n;
}

/* Cut s, n bytes and a NUL, into words.  A NUL ends a word also where there is none. */
static Word **
split(char *s, int n, Seps *sep, Word **tail)
{
	char *end = s + n, *e;
	int len;

	while(s < end) {
		while(s < end && (len = issep(sep, s)) > 0)
			s += len;
		if(s >= end)
			break;
		for(e = s; e < end && *e != '\0' && issep(sep, e) == 0; e++) {
		}
		len = e < end ? issep(sep, e) : 0;
		*e = '\0';
		*tail = newword(s, 0);
		tail = &(*tail)->next;
		s = e + (len > 0 ? len : 1);
	}
	return tail;
}

/* everything from fd, in the arena; result: how many bytes, a NUL follows */
static int
slurp(int fd, char **text)
{
	static Buf b;
	int n;

	b.n = 0;
	for(;;) {
		if(b.size - b.n < Readsize)
			b.s = erealloc(b.s, b.size = (b.size + Readsize) * 2);
		n = read(fd, b.s + b.n, b.size - b.n);
		if(n > 0)
			b.n += n;
		else if(n == 0 || !interrupted())
			break;
	}
	*text = tstrdup(b.s, b.n);
	return b.n;
}

/* Start the command of t with one end of a pipe as its fd, or both its 0 and 1.  Result: its process; *end is the other
 * end. */
static int
startpiped(Tree *t, int fd, int both, int *end)
{
	int p[2], pid;

	if(pipe(p) < 0)
		fail(nil, "can't make pipe: %r");
	pid = forkshell(0);
	if(pid == 0) {
		close(p[0]);
		closenamed(argbase);
		pushredir(Ropened, p[1], fd);
		if(both)
			pushredir(Rcopied, 1, 0);
		run(t->a, 1);
		leave();
	}
	close(p[1]);
	*end = p[0];
	return pid;
}

Word **
backquote(Tree *t, Word **tail)
{
	Seps sep;
	char *text;
	int fd, pid, n;

	if(t->b != nil)
		setseps(&sep, patterns(t->b));
	pid = startpiped(t, 1, 0, &fd);
	n = slurp(fd, &text);
	close(fd);
	waitfor(pid);
	if(pending)
		dotraps();
	if(t->b == nil)
		setseps(&sep, vifs->val);
	return split(text, n, &sep, tail);
}

/* a process with one end of a pipe; the other is the value, as the name of a file */
Word **
pipename(Tree *t, Word **tail)
{
	char *name = talloc(32);
	int fd;

	startpiped(t, t->rtype == Rwrite ? 0 : 1, t->rtype == Rrdwr, &fd);
	pushredir(Rnamed, fd, -1);
	snprint(name, 32, "/fd/%d", fd);
	*tail = newword(name, 0);
	return &(*tail)->next;
}
