/*
 * listensrv: a server for each call.  All have the same functions and tree, and each its own fids.
 */
#include <u.h>
#include <libc.h>
#include <fcall.h>
#include <9p.h>
#include "impl.h"

static void
done(Srv *s)
{
	close(s->infd);
	free(s->addr);
	free(s);
}

static void
talk(void *v)
{
	srv(v);
}

static char *
remote(int fd, char *dir)
{
	NetConnInfo *nci = getnetconninfo(dir, fd);
	char *a;

	if(nci == nil)
		return estrdup9p("unknown");
	a = estrdup9p(nci->raddr);
	freenetconninfo(nci);
	return a;
}

static void
listener(void *v)
{
	Srv *os = v, *s;
	char dir[NETPATHLEN];
	int ctl, data;

	for(;;) {
		ctl = listen(os->announced, dir);
		if(ctl < 0) {
			fprint(2, "%s: listen %s: %r\n", argv0, os->announced);
			return;
		}
		data = accept(ctl, dir);
		close(ctl);
		if(data < 0) {
			fprint(2, "%s: accept %s: %r\n", argv0, dir);
			continue;
		}
		s = emalloc9p(sizeof *s);
		*s = *os;
		s->addr = remote(data, dir);
		s->infd = s->outfd = data;
		s->done = done;
		if(_forksrv(talk, s, 0) < 0) {
			fprint(2, "%s: fork: %r\n", argv0);
			done(s);
		}
	}
}

void
listensrv(Srv *s, const char *addr)
{
	char dir[NETPATHLEN];

	s->adir = announce(addr, dir);
	if(s->adir < 0)
		sysfatal("announce %s: %r", addr);
	s->announced = estrdup9p(dir);
	if(_forksrv(listener, s, 0) < 0)
		sysfatal("fork: %r");
}

void
threadlistensrv(Srv *s, const char *addr)
{
	listensrv(s, addr);
}
