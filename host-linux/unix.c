/*
 * Sockets of this machine alone, which have the names of files.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include "linux.h"

static int
newsocket(void)
{
	return (int)sys(SYS_socket, AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
}

/* path's length, or 0 when it is too much for a socket */
static usize
setname(struct sockaddr_un *a, const char *path)
{
	usize n = 0;

	a->sun_family = AF_UNIX;
	for(; path[n] != '\0'; n++) {
		if(n == sizeof a->sun_path - 1)
			return 0;
		a->sun_path[n] = path[n];
	}
	a->sun_path[n] = '\0';
	return n;
}

/* what has the name: 0: a socket that nobody listens to */
static int
whose(const struct sockaddr_un *a)
{
	struct stat st;
	int fd, r;

	r = (int)sys(SYS_newfstatat, AT_FDCWD, a->sun_path, &st, AT_SYMLINK_NOFOLLOW);
	if(r < 0)
		return r;
	if(!S_ISSOCK(st.st_mode))
		return -EEXIST;
	fd = newsocket();
	if(fd < 0)
		return fd;
	r = (int)sys(SYS_connect, fd, a, sizeof *a);
	hostclose(fd);
	return r == -ECONNREFUSED ? 0 : -EADDRINUSE;
}

/* from its first moment nobody else may connect */
static int
bindname(int fd, const struct sockaddr_un *a)
{
	int r;

	sys(SYS_fchmod, fd, 0600); /* what bind gives the file */
	r = (int)sys(SYS_bind, fd, a, sizeof *a);
	if(r == -EADDRINUSE && (r = whose(a)) == 0) {
		hostremovename(a->sun_path);
		r = (int)sys(SYS_bind, fd, a, sizeof *a);
	}
	return r;
}

int
hostlistenname(const char *path, int backlog)
{
	struct sockaddr_un a;
	int fd, r;

	if(setname(&a, path) == 0)
		return -ENAMETOOLONG;
	fd = newsocket();
	if(fd < 0)
		return fd;
	r = bindname(fd, &a);
	if(r >= 0)
		r = (int)sys(SYS_listen, fd, backlog);
	if(r >= 0)
		return fd;
	hostclose(fd);
	return r;
}

void
hostremovename(const char *path)
{
	sys(SYS_unlinkat, AT_FDCWD, path, 0);
}
