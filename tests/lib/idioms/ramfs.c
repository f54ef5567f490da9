/* clang-format off */
/* a file server with lib9p, as 9p(2) begins, and its first user */
#include <u.h>
#include <libc.h>
#include <auth.h>
#include <fcall.h>
#include <thread.h>
#include <9p.h>

typedef struct Ramfile Ramfile;
struct Ramfile
{
	char *data;
	int ndata;
};

void
fsread(Req *r)
{
	Ramfile *rf;
	vlong offset;
	long count;

	rf = r->fid->file->aux;
	offset = r->ifcall.offset;
	count = r->ifcall.count;
	if(offset >= rf->ndata){
		r->ofcall.count = 0;
		respond(r, nil);
		return;
	}
	if(offset+count >= rf->ndata)
		count = rf->ndata - offset;
	memmove(r->ofcall.data, rf->data+offset, count);
	r->ofcall.count = count;
	respond(r, nil);
}

void
fswrite(Req *r)
{
	Ramfile *rf;
	vlong offset;
	long count;

	rf = r->fid->file->aux;
	offset = r->ifcall.offset;
	count = r->ifcall.count;
	if(offset+count >= rf->ndata){
		rf->data = erealloc9p(rf->data, offset+count);
		rf->ndata = offset+count;
		r->fid->file->length = rf->ndata;
	}
	memmove(rf->data+offset, r->ifcall.data, count);
	r->ofcall.count = count;
	respond(r, nil);
}

void
fscreate(Req *r)
{
	Ramfile *rf;
	File *f;

	if(f = createfile(r->fid->file, r->ifcall.name, r->fid->uid, r->ifcall.perm, nil)){
		rf = emalloc9p(sizeof *rf);
		f->aux = rf;
		r->fid->file = f;
		r->ofcall.qid = f->qid;
		respond(r, nil);
		return;
	}
	respond(r, "cannot create");
}

void
fsdestroyfile(File *f)
{
	Ramfile *rf;

	rf = f->aux;
	if(rf){
		free(rf->data);
		free(rf);
	}
}

Srv fs = {
	.read=	fsread,
	.write=	fswrite,
	.create=	fscreate,
};

void
threadmain(int argc, char **argv)
{
	char buf[64];
	int fd, n;

	ARGBEGIN{
	case 'D':
		chatty9p++;
		break;
	}ARGEND
	USED(argc);
	fs.tree = alloctree(nil, nil, DMDIR|0777, fsdestroyfile);
	threadpostmountsrv(&fs, nil, "/n", MREPL|MCREATE);
	fd = create("/n/x", ORDWR, 0666);
	fprint(fd, "kept %s", argv0 ? "in memory" : "");
	n = pread(fd, buf, sizeof buf, 5);
	write(1, buf, n);
	print("\n");
	threadexitsall(nil);
}
