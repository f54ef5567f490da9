/*
 * Servers in processes of their own: posted in /srv or #σ, mounted, or listening for calls.  With
 * threads in the program they are procs, else processes made by rfork.
 */
#include <u.h>
#include <libc.h>
#include <fcall.h>
#include <9p.h>
#include "impl.h"

/* libthread's, if the program has it */
extern int procrfork(void (*)(void *), void *, uint, int);
#pragma weak procrfork

enum
{
	Stack = 64 * 1024,
};

int
_forksrv(void (*fn)(void *), void *arg, int flags)
{
	int pid;

	if(procrfork != nil)
		return procrfork(fn, arg, Stack, flags);
	pid = rfork(RFPROC | RFMEM | RFNOWAIT | flags);
	if(pid == 0) {
		fn(arg);
		_exits(nil);
	}
	return pid;
}

/* the fd that keeps the name stays open: the name goes with the server */
int
postfd(const char *name, int fd)
{
	char file[128];
	int sfd;

	snprint(file, sizeof file, "/srv/%s", name);
	sfd = create(file, OWRITE | ORCLOSE | OCEXEC, 0600);
	if(sfd < 0)
		return -1;
	if(fprint(sfd, "%d", fd) < 0) {
		close(sfd);
		return -1;
	}
	return sfd;
}

/* the file that will hold the connection; the directory may be there already */
static int
sharefile(const char *name, const char *desc)
{
	char file[256];
	int fd;

	snprint(file, sizeof file, "#σc/%s", name);
	fd = create(file, OREAD, 0700 | DMDIR);
	if(fd >= 0)
		close(fd);
	snprint(file, sizeof file, "#σc/%s/%s", name, desc);
	return create(file, OWRITE | ORCLOSE | OCEXEC, 0600);
}

/* the kernel talks to the server at once, so that has to run */
int
sharefd(const char *name, const char *desc, int fd)
{
	int sfd = sharefile(name, desc);

	if(sfd >= 0 && fprint(sfd, "%d\n", fd) < 0) {
		close(sfd);
		return -1;
	}
	return sfd;
}

static void
server(void *v)
{
	Srv *s = v;

	if(!s->leavefdsopen) {
		/* the poster has its own descriptors now: these are the server's */
		while(rendezvous(s, nil) == (void *)~0) {
			/* interrupted */
		}
		close(s->srvfd);
	}
	srv(s);
}

static void
makepipe(Srv *s)
{
	int fd[2];

	if(s->nopipe)
		return;
	if(pipe(fd) < 0)
		sysfatal("pipe: %r");
	s->infd = s->outfd = fd[1];
	s->srvfd = fd[0];
}

/* start the server; the caller keeps srvfd, and nothing that the server needs */
static void
start(Srv *s)
{
	if(_forksrv(server, s, RFNAMEG | RFNOTEG) < 0)
		sysfatal("fork: %r");
	if(s->leavefdsopen)
		return;
	rfork(RFFDG);
	while(rendezvous(s, nil) == (void *)~0) {
		/* interrupted */
	}
	close(s->infd);
	if(s->infd != s->outfd)
		close(s->outfd);
}

static void
finish(Srv *s, const char *mtpt, int flag)
{
	if(mtpt == nil)
		close(s->srvfd);
	else if(mount(s->srvfd, -1, mtpt, flag, "") < 0)
		sysfatal("mount %s: %r", mtpt);
}

void
postmountsrv(Srv *s, const char *name, const char *mtpt, int flag)
{
	makepipe(s);
	if(name != nil && postfd(name, s->srvfd) < 0)
		sysfatal("postfd %s: %r", name);
	start(s);
	finish(s, mtpt, flag);
}

void
postsharesrv(Srv *s, const char *name, const char *mtpt, const char *desc)
{
	int fd = -1;

	makepipe(s);
	if(name != nil && (fd = sharefile(name, desc)) < 0)
		sysfatal("share %s: %r", name);
	start(s);
	if(fd >= 0 && fprint(fd, "%d\n", s->srvfd) < 0)
		sysfatal("share %s: %r", name);
	close(fd); /* the server has it too */
	finish(s, mtpt, MREPL);
}

void
threadpostmountsrv(Srv *s, const char *name, const char *mtpt, int flag)
{
	postmountsrv(s, name, mtpt, flag);
}

void
threadpostsharesrv(Srv *s, const char *name, const char *mtpt, const char *desc)
{
	postsharesrv(s, name, mtpt, desc);
}
