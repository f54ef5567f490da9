/*
 * The fake host: the event loop and its upcalls, the log, and the odd rest: parameters, users,
 * randomness, a terminal that is none.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "fakeimpl.h"

enum
{
	Logmax = 256 * KiB,
};

static char *logtext;
static int loglen;
static bool quiet;

/* ---- the event loop ---- */

typedef struct Event
{
	struct Event *next;
	enum
	{
		Edied,
		Einterrupt,
		Einput,
		Ewake
	} what;
	int a;
	bool killed;
	char *text;
} Event;

static Event *events, **lastevent = &events;
static Fthread *loop;

static Event *
newevent(int what, int a)
{
	Event *e = calloc(1, sizeof *e);

	e->what = what;
	e->a = a;
	return e;
}

static void
postevent(Event *e)
{
	*lastevent = e;
	lastevent = &e->next;
	if(loop != nil)
		funblock(loop);
}

void
fpostdied(int pid, bool killed)
{
	Event *e = newevent(Edied, pid);

	e->killed = killed;
	postevent(e);
}

static Event *
nextevent(Fthread *f)
{
	Event *e;

	pthread_mutex_lock(&big);
	loop = f;
	while(events == nil)
		fblock(f, -1);
	e = events;
	events = e->next;
	if(events == nil)
		lastevent = &events;
	pthread_mutex_unlock(&big);
	return e;
}

noreturn void
hostloop(const Upcalls *upcalls)
{
	for(;;) {
		Event *e = nextevent(fself());

		switch(e->what) {
		case Edied:
			upcalls->died(e->a, e->killed, e->killed ? 9 : 0);
			break;
		case Einterrupt:
			upcalls->interrupt(e->a);
			break;
		case Einput:
			upcalls->input(e->text, e->a);
			break;
		case Ewake:
			upcalls->wake();
			break;
		}
		free(e->text);
		free(e);
	}
}

void
hostloopwake(void)
{
	pthread_mutex_lock(&big);
	postevent(newevent(Ewake, 0));
	pthread_mutex_unlock(&big);
}

void
fakeinterrupt(int what)
{
	pthread_mutex_lock(&big);
	postevent(newevent(Einterrupt, what));
	pthread_mutex_unlock(&big);
}

void
fakeinput(const char *p, int n)
{
	Event *e = newevent(Einput, n);

	e->text = malloc((size_t)n + 1);
	memcpy(e->text, p, (size_t)n);
	pthread_mutex_lock(&big);
	postevent(e);
	pthread_mutex_unlock(&big);
}

/* Nobody knows any names here, unless a test says that it will answer itself. */
static bool resolves;
static _Atomic u32int asked;

int
hostresolve(u32int id, const char *name, const char *type)
{
	USED(name);
	USED(type);
	asked = id;
	return resolves ? 0 : -Hnoent;
}

void
fakeresolves(bool on)
{
	resolves = on;
}

u32int
fakeasked(void)
{
	return asked;
}

void
hostinput(bool on)
{
	USED(on);
}

/* ---- log, start and end ---- */

void
hostlog(const char *s, int n)
{
	pthread_mutex_lock(&big);
	if(logtext == nil)
		logtext = calloc(1, Logmax);
	if(loglen + n < Logmax) {
		memcpy(logtext + loglen, s, (size_t)n);
		loglen += n;
		logtext[loglen] = '\0';
	}
	if(!quiet && write(2, s, (size_t)n) < 0)
		abort();
	pthread_mutex_unlock(&big);
}

const char *
fakelog(void)
{
	static char *copy;

	free(copy);
	pthread_mutex_lock(&big);
	copy = strdup(logtext != nil ? logtext : "");
	pthread_mutex_unlock(&big);
	return copy;
}

void
fakequiet(bool on)
{
	quiet = on;
}

noreturn void
hostpanic(const char *why)
{
	fdie("panic: %s", why);
}

void
hosttrace(int hostpid, void *stack, usize size)
{
	char buf[64];
	int n = snprintf(buf, sizeof buf, "\tcalls of %s\n",
			 hostpid != 0 ? "a process" : "a thread");

	USED(stack);
	USED(size);
	hostlog(buf, n);
}

