/*
 * unmount: undo a bind or a mount.
 */
#include <u.h>
#include <libc.h>

static void
usage(void)
{
	fprint(2, "usage: unmount [new] old\n");
	exits("usage");
}

void
main(int argc, char **argv)
{
	char *new, *old;

	ARGBEGIN
	{
	default:
		usage();
	}
	ARGEND
	if(argc < 1 || argc > 2)
		usage();
	old = argv[argc - 1];
	new = argc == 2 ? argv[0] : nil;
	if(unmount(new, old) < 0)
		sysfatal("%s: %r", old);
	exits(nil);
}
