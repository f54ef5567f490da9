/*
 * st: leave with the first argument as exit string; with a second, write that to descriptor 2
 * first.
 */
#include <u.h>
#include <libc.h>

void
main(int argc, char **argv)
{
	if(argc > 2)
		fprint(2, "%s\n", argv[2]);
	exits(argc > 1 ? argv[1] : nil);
}