noreturn void
hostquit(int status)
{
	fflush(nil);
	_exit(status);
}

void
hostrandom(void *p, usize n)
{
	static _Atomic u64int state = 88172645463325252u;
	u8int *b = p;

	for(; n > 0; n--) {
		u64int x = atomic_load(&state);

		x ^= x << 13;
		x ^= x >> 7;
		x ^= x << 17;
		atomic_store(&state, x);
		*b++ = (u8int)(x >> 32);
	}
}

void
hostparam(Hostparam *p)
{
	memset(p, 0, sizeof *p);
	p->ncpu = 2;
	p->uid = 1000;
	snprintf(p->user, sizeof p->user, "glenda");
	snprintf(p->hostname, sizeof p->hostname, "fake");
	snprintf(p->cwd, sizeof p->cwd, "/home/glenda");
	snprintf(p->home, sizeof p->home, "/home/glenda");
	snprintf(p->root, sizeof p->root, "/root");
	snprintf(p->data, sizeof p->data, "/home/glenda/data");
}

void
hostusersinit(void)
{
}

u64int
hostusersvers(void)
{
	return 1;
}

/* user and group 1000 are glenda, 0 is root, and there is nobody else */
static int
idname(u32int id, char *buf, int n)
{
	const char *s = id == 1000 ? "glenda" : id == 0 ? "root" : nil;

	if(s == nil || n <= (int)strlen(s))
		return -Hnoent;
	strcpy(buf, s);
	return (int)strlen(s);
}

int
hostusername(u32int uid, char *buf, int n)
{
	return idname(uid, buf, n);
}

int
hostgroupname(u32int gid, char *buf, int n)
{
	return idname(gid, buf, n);
}

s64int
hostuserid(const char *name)
{
	return hostgroupid(name);
}

s64int
hostgroupid(const char *name)
{
	return strcmp(name, "glenda") == 0 ? 1000 : strcmp(name, "root") == 0 ? 0 : -Hnoent;
}

void
hostmemory(u64int *size, u64int *left)
{
	*size = GiB;
	*left = GiB / 2;
}

void
hoststdclose(int fd)
{
	USED(fd);
}

bool
hostistty(int fd)
{
	USED(fd);
	return false;
}

int
hostttyraw(bool on)
{
	USED(on);
	return failing("hostttyraw");
}

int
hostttysize(int *rows, int *cols)
{
	*rows = 24;
	*cols = 80;
	return failing("hostttysize");
}

/* no commands here */
int
hostcommand(Hostcmd *c, _Atomic int *hostpid)
{
	USED(c);
	USED(hostpid);
	return -Hnoent;
}

void
hostcmdclose(Hostcmd *c)
{
	USED(c);
}

void
hostcommandkill(int hostpid)
{
	USED(hostpid);
}

/* nor mounts */
int
hostfusemount(const char *dir, const char *options, bool delay, char *why, int n)
{
	USED(dir);
	USED(options);
	USED(delay);
	snprintf(why, (size_t)n, "no mounts here");
	return -1;
}

int
hostfullpath(const char *dir, char *buf, int n)
{
	snprintf(buf, (size_t)n, "%s", dir);
	return 0;
}

bool
hostfusenext(int m, Hostask *a)
{
	USED(m);
	USED(a);
	return false;
}

bool
hostfuseunwanted(const Hostask *a)
{
	USED(a);
	return false;
}

bool
hostfuseanswer(Hostask *a, int err)
{
	USED(a);
	USED(err);
	return true;
}

bool
hostfusedirent(Hostask *a, const char *name, u64int ino, bool dir, u64int off)
{
	USED(a);
	USED(name);
	USED(ino);
	USED(dir);
	USED(off);
	return false;
}

void
hostfusebell(void *bell, bool ring)
{
	USED(bell);
	USED(ring);
}

u64int
hostfusegiven(Hostask *a, usize *at)
{
	USED(a);
	USED(at);
	return 0;
}

int
hostfuseunmount(int m, char *why, int n)
{
	USED(m);
	snprintf(why, (size_t)n, "no mounts here");
	return -1;
}

void
hostfuseend(int m)
{
	USED(m);
}
