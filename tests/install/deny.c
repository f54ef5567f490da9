/*
 * deny SYSCALL ERRNO[,ARG0] command argument ...: run the command without that system call of Linux, or without its calls
 * that have ARG0 as first argument: they fail with ERRNO, as those of an old Linux or in a container.
 */
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#define Load(field)    BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
#define Is(k, yes, no) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, k, yes, no)

int
main(int argc, char **argv)
{
	if(argc < 4) {
		fprintf(stderr, "usage: deny syscall errno[,arg0] command ...\n");
		return 2;
	}
	char *comma = strchr(argv[2], ',');
	unsigned nr = (unsigned)atoi(argv[1]), err = (unsigned)atoi(argv[2]);
	unsigned arg = comma != NULL ? (unsigned)atoi(comma + 1) : 0;
	struct sock_filter f[] = {
		Load(nr),
		comma != NULL ? (struct sock_filter)Is(nr, 0, 3) : (struct sock_filter)Is(nr, 2, 3),
		Load(args[0]),
		Is(arg, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | err),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog prog = {sizeof f / sizeof f[0], f};

	if(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 ||
	   prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &prog) < 0) {
		perror("deny: seccomp");
		return 77;
	}
	execvp(argv[3], argv + 3);
	perror(argv[3]);
	return 1;
}
