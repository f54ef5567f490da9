/*
 * The program that gdb looks at: calls itself, makes a system call at the bottom, and does it again
 * in a child.
 */
#include <u.h>
#include <libc.h>

int total;

int
deeper(int n)
{
	char buf[100];
	int r;

	if(n == 0) {
		r = fd2path(0, buf, sizeof buf);
		return r;
	}
	total += n;
	return deeper(n - 1) + total;
}

void
main(int argc, char **argv)
{
	USED(argc);
	USED(argv);
	print("%d\n", deeper(3));
	if(fork() == 0) {
		print("child %d\n", deeper(1));
		exits(nil);
	}
	waitpid();
	exits(nil);
}
