/*
 * Lines of a terminal by way of a program that lets a person edit them: $lineedit, which is
 * executed for each line with -p and the prompt, and prints the line.
 *
 * Its status says when there is none: eof, at the end of the input, or interrupt.  When
 * it cannot do its work, for whatever reason, the shell reads for itself from then on.
 */
#include <u.h>
#include <libc.h>
#include "rc.h"

/* in the child: become the program */
static noreturn void
start(Input *in, Word *w, int fd)
{
	Word *list = nil, **tail;

	tail = copywords(w, &list);
	*tail = newword("-p", 0);
	tail = &(*tail)->next;
	*tail = newword(promptof(in), 0);
	pushredir(Ropened, fd, 1);
	execute(list);
}

/* What the program pid writes, behind what is left of the input; result: how many bytes.  A note
 * interrupts the program too, which may not have been there to get it. */
static int
collect(Input *in, int pid, int fd)
{
	int n, before = in->n;

	for(;;) {
		makeroom(in);
		n = read(fd, in->buf + in->n, in->size - in->n);
		if(n > 0)
			in->n += n;
		else if(n == 0 || !interrupted())
			break;
		else if(pending)
			postnote(PNPROC, pid, "interrupt");
	}
	n = in->n - before;
	in->n = before;
	return n;
}

/* Run the program once.  Result: bytes of a line, 0 at the end of the input, -1 when there was an
 * interrupt, and with edit cleared when the program is of no use. */
static int
runeditor(Input *in, Word *w)
{
	int p[2], pid, n = 0;
	char *msg;

	if(pipe(p) < 0) {
		in->edit = 0;
		return -1;
	}
	pid = tryfork(0);
	if(pid == 0) {
		close(p[0]);
		start(in, w, p[1]);
	}
	close(p[1]);
	if(pid > 0) {
		addchild(pid);
		n = collect(in, pid, p[0]);
	}
	close(p[0]);
	if(pid < 0) {
		in->edit = 0;
		return -1;
	}
	while((msg = waitchild(pid)) == nil && interrupted()) {
	}
	if(n == 0 && msg != nil && endswith(msg, "interrupt")) {
		n = -1;
		if(!pending) /* what the shell got itself comes first: it may be the end */
			gotinterrupt();
	} else if(n == 0 && (msg == nil || !endswith(msg, "eof"))) {
		n = -1;
		in->edit = 0;
	}
	free(msg);
	return n;
}

/* A line, put where the input's next bytes belong.  Result: its bytes, 0 at the end of the input, -1
 * if the shell has to read for itself. */
int
editline(Input *in)
{
	Mark m;
	Word *w;
	int n = -1;

	while(n < 0 && in->edit) {
		w = value("lineedit");
		if(w == nil || w->s[0] == '\0' || strcmp(w->s, "off") == 0)
			return -1;
		m = tmark();
		n = runeditor(in, w);
		trelease(m);
		if(pending)
			dotraps();
	}
	return n;
}
