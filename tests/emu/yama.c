/*
 * yama command [argument ...]: run it as on a host whose ptrace_scope is 1, where a process may look into the
 * memory of its descendants only.  A seccomp filter hands the calls that look into memory to this
 * process, which asks whose descendant the other is.  Leaves with the command's status, 99 when it cannot do its
 * work, 77 where the host has no such filters, and 1 when it never had to refuse and to allow a look.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

static int allowed, refused;

static void
fatal(const char *what)
{
	perror(what);
	exit(99);
}

static void
passfd(int sock, int fd)
{
	char c = 0, control[CMSG_SPACE(sizeof fd)] = {0};
	struct iovec iov = {&c, 1};
	struct msghdr m = {.msg_iov = &iov,
			   .msg_iovlen = 1,
			   .msg_control = control,
			   .msg_controllen = sizeof control};
	struct cmsghdr *h = CMSG_FIRSTHDR(&m);

	h->cmsg_level = SOL_SOCKET;
	h->cmsg_type = SCM_RIGHTS;
	h->cmsg_len = CMSG_LEN(sizeof fd);
	memcpy(CMSG_DATA(h), &fd, sizeof fd);
	if(sendmsg(sock, &m, 0) < 0)
		fatal("sendmsg");
}

static int
takefd(int sock)
{
	char c, control[CMSG_SPACE(sizeof(int))];
	struct iovec iov = {&c, 1};
	struct msghdr m = {.msg_iov = &iov,
			   .msg_iovlen = 1,
			   .msg_control = control,
			   .msg_controllen = sizeof control};
	int fd;

	if(recvmsg(sock, &m, 0) <= 0 || CMSG_FIRSTHDR(&m) == NULL)
		return -1;
	memcpy(&fd, CMSG_DATA(CMSG_FIRSTHDR(&m)), sizeof fd);
	return fd;
}

/* every openat and process_vm_readv from now on is the watcher's affair; returns what it listens to */
static int
filter(void)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_openat, 1, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_process_vm_readv, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_USER_NOTIF),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog prog = {sizeof code / sizeof code[0], code};

	if(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return -1;
	return (int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER,
			    &prog);
}

static int
parent(int pid)
{
	char name[64], text[512], *s;
	int fd;
	ssize_t n;

	snprintf(name, sizeof name, "/proc/%d/stat", pid);
	fd = open(name, O_RDONLY);
	n = fd < 0 ? -1 : read(fd, text, sizeof text - 1);
	close(fd);
	if(n <= 0)
		return 0;
	text[n] = 0;
	s = strrchr(text, ')'); /* "pid (name) S ppid" */
	return s == NULL ? 0 : atoi(s + 4);
}

/* the process whose memory the call is to reach, or 0 */
static int
target(const struct seccomp_notif *q)
{
	char path[64] = "", tail[8] = "";
	struct iovec here = {path, sizeof path - 1},
		     there = {(void *)q->data.args[1], sizeof path - 1};
	int pid = 0;

	if(q->data.nr == SYS_process_vm_readv)
		return (int)q->data.args[0];
	if(process_vm_readv((pid_t)q->pid, &here, 1, &there, 1, 0) <= 0)
		return 0;
	return sscanf(path, "/proc/%d/%7s", &pid, tail) == 2 && strcmp(tail, "mem") == 0 ? pid : 0;
}

static void
watch(int fd)
{
	struct seccomp_notif q;
	struct seccomp_notif_resp a;
	struct pollfd wait = {fd, POLLIN, 0};
	int pid;

	/* POLLHUP: nobody is left */
	while((poll(&wait, 1, -1) >= 0 || errno == EINTR) && (wait.revents & POLLHUP) == 0) {
		memset(&q, 0, sizeof q);
		memset(&a, 0, sizeof a);
		if(ioctl(fd, SECCOMP_IOCTL_NOTIF_RECV, &q) < 0)
			continue; /* the caller has just died */
		a.id = q.id;
		a.flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE;
		pid = target(&q);
		if(pid != 0) {
			while(pid != 0 && pid != (int)q.pid)
				pid = parent(pid);
			if(pid == 0) {
				a.flags = 0;
				a.error = -EPERM;
				refused++;
			} else
				allowed++;
		}
		ioctl(fd, SECCOMP_IOCTL_NOTIF_SEND, &a);
	}
}

int
main(int argc, char **argv)
{
	int sock[2], fd, pid, status;

	if(argc < 2 || socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sock) < 0)
		return 99;
	pid = fork();
	if(pid == 0) {
		fd = filter();
		if(fd < 0)
			return 77;
		passfd(sock[1], fd);
		close(fd);
		execvp(argv[1], argv + 1);
		fatal(argv[1]);
	}
	close(sock[1]);
	fd = takefd(sock[0]);
	if(fd >= 0)
		watch(fd);
	if(pid < 0 || waitpid(pid, &status, 0) < 0 || !WIFEXITED(status))
		return 99;
	if(WEXITSTATUS(status) != 0)
		return WEXITSTATUS(status);
	printf("yama: allowed %d, refused %d\n", allowed, refused);
	return allowed == 0 || refused == 0;
}
