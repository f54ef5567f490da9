/*
 * procexec: the program runs in a process of its own, and the proc stays to wait for it and
 * to say how it ended.  A pipe that a successful exec closes tells whether there was one.
 */
#include <u.h>
#include <libc.h>
#include <thread.h>
#include "threadimpl.h"

static Channel *waitchan;

Channel *
threadwaitchan(void)
{
	static Lock lk;

	lock(&lk);
	if(waitchan == nil)
		waitchan = chancreate(sizeof(Waitmsg *), 16);
	unlock(&lk);
	return waitchan;
}

/* on the scheduler's stack, of which the child has its own copy */
static void
forkexec(Todo *td)
{
	char err[ERRMAX];
	int pid = rfork(RFPROC | RFMEM | RFFDG | RFREND | RFNOTEG);

	if(pid != 0) {
		td->pid = pid;
		return;
	}
	close(td->fd[0]);
	exec(td->prog, td->args);
	err[0] = '\0';
	errstr(err, sizeof err);
	write(td->fd[1], err, strlen(err));
	_exits("exec");
}

/* a pipe whose end to write is closed by exec */
static int
execpipe(int *fd)
{
	char name[32];
	int ce;

	if(pipe(fd) < 0)
		return -1;
	snprint(name, sizeof name, "#d/%d", fd[1]);
	ce = open(name, OWRITE | OCEXEC);
	close(fd[1]);
	fd[1] = ce;
	if(ce < 0)
		close(fd[0]);
	return ce;
}

static noreturn void
waitfor(int pid)
{
	Waitmsg *w;
	char err[ERRMAX];

	rfork(RFCFDG); /* the program alone has its descriptors now */
	for(;;) {
		w = wait();
		if(w == nil) {
			rerrstr(err, sizeof err);
			if(strcmp(err, "interrupted") != 0)
				break;
			continue;
		}
		if(w->pid == pid)
			break;
		free(w);
	}
	if(w == nil || waitchan == nil || sendp(waitchan, w) < 0)
		free(w);
	threadexits("procexec");
}

void
procexec(Channel *pidc, const char *prog, char *args[])
{
	Proc *p = _proc();
	char err[ERRMAX];
	Todo td;
	int n;

	if(p->threads != p->cur || p->threads->next != nil) {
		werrstr("not only thread in proc");
		goto bad;
	}
	memset(&td, 0, sizeof td);
	td.fn = forkexec;
	td.prog = prog;
	td.args = args;
	if(execpipe(td.fd) < 0)
		goto bad;
	_dotodo(&td);
	close(td.fd[1]);
	if(td.pid < 0) {
		close(td.fd[0]);
		goto bad;
	}
	n = read(td.fd[0], err, sizeof err - 1);
	close(td.fd[0]);
	if(n > 0) {
		err[n] = '\0';
		free(wait());
		werrstr("%s", err);
		goto bad;
	}
	if(pidc != nil)
		sendul(pidc, td.pid);
	waitfor(td.pid);
bad:
	if(pidc != nil)
		sendul(pidc, ~0);
}

void
procexecl(Channel *pidc, const char *prog, ...)
{
	char *args[64];
	va_list ap;
	int n = 0;

	va_start(ap, prog);
	while(n < nelem(args) && (args[n] = va_arg(ap, char *)) != nil)
		n++;
	va_end(ap);
	if(n == nelem(args)) {
		werrstr("procexecl: too many arguments");
		if(pidc != nil)
			sendul(pidc, ~0);
		return;
	}
	procexec(pidc, prog, args);
}
