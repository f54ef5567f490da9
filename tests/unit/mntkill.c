/*
 * The mount driver when the host kills processes in the middle of it.
 */
#include "mntunit.h"
#include "sys.h"

static struct
{
	_Atomic bool go, done, end;
	int fd;
	char *file;
	u8int buf[100];
	int n;
} user;

static void
waitgo(void)
{
	while(!atomic_load(&user.go))
		fakecall(SLEEP, 1);
	fakecall(SLEEP, 0); /* helgrind does not know of atomics, but of the fake host's mutex */
}

/* mounts the server, and reads a file */
static void
mounter(void *arg)
{
	int fd;

	USED(arg);
	waitgo();
	fakecall(MOUNT, (uintptr)user.fd, (uintptr)-1, (uintptr) "/n", 0, (uintptr) "");
	fd = (int)fakecall(OPEN, (uintptr)user.file, Ordwr);
	user.n = (int)fakecall(PREAD, (uintptr)fd, (uintptr)user.buf, sizeof user.buf, 0);
	fakecall(PWRITE, (uintptr)fd, (uintptr)user.buf, sizeof user.buf, 0);
	atomic_store(&user.done, true);
	while(!atomic_load(&user.end))
		fakecall(SLEEP, 1000);
}

/* a user process that has the connection open; it waits for user.go */
static Proc *
startprog(Fakeprog *fn, void *arg, char *file)
{
	Fgrp *fg = up->fgrp;
	Proc *p;

	atomic_store(&user.go, false);
	atomic_store(&user.done, false);
	atomic_store(&user.end, false);
	user.n = -2;
	user.file = file;
	p = procof(userproc(fn, arg));
	up->fgrp = p->fgrp;
	incref(&mc->ref);
	user.fd = newfd(mc, false);
	up->fgrp = fg;
	check(user.fd >= 0);
	return p;
}

/* result: its host pid */
static int
startuser(char *file)
{
	Proc *p = startprog(mounter, nil, file);
	int hostpid;

	for(int i = 0; i < 20 && atomic_load(&p->hostpid) == 0; i++)
		tsleep(&up->sleepr, never, nil, 1);
	hostpid = atomic_load(&p->hostpid);
	check(hostpid > 0);
	return hostpid;
}

/* let it do what it does until it waits */
static void
run(void)
{
	atomic_store(&user.go, true);
	tsleep(&up->sleepr, never, nil, 100);
}

/* nothing of a dead client is left at the server, and others go on */
static void
afterlife(void)
{
	usersgone();
	root = mntattach(mc, nil, "", 0);
	cclose(walkto("release"));
	fakesettle();
	down9();
}

UNIT(killed)
{
	static char *const files[] = {"/n/hang", "/n/late", "/n/never"};
	int hostpid;

	kernelup();
	mntdev.init();
	for(int i = 0; i < nelem(files); i++) {
		fakesettle();
		memmark();
		s = newserver9(&mc);
		startserver9(s);
		hostpid = startuser(files[i]);
		run();
		checkint(s->nheld, 1);
		fakekill(hostpid);
		usersgone();
		check(!user.done);
		checkint(s->count[Tflush], 1);
		afterlife();
	}
}

/* killed while it is the reader: others must not notice */
UNIT(killedreader)
{
	Client a, b;
	int hostpid;

	up9();
	hostpid = startuser("/n/hang");
	run();
	start(&a, "late");
	start(&b, "never");
	check(!a.done && !b.done);
	fakekill(hostpid);
	usersgone();
	cclose(openfile("data", Oread));
	note(&a);
	check(a.done);
	checkint(a.n, 4);
	note(&b);
	note(&b);
	check(b.done);
	cclose(walkto("release"));
	down9();
}

/* at every host call that a mount, open, read and write make */
UNIT(killedanywhere)
{
	int hostpid, nth;

	kernelup();
	mntdev.init();
	for(nth = 1; nth == 1 || !user.done; nth++) {
		fakesettle();
		memmark();
		s = newserver9(&mc);
		startserver9(s);
		hostpid = startuser("/n/data");
		fakekillat(hostpid, nth);
		run();
		fakekillat(hostpid, 0); /* its exit is the next test's */
		atomic_store(&user.end, true);
		usersgone();
		if(user.done)
			checkdata(user.buf, user.n, 0);
		afterlife();
	}
	check(nth > 20);
}

