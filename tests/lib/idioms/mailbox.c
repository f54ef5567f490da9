/* clang-format off */
/* a server whose reads wait: requests go through a channel to a proc that has the letters */
#include <u.h>
#include <libc.h>
#include <fcall.h>
#include <thread.h>
#include <9p.h>

Channel *reqs;	/* of Req*: a read or its flush */
Channel *letters;	/* of char* */

enum{
	STACK = 16*1024
};

void
fsread(Req *r)
{
	sendp(reqs, r);
}

void
fsflush(Req *r)
{
	sendp(reqs, r);
}

void
fswrite(Req *r)
{
	char *s;

	s = emalloc9p(r->ifcall.count+1);
	memmove(s, r->ifcall.data, r->ifcall.count);
	sendp(letters, s);
	r->ofcall.count = r->ifcall.count;
	respond(r, nil);
}

void
postman(void*)
{
	Req *r, *first, *last, **l;
	char *s;
	Alt a[] = {
		{reqs, &r, CHANRCV},
		{letters, &s, CHANNOP},
		{nil, nil, CHANEND},
	};

	threadsetname("postman");
	first = last = nil;
	for(;;){
		a[1].op = first != nil ? CHANRCV : CHANNOP;
		switch(alt(a)){
		case 0:
			if(r->ifcall.type == Tflush){
				for(l = &first; *l != nil; l = (Req**)&(*l)->aux)
					if(*l == r->oldreq){
						*l = r->oldreq->aux;
						respond(r->oldreq, "interrupted");
						break;
					}
				for(last = first; last != nil && last->aux != nil; last = last->aux)
					;
				respond(r, nil);
				break;
			}
			r->aux = nil;
			if(first == nil)
				first = r;
			else
				last->aux = r;
			last = r;
			break;
		case 1:
			r = first;
			first = r->aux;
			r->ifcall.offset = 0;
			readstr(r, s);
			respond(r, nil);
			free(s);
			break;
		}
	}
}

Srv fs = {
	.read=	fsread,
	.write=	fswrite,
	.flush=	fsflush,
};

Channel *done;

void
reader(void *v)
{
	char buf[64];
	int fd, n;

	fd = open("/n/box", OREAD);
	n = read(fd, buf, sizeof buf-1);
	close(fd);
	if(n < 0){
		chanprint(done, "reader %d: %r", (int)(uintptr)v);
		return;
	}
	buf[n] = 0;
	chanprint(done, "%s", buf);
}

int
cmp(void *a, void *b)
{
	return strcmp(*(char**)a, *(char**)b);
}

void
threadmain(int argc, char **argv)
{
	char *got[8];
	int i, fd, id;

	USED(argc);
	USED(argv);
	reqs = chancreate(sizeof(Req*), 0);
	letters = chancreate(sizeof(char*), 16);	/* so that writers do not wait for readers */
	done = chancreate(sizeof(char*), 0);
	fs.tree = alloctree(nil, nil, DMDIR|0777, nil);
	closefile(createfile(fs.tree->root, "box", nil, 0666, nil));
	proccreate(postman, nil, STACK);
	threadpostmountsrv(&fs, nil, "/n", MREPL);
	for(i = 0; i < 8; i++)
		proccreate(reader, (void*)(uintptr)i, STACK);
	fd = open("/n/box", OWRITE);
	for(i = 0; i < 8; i++)
		fprint(fd, "letter %d", i);
	for(i = 0; i < 8; i++)
		got[i] = recvp(done);
	qsort(got, 8, sizeof got[0], cmp);
	for(i = 0; i < 8; i++)
		print("%s\n", got[i]);
	/* one that has waited long enough */
	id = proccreate(reader, (void*)9, STACK);
	while(got[0] = nbrecvp(done), got[0] == nil){
		threadint(id);
		sleep(10);
	}
	print("%s\n", got[0]);
	threadexitsall(nil);
}
