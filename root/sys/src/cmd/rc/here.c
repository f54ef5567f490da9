/*
 * Here documents: read behind the line that mentions them; given to commands through a pipe when
 * they are small, else in a file of /tmp that goes away with its last descriptor, or by a process
 * of their own.
 */
#include <u.h>
#include <libc.h>
#include "rc.h"

enum
{
	Pipemax = 4096, /* what every kernel's pipe holds without a reader */
};

/* a line with its newline, in l->buf; result: was there one */
static int
readline(Lex *l)
{
	int c;

	l->buf.n = 0;
	while((c = peekraw(l->in)) != Eof) {
		nextc(l->in);
		if(c == '\0') {
			l->buf.n = 0;
			syntax(l, "NUL bytes in here doc");
		}
		putbyte(&l->buf, c);
		if(c == '\n')
			break;
	}
	return l->buf.n > 0;
}

static int
istag(Buf *b, char *tag)
{
	int n = strlen(tag), len = b->n;

	if(len > 0 && b->s[len - 1] == '\n')
		len--;
	return len == n && memcmp(b->s, tag, n) == 0;
}

static void
readone(Lex *l, Tree *t)
{
	Buf text = {0};
	Word w = {nil, t->str, t->pat};
	char *tag = plain(&w);

	for(;;) {
		if(!readline(l)) {
			free(text.s);
			l->buf.n = 0;
			syntax(l, "here document without its end, %s", tag);
		}
		if(istag(&l->buf, tag))
			break;
		putbytes(&text, l->buf.s, l->buf.n);
	}
	t->here = codealloc(l->code, text.n + 1);
	memmove(t->here, text.s, text.n);
	free(text.s);
	t->str = codealloc(l->code, strlen(tag) + 1);
	strcpy(t->str, tag);
	t->pat = 0;
}

/* the documents that the line announced */
void
readhere(Lex *l)
{
	Tree *t, *next;

	for(t = l->here; t != nil; t = next) {
		next = t->c;
		t->c = nil;
		readone(l, t);
	}
	l->here = nil;
	l->herep = &l->here;
	l->buf.n = 0;
	putbyte(&l->buf, '\n');
}

/* the value of the variable whose name begins at s; result: behind the name and a caret */
static char *
substitute(Buf *b, char *s)
{
	char *e = s;
	Word *w;

	while(isname((uchar)*e))
		e++;
	if(e == s) {
		putbyte(b, '$');
		return s;
	}
	for(w = value(tstrdup(s, e - s)); w != nil; w = w->next) {
		putstr(b, w->s);
		if(w->next != nil)
			putbyte(b, ' ');
	}
	return *e == '^' ? e + 1 : e;
}

static void
fillin(Buf *b, char *s)
{
	Mark m = tmark();
	char *dollar;

	while((dollar = strchr(s, '$')) != nil) {
		putbytes(b, s, dollar - s);
		s = dollar + 1;
		if(*s == '$') {
			putbyte(b, '$');
			s++;
		} else
			s = substitute(b, s);
	}
	putstr(b, s);
	trelease(m);
}

static int
throughpipe(Buf *b)
{
	int p[2];

	if(pipe(p) < 0)
		return -1;
	if(b->n > 0)
		write(p[1], b->s, b->n);
	close(p[1]);
	return p[0];
}

static int
throughfile(Buf *b)
{
	static int serial;
	char name[64];
	int fd, n;

	snprint(name, sizeof name, "/tmp/here%d.%d", getpid(), serial++);
	fd = create(name, OWRITE, 0666);
	if(fd < 0)
		return -1;
	n = write(fd, b->s, b->n);
	close(fd);
	if(n != b->n) {
		remove(name);
		return -1;
	}
	return open(name, OREAD | ORCLOSE);
}

/* where there is no /tmp: a process writes into a pipe */
static int
throughwriter(Buf *b)
{
	int p[2];

	if(pipe(p) < 0)
		return -1;
	if(forkshell(0) == 0) {
		close(p[0]);
		write(p[1], b->s, b->n);
		_exits(nil);
	}
	close(p[1]);
	return p[0];
}

/* a descriptor to read the document t from */
int
herefile(Tree *t)
{
	Buf b = {0};
	int fd;

	if(t->quoted)
		putstr(&b, t->here);
	else
		fillin(&b, t->here);
	fd = b.n <= Pipemax ? throughpipe(&b) : throughfile(&b);
	if(fd < 0)
		fd = throughwriter(&b);
	free(b.s);
	return fd;
}
