/*
 * What cs and dns do alike: they serve one file, to which a question is written.  Each who has it open has
 * his own answers, which are read one at a time.
 */
#include <u.h>
#include <libc.h>
#include <fcall.h>
#include <thread.h>
#include <9p.h>
#include <cmd.h>
#include "serve.h"

enum
{
	Maxquestion = 512,
};

static int (*ask)(Answers *, char *, int);

void
answer(Answers *a, char *s)
{
	a->line = erealloc9p(a->line, (a->n + 1) * sizeof a->line[0]);
	a->line[a->n++] = check(s);
}

static void
clear(Answers *a)
{
	while(a->n > 0)
		free(a->line[--a->n]);
}

static void
fileopen(Req *r)
{
	r->fid->aux = emalloc9p(sizeof(Answers));
	respond(r, nil);
}

/* an answer is a record: a read gives no more than the rest of the one at its offset */
static void
fileread(Req *r)
{
	Answers *a;
	vlong start;
	int i, len;

	a = r->fid->aux;
	start = 0;
	len = 0;
	for(i = 0; i < a->n; i++, start += len) {
		len = strlen(a->line[i]);
		if(r->ifcall.offset < start + len)
			break;
	}
	if(i < a->n) {
		r->ifcall.offset -= start;
		readstr(r, a->line[i]);
	}
	respond(r, nil);
}

static void
filewrite(Req *r)
{
	Answers *a;
	Srv *s;
	char q[Maxquestion + 1];
	int n;

	a = r->fid->aux;
	if(r->ifcall.count > Maxquestion || a->busy) {
		respond(r, a->busy ? "query already in progress" : "request too long");
		return;
	}
	memmove(q, r->ifcall.data, r->ifcall.count);
	q[r->ifcall.count] = 0;
	q[strcspn(q, "\n")] = 0;
	r->ofcall.count = r->ifcall.count;
	clear(a);
	a->busy = 1;
	s = r->srv;
	srvrelease(s);
	n = ask(a, q, strcmp(r->fid->uid, getuser()) == 0);
	a->busy = 0;
	if(n < 0)
		responderror(r);
	else
		respond(r, nil);
	srvacquire(s);
}

static void
destroyfid(Fid *f)
{
	Answers *a;

	a = f->aux;
	if(a == nil)
		return;
	clear(a);
	free(a->line);
	free(a);
}

static Srv server = {
	.open = fileopen,
	.read = fileread,
	.write = filewrite,
	.destroyfid = destroyfid,
};

/* /srv/cs, or cs_net.alt for another network */
static char *
srvname(char *file, char *netdir)
{
	char *s, *p;

	if(strcmp(netdir, "/net") == 0)
		return file;
	s = check(smprint("%s%s", file, netdir));
	for(p = s; *p != 0; p++)
		if(*p == '/')
			*p = '_';
	return s;
}

void
serve(char *file, char *netdir, int (*fn)(Answers *, char *, int))
{
	ask = fn;
	server.tree = alloctree(nil, nil, DMDIR | 0555, nil);
	if(server.tree == nil || createfile(server.tree->root, file, nil, 0666, nil) == nil)
		sysfatal("no memory: %r");
	postmountsrv(&server, srvname(file, netdir), netdir, MBEFORE);
}
