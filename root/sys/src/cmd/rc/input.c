/*
 * Input of commands: a file, a terminal with prompts, or a string.
 */
#include <u.h>
#include <libc.h>
#include "rc.h"

enum
{
	Readsize = 8192,
};

static Buf echoed; /* the line so far, for -v */

static void
undoinput(Frame *f)
{
	Input *in = (Input *)f;

	if(in->fd >= 0)
		close(in->fd);
	free(in->buf);
	free(in->file);
	free(in);
}

static Input *
newinput(char *file)
{
	Input *in = emalloc(sizeof *in);

	memset(in, 0, sizeof *in);
	in->fd = -1;
	in->file = estrdup(file);
	in->line = 1;
	pushframe(&in->f, undoinput);
	return in;
}

/* takes fd; the input lasts until closeinput or an error */
Input *
openfile(char *file, int fd, int interactive)
{
	Input *in = newinput(file);

	in->fd = fd;
	in->interactive = in->doprompt = interactive;
	in->edit = interactive && isconsole(fd);
	in->size = Readsize;
	in->buf = emalloc(in->size);
	return in;
}

/* the n bytes of s, which begin at a line of file */
Input *
openstring(char *s, int n, char *file, int line)
{
	Input *in = newinput(file);

	in->line = line;
	in->size = in->n = n;
	in->buf = emalloc(n + 1);
	memmove(in->buf, s, n);
	return in;
}

void
closeinput(Input *in)
{
	unwind(in->f.next);
}

/* the first element of $prompt, or the second within a command; none within a line */
char *
promptof(Input *in)
{
	Word *w = value("prompt");

	if(!in->doprompt)
		return "";
	if(w != nil && in->more)
		w = w->next;
	return w == nil ? "" : w->s;
}

static void
prompted(Input *in)
{
	in->doprompt = 0;
	in->more = 1;
}

static void
prompt(Input *in)
{
	char *s = promptof(in);

	prompted(in);
	if(s[0] != '\0') /* an empty write would end a pipe */
		write(mapfd(2), s, strlen(s));
}

/* have room behind what is left */
void
makeroom(Input *in)
{
	if(in->pos > 0) {
		memmove(in->buf, in->buf + in->pos, in->n - in->pos);
		in->n -= in->pos;
		in->pos = 0;
	}
	if(in->size - in->n < Readsize / 2) {
		in->size *= 2;
		in->buf = erealloc(in->buf, in->size);
	}
}

static int
readmore(Input *in)
{
	int n;

	if(in->doprompt && in->interactive)
		prompt(in);
	for(;;) {
		n = read(in->fd, in->buf + in->n, in->size - in->n);
		if(n >= 0 || !pending)
			return n;
		dotraps();
	}
}

/* read more behind what is left; result: was there any */
static int
fill(Input *in)
{
	int n = -1;

	if(in->fd < 0 || in->ended)
		return 0;
	if(pending)
		dotraps();
	makeroom(in);
	if(in->edit && (n = editline(in)) >= 0)
		prompted(in);
	if(n < 0)
		n = readmore(in);
	if(n <= 0) {
		in->ended = 1;
		return 0;
	}
	in->n += n;
	in->total += n;
	return 1;
}

/* the next byte as it is */
int
peekraw(Input *in)
{
	if(in->pos >= in->n && !fill(in))
		return Eof;
	if(in->doprompt && in->interactive)
		prompt(in);
	return (uchar)in->buf[in->pos];
}

/* the next byte, with a backslash and newline as a blank */
int
peekc(Input *in)
{
	int c = peekraw(in);

	if(c != '\\')
		return c;
	if(in->n - in->pos < 2)
		fill(in);
	if(in->n - in->pos < 2 || in->buf[in->pos + 1] != '\n')
		return c;
	in->pos++;
	in->buf[in->pos] = ' ';
	in->line++;
	in->doprompt = 1;
	if(in->echo)
		putstr(&echoed, "\\\n");
	return ' ';
}

/* take the byte that was looked at */
int
nextc(Input *in)
{
	int c;

	if(in->pos >= in->n && peekraw(in) == Eof)
		return Eof;
	c = (uchar)in->buf[in->pos++];
	if(in->echo)
		putbyte(&echoed, c);
	if(c == '\n') {
		in->line++;
		in->doprompt = 1;
		if(in->echo)
			putflush(&echoed, 2);
	}
	return c;
}

/* give up the line that is being read */
void
skipline(Input *in)
{
	int c;

	while((c = nextc(in)) != Eof && c != '\n') {
	}
}

/* has the file as many bytes as have been read?  Of a pipe or terminal that is never known. */
static int
wholefile(Input *in)
{
	Dir *d;
	int r;

	if(in->fd < 0 || in->ended)
		return 1;
	if(in->interactive)
		return 0;
	d = dirfstat(in->fd);
	r = d != nil && d->length > 0 && d->length == in->total;
	free(d);
	return r;
}

/* is surely nothing left but blank lines? */
int
exhausted(Input *in)
{
	int i;

	for(i = in->pos; i < in->n; i++)
		if(in->buf[i] != ' ' && in->buf[i] != '\t' && in->buf[i] != '\n')
			return 0;
	return wholefile(in);
}
