/*
 * pwd: print the name of the current directory.
 */
#include <u.h>
#include <libc.h>

void
main(int argc, char **argv)
{
	char dir[8192];

	ARGBEGIN
	{
	default:
		fprint(2, "usage: pwd\n");
		exits("usage");
	}
	ARGEND
	USED(argv);
	if(argc != 0) {
		fprint(2, "usage: pwd\n");
		exits("usage");
	}
	if(getwd(dir, sizeof dir) == nil)
		sysfatal("%r");
	print("%s\n", dir);
	exits(nil);
}
