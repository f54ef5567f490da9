/* fault [-k]: a program that ends by a fault; with -k its child does */
#include <u.h>
#include <libc.h>

void
main(int argc, char **argv)
{
	USED(argv);
	if(argc > 1 && fork() != 0) {
		waitpid();
		exits("kid");
	}
	*(volatile int *)0 = 1;
}
