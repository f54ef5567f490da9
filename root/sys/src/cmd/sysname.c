/*
 * sysname: print the system's name.
 */
#include <u.h>
#include <libc.h>

void
main(int argc, char **argv)
{
	char *s;

	ARGBEGIN
	{
	default:
	usage:
		fprint(2, "usage: sysname\n");
		exits("usage");
	}
	ARGEND
	if(argc != 0)
		goto usage;
	s = sysname();
	if(s == nil)
		sysfatal("can't tell: %r");
	print("%s\n", s);
	exits(nil);
}