/* has files of a server open, is in a directory of it, and ends */
static void
leaver(void *arg)
{
	int fd;

	USED(arg);
	waitgo();
	fakecall(MOUNT, (uintptr)user.fd, (uintptr)-1, (uintptr) "/n", 0, (uintptr) "");
	fd = (int)fakecall(OPEN, (uintptr)user.file, Ordwr);
	user.n = (int)fakecall(PREAD, (uintptr)fd, (uintptr)user.buf, sizeof user.buf, 0);
	fakecall(CHDIR, (uintptr) "/n/dir");
	atomic_store(&user.done, true);
	while(!atomic_load(&user.end))
		fakecall(SLEEP, 1);
}

/* at every host call that its end makes: all that it had is closed all the same */
UNIT(killedleaving)
{
	bool ended = false;
	int nth;
	Proc *p;

	kernelup();
	mntdev.init();
	for(nth = 1; !ended; nth++) {
		fakesettle();
		memmark();
		s = newserver9(&mc);
		startserver9(s);
		p = startprog(leaver, nil, "/n/data");
		run();
		check(user.done);
		fakekillat(atomic_load(&p->hostpid), nth);
		atomic_store(&user.end, true);
		usersgone();
		ended = atomic_load(&p->ended);
		afterlife();
	}
	check(nth > 5);
}

enum
{
	Nread = 8
};

/* reads a file from its beginning to its end */
static void
sequential(void *arg)
{
	int fd;

	USED(arg);
	waitgo();
	fakecall(MOUNT, (uintptr)user.fd, (uintptr)-1, (uintptr) "/n", Mcache, (uintptr) "");
	fd = (int)fakecall(OPEN, (uintptr)user.file, Oread);
	for(int i = 0; i < Nread; i++)
		user.n = (int)fakecall(PREAD, (uintptr)fd, (uintptr)user.buf, sizeof user.buf,
				       (uintptr)i * sizeof user.buf);
	atomic_store(&user.done, true);
	while(!atomic_load(&user.end))
		fakecall(SLEEP, 1000);
}

UNIT(killedahead)
{
	Proc *p;
	int hostpid, nth;

	kernelup();
	mntdev.init();
	for(nth = 1; nth == 1 || !user.done; nth++) {
		fakesettle();
		memmark();
		s = newserver9(&mc);
		startserver9(s);
		p = startprog(sequential, nil, "/n/big");
		while((hostpid = atomic_load(&p->hostpid)) == 0)
			tsleep(&up->sleepr, never, nil, 1);
		fakekillat(hostpid, nth);
		run();
		fakekillat(hostpid, 0);
		atomic_store(&user.end, true);
		usersgone();
		if(user.done) {
			checkdata(user.buf, user.n, (Nread - 1) * (int)sizeof user.buf);
			checkint(s->count[Tread], 3);
		}
		afterlife();
	}
	check(nth > 20);
}

/* the program's memory is not there, and it does not catch the note */
static void
givesbad(void *arg)
{
	int fd;

	waitgo();
	fakecall(MOUNT, (uintptr)user.fd, (uintptr)-1, (uintptr) "/n", 0, (uintptr) "");
	fd = (int)fakecall(OPEN, (uintptr)user.file, Ordwr);
	fakecall(arg == nil ? PREAD : PWRITE, (uintptr)fd, 16, sizeof user.buf, 0);
	atomic_store(&user.done, true);
}

UNIT(badaddr)
{
	Proc *p;

	kernelup();
	mntdev.init();
	fakequiet(true);
	for(int write = 0; write < 2; write++) {
		fakesettle();
		memmark();
		s = newserver9(&mc);
		startserver9(s);
		p = startprog(givesbad, write ? &user : nil, "/n/data");
		run();
		checkint(atomic_load(&p->state), Broken);
		checkint(s->count[Tread], !write);
		checkint(s->count[Twrite], 0);
		check(unbreak(p));
		afterlife();
		check(!user.done);
	}
}
