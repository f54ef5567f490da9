/*
 * Mounting by fusermount3, which is allowed to do it for an ordinary user, and hands us the open device by a
 * socket.  A watchdog stays for each mount: a shell that reads from a pipe.  When that ends without a word,
 * emu has ended in whatever way, and it unmounts.
 *
 * All of this is done in threads of the first process; whose loop takes note of every child that has
 * ended, so how one ended is not known here, but by what it says.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include "linux.h"
#include "fusemount.h"

enum
{
	Commfd = 3, /* fusermount3's end of the socket */
	Maxenv = 4096,
	Maxoption = 1024,
};

/* the environment with what tells it the socket; nil: it is absurd */
static char **
environment(void)
{
	static const char name[] = "_FUSE_COMMFD=";
	static char comm[] = "_FUSE_COMMFD=3";
	char **e = calloc(Maxenv, sizeof *e);
	int n = 0;

	for(char **from = environ; e != nil && *from != nil && n < Maxenv - 2; from++)
		if(strncmp(*from, name, sizeof name - 1) != 0)
			e[n++] = *from;
	if(e != nil)
		e[n] = comm;
	return e;
}

/* fd, or the null device, is to be its descriptor as */
static void
inherit(posix_spawn_file_actions_t *fa, int fd, int as)
{
	if(fd >= 0)
		posix_spawn_file_actions_adddup2(fa, fd, as);
	else
		posix_spawn_file_actions_addopen(fa, as, "/dev/null", O_RDWR, 0);
}

/* Run argv; in: its input, comm: fusermount3's socket, err: where it complains; or -1.  0 or -errno */
static int
spawn(char *const *argv, int in, int comm, int err)
{
	posix_spawn_file_actions_t fa;
	posix_spawnattr_t attr;
	sigset_t none, all;
	char **env = environment();
	pid_t pid;
	int r;

	if(env == nil)
		return -ENOMEM;
	sigemptyset(&none);
	sigfillset(&all);
	posix_spawn_file_actions_init(&fa);
	posix_spawnattr_init(&attr);
	inherit(&fa, in, 0);
	inherit(&fa, err, 2);
	if(comm >= 0)
		posix_spawn_file_actions_adddup2(&fa, comm, Commfd);
	inherit(&fa, -1, 1);
	posix_spawn_file_actions_addclosefrom_np(&fa, comm >= 0 ? Commfd + 1 : Commfd);
	posix_spawnattr_setsigmask(&attr, &none);
	posix_spawnattr_setsigdefault(&attr, &all);
	posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF |
						POSIX_SPAWN_SETSID);
	r = posix_spawnp(&pid, argv[0], &fa, &attr, argv, env);
	posix_spawnattr_destroy(&attr);
	posix_spawn_file_actions_destroy(&fa);
	free(env);
	return -r;
}

/* the descriptor that comes by the socket; < 0: none */
static int
receive(int comm)
{
	union
	{
		struct cmsghdr head;
		char room[CMSG_SPACE(sizeof(int))];
	} u;
	char byte;
	struct iovec iov = {&byte, 1};
	struct msghdr m = {
		.msg_iov = &iov, .msg_iovlen = 1, .msg_control = &u, .msg_controllen = sizeof u};
	struct cmsghdr *c;
	ssize_t n;
	int fd;

	do
		n = recvmsg(comm, &m, MSG_CMSG_CLOEXEC);
	while(n < 0 && errno == EINTR);
	c = n > 0 ? CMSG_FIRSTHDR(&m) : nil;
	if(c == nil || c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS)
		return -1;
	memcpy(&fd, CMSG_DATA(c), sizeof fd);
	return fd;
}

/* All that comes by the pipe until nobody has its other end: the last line of it, without who says it.
 * Result: its length */
static int
complaint(int fd, char *why, int n)
{
	char buf[512], *s;
	usize have = 0;
	ssize_t r;

	while((r = read(fd, buf + have, sizeof buf - 1 - have)) > 0 || (r < 0 && errno == EINTR))
		have += r > 0 ? (usize)r : 0;
	while(have > 0 && buf[have - 1] == '\n')
		have--;
	buf[have] = 0;
	s = strrchr(buf, '\n');
	s = s == nil ? buf : s + 1;
	if(strncmp(s, "fusermount3: ", 13) == 0)
		s += 13;
	snprintf(why, (size_t)n, "%s", s);
	return (int)strlen(why);
}

/* why an error of the host was one */
static int
sorry(char *why, int n, const char *what, int err)
{
	snprintf(why, (size_t)n, "%s%s", what, hosterrstr(err));
	return -1;
}

/* run fusermount3, which mounts: the device; -1: why not */
static int
device(char *const *argv, char *why, int n)
{
	int s[2], err[2], fd = -1, r;

	if(pipe2(err, O_CLOEXEC) < 0)
		return sorry(why, n, "", -errno);
	if(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, s) < 0) {
		sorry(why, n, "", -errno);
		close(err[0]);
		close(err[1]);
		return -1;
	}
	r = spawn(argv, -1, s[1], err[1]);
	close(s[1]);
	close(err[1]);
	if(r < 0)
		sorry(why, n, "fusermount3: ", r);
	else if((fd = receive(s[0])) < 0 && complaint(err[0], why, n) == 0)
		snprintf(why, (size_t)n, "fusermount3 failed");
	close(err[0]);
	close(s[0]);
	return fd;
}

/* the end of a pipe whose other end the watchdog has; < 0: why not */
static int
watchdog(const char *dir, char *why, int n)
{
	static char script[] = "read x || exec fusermount3 -q -u -z -- \"$0\"";
	char *argv[] = {"sh", "-c", script, (char *)(uintptr)dir, nil};
	int p[2], r;

	if(pipe2(p, O_CLOEXEC) < 0)
		return sorry(why, n, "", -errno);
	r = spawn(argv, p[0], -1, -1);
	close(p[0]);
	if(r >= 0)
		return p[1];
	close(p[1]);
	return sorry(why, n, "sh: ", r);
}

int
fusedevice(const char *dir, const char *options, int *dog, char *why, int n)
{
	char opt[Maxoption], *argv[] = {"fusermount3", "-o", opt, "--", (char *)(uintptr)dir, nil};
	char ignored[128];
	int fd;

	snprintf(opt, sizeof opt, "fsname=emu,subtype=9%s%s", options[0] != 0 ? "," : "", options);
	fd = device(argv, why, n);
	if(fd < 0)
		return -1;
	*dog = watchdog(dir, why, n);
	if(*dog >= 0)
		return fd;
	fuserelease(dir, ignored, sizeof ignored);
	close(fd);
	return -1;
}

void
fusedone(int dog)
{
	sys(SYS_write, dog, "\n", 1);
	close(dog);
}

int
fuserelease(const char *dir, char *why, int n)
{
	char *argv[] = {"fusermount3", "-u", "-z", "--", (char *)(uintptr)dir, nil};
	int err[2], r;

	if(pipe2(err, O_CLOEXEC) < 0)
		return sorry(why, n, "", -errno);
	r = spawn(argv, -1, -1, err[1]);
	close(err[1]);
	if(r < 0)
		sorry(why, n, "fusermount3: ", r);
	else if(complaint(err[0], why, n) > 0)
		r = -1;
	close(err[0]);
	return r;
}

int
hostfullpath(const char *dir, char *buf, int n)
{
	char *path = realpath(dir, nil);
	int r = 0;

	if(path == nil)
		return -errno;
	if(snprintf(buf, (size_t)n, "%s", path) >= n)
		r = -ENAMETOOLONG;
	free(path);
	return r;
}
