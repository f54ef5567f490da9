/* lib9p: fids that end while requests use them.  This speaks the protocol itself, since the kernel waits. */
#include "test.h"
#include <fcall.h>
#include <9p.h>

static Req *held;

static void
holdread(Req *r)
{
	held = r;
}

/* lets the read go */
static void
goattach(Req *r)
{
	File *f;

	if(held != nil) {
		f = held->fid->file;
		readstr(held, f == nil ? "no file" : f->name);
		respond(held, nil);
		held = nil;
	}
	respond(r, nil);
}

static void
ownfile(Req *r)
{
	File *f = createfile(r->fid->file, r->ifcall.name, r->fid->uid, r->ifcall.perm, nil);

	if(f == nil) {
		responderror(r);
		return;
	}
	closefile(r->fid->file);
	r->fid->file = f;
	r->ofcall.qid = f->qid;
	respond(r, nil);
}

static Srv going = {
	.attach = goattach,
	.create = ownfile,
	.read = holdread,
};

static void
serving(void *v)
{
	int *fd = v;

	close(fd[0]);
	going.tree = alloctree("me", "me", DMDIR | 0777, nil);
	going.infd = going.outfd = fd[1];
	srv(&going);
}

/* send f, and with answer take the next answer into it */
static void
message(int fd, Fcall *f, int answer)
{
	static uchar buf[1024];
	uint n = convS2M(f, buf, sizeof buf);

	ok(n > 0 && write(fd, buf, n) == n);
	if(!answer)
		return;
	n = read9pmsg(fd, buf, sizeof buf);
	ok((int)n > 0 && convM2S(buf, n, f) == n);
}

#define say(...) message(fd, &(Fcall){__VA_ARGS__}, 1)

static void
attach(int fd, u32int fid)
{
	say(.type = Tattach, .fid = fid, .afid = NOFID, .uname = "me", .aname = "");
}

/* create a file, read it, end its fid so, and have the read answered */
static void
goingby(int fd, int type, int mode)
{
	static uchar buf[1024];
	Fcall f;
	int n;

	attach(fd, 1);
	say(.type = Tcreate, .fid = 1, .name = "file", .perm = 0666, .mode = mode);
	message(fd, &(Fcall){.type = Tread, .tag = 7, .fid = 1, .count = 100}, 0);
	f = (Fcall){.type = type, .tag = 8, .fid = 1};
	message(fd, &f, 1);
	eqint(f.type, type + 1);
	f = (Fcall){.type = Tattach, .tag = 9, .fid = 2, .afid = NOFID, .uname = "me", .aname = ""};
	message(fd, &f, 1);
	eqint(f.type, Rread);
	ok(f.count == 4 && memcmp(f.data, "file", 4) == 0, "%.*s", (int)f.count, f.data);
	n = read9pmsg(fd, buf, sizeof buf);
	ok(n > 0 && convM2S(buf, n, &f) == n && f.type == Rattach);
	say(.type = Tclunk, .fid = 2);
}

static void
goes(void)
{
	int fd[2], pid;

	pipe(fd);
	pid = spawn(RFFDG, serving, fd);
	close(fd[1]);
	message(fd[0], &(Fcall){.type = Tversion, .tag = NOTAG, .msize = 1000, .version = "9P2000"},
		1);
	goingby(fd[0], Tclunk, ORDWR | ORCLOSE);
	goingby(fd[0], Tremove, ORDWR);
	close(fd[0]);
	expectexit(pid, "");
}

Case cases[] = {{"goes", goes}, {nil}};
