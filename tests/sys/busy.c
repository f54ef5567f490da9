/*
 * Work that keeps all parts of the kernel busy, for tests whose processes are killed meanwhile: what
 * fails does not matter, but each round must come to its end.
 */
#include <u.h>
#include <libc.h>
#include "busy.h"
#include "srv9p.h"

static struct
{
	long sem;
} * shared;
static int pipefd[2]; /* that all use */

static void
files(void)
{
	char name[32], buf[64];
	Dir d;
	int fd;

	snprint(name, sizeof name, "/tmp/f%d", nrand(4));
	fd = create(name, ORDWR, 0666);
	write(fd, name, sizeof name);
	pread(fd, buf, sizeof buf, 0);
	close(fd);
	nulldir(&d);
	d.mode = 0600 + nrand(64);
	dirwstat(name, &d);
	remove(name);
	close(create("/tmp/dir", OREAD, DMDIR | 0777));
	access("/tmp/dir/none", AEXIST);
	close(open("/tmp/dir/../dir", OREAD));
	remove("/tmp/dir");
}

static void
names(void)
{
	Dir *d;
	int fd;

	if(nrand(8) == 0)
		rfork(RFNAMEG);
	bind("#c", "/n", nrand(3));
	bind("/tmp", "/n", MAFTER);
	access("/n/null", AEXIST);
	access("/dev/../n/../dev/zero", AEXIST);
	chdir("/n");
	fd = open(".", OREAD);
	if(dirread(fd, &d) > 0)
		free(d);
	close(fd);
	chdir("/");
	unmount(nil, "/n");
}

static void
pipes(void)
{
	char buf[64] = {0};
	int p[2];

	pipe(p);
	write(p[0], buf, sizeof buf);
	read(p[1], buf, sizeof buf);
	dup(p[0], 20);
	close(20);
	close(p[0]);
	close(p[1]);
	alarm(50); /* a partner may have died with what was ours */
	write(pipefd[0], buf, 1);
	read(pipefd[1], buf, 1);
	alarm(0);
}

static void
memory(void)
{
	char *p;

	p = sbrk(1 << 16);
	memset(p, 1, 1 << 16);
	brk(p);
	p = segattach(0, "shared", nil, 1 << 16);
	if(p != (void *)-1) {
		p[0] = 1;
		segdetach(p);
	}
}

static void
forks(void)
{
	int pid, flags = RFPROC;

	if(nrand(4) == 0)
		rfork(nrand(2) ? RFFDG : RFREND | RFENVG);
	flags |= (nrand(2) ? RFMEM : 0) | (nrand(2) ? RFFDG : 0) | (nrand(2) ? RFNAMEG : 0) |
		 (nrand(2) ? RFENVG : 0);
	pid = rfork(flags);
	if(pid == 0)
		_exits(nrand(2) ? "x" : nil);
	if(pid < 0)
		return;
	if(nrand(2))
		postnote(PNPROC, pid, "die");
	waitpid();
}

static void
semas(void)
{
	tsemacquire(&shared->sem, 5);
	semrelease(&shared->sem, 1);
	alarm(10);
	rendezvous((void *)1, nil);
	alarm(0);
}

static void
variables(void)
{
	char name[32];

	snprint(name, sizeof name, "busy%d", nrand(3));
	putenv(name, "value");
	free(getenv(name));
	snprint(name, sizeof name, "/env/busy%d", nrand(3));
	remove(name);
}

/* one that is there, and all that it shows */
static void
processes(void)
{
	static char *f[] = {"status", "segment", "ns", "fd", "regs", "args", "note"};
	char name[64], buf[512];
	Dir *d;
	int i, k, n, fd;

	fd = open("/proc", OREAD);
	n = dirreadall(fd, &d);
	close(fd);
	if(n <= 0)
		return;
	i = nrand(n);
	for(k = 0; k < nelem(f); k++) {
		snprint(name, sizeof name, "/proc/%s/%s", d[i].name, f[k]);
		fd = open(name, OREAD);
		read(fd, buf, sizeof buf);
		close(fd);
	}
	free(d);
}

/* a server of its own; its end of the connection */
static int
server(void)
{
	static int fd = -1;

	if(fd < 0 && srvstart(&fd) < 0)
		exits("server");
	return fd;
}

static void
clients(void)
{
	static int mounted;
	uchar buf[1000];
	int fd;

	if(!mounted) {
		rfork(RFNAMEG);
		if(mount(dup(server(), -1), -1, "/mnt", MREPL, "") < 0)
			exits("mount");
		mounted = 1;
	}
	fd = open("/mnt/big", OREAD);
	if(fd < 0)
		exits("server"); /* killed */
	read(fd, buf, sizeof buf);
	close(fd);
	access("/mnt/dir/a", AEXIST);
	access("/mnt/dir/nosuch", AEXIST);
	if(nrand(4) == 0) {
		fd = open("/mnt/block", OREAD);
		alarm(1 + nrand(10));
		read(fd, buf, sizeof buf);
		alarm(0);
		close(fd);
	}
}

static void
services(void)
{
	char name[32];
	int p[2], fd;

	snprint(name, sizeof name, "#s/busy%d", nrand(2));
	pipe(p);
	fd = create(name, OWRITE, 0600);
	if(fd >= 0) {
		fprint(fd, "%d", p[0]);
		close(fd);
	}
	close(open(name, ORDWR));
	remove(name);
	close(p[0]);
	close(p[1]);
}

static void
shares(void)
{
	char share[32], conn[64], file[64];
	int fd;

	snprint(share, sizeof share, "#σc/busy%d", nrand(2));
	snprint(conn, sizeof conn, "%s/%d", share, nrand(3));
	snprint(file, sizeof file, "#σ/%s/dir/a", share + strlen("#σc/"));
	close(create(share, OREAD, DMDIR | 0775));
	fd = create(conn, OWRITE, 0664);
	if(fd >= 0) {
		fprint(fd, "%d", server());
		close(fd);
	}
	access(file, AEXIST);
	if(nrand(2))
		remove(conn);
	if(nrand(4) == 0)
		remove(share);
}

Job jobs[] = {
	{"files", files},        {"names", names},  {"pipes", pipes},      {"memory", memory},
	{"forks", forks},        {"semas", semas},  {"env", variables},    {"processes", processes},
	{"clients", clients, 1}, {"srv", services}, {"shares", shares, 1}, {nil},
};
int njobs = nelem(jobs) - 1;

int
shrug(void *u, char *msg)
{
	USED(u);
	return strcmp(msg, "die") != 0 && strncmp(msg, "sys:", 4) != 0;
}

void
busyinit(void)
{
	shared = segattach(0, "shared", nil, sizeof *shared);
	if(shared == (void *)-1)
		sysfatal("segattach: %r");
	shared->sem = 1;
	pipe(pipefd);
}

/* what the dead have left where all see it */
void
busyend(void)
{
	char name[32];
	int i, k;

	for(i = 0; i < 2; i++) {
		snprint(name, sizeof name, "#s/busy%d", i);
		remove(name);
		for(k = 0; k < 3; k++) {
			snprint(name, sizeof name, "#σc/busy%d/%d", i, k);
			remove(name);
		}
		snprint(name, sizeof name, "#σc/busy%d", i);
		remove(name);
		if(access(name, AEXIST) >= 0)
			sysfatal("%s cannot be removed", name);
	}
}
