/*
 * chgrp: change the group of files, or with -u or -o their owner.
 */
#include <u.h>
#include <libc.h>

static void
usage(void)
{
	fprint(2, "usage: chgrp [-uo] group file ...\n");
	exits("usage");
}

void
main(int argc, char **argv)
{
	Dir d;
	char *status;
	int owner;

	owner = 0;
	status = nil;
	ARGBEGIN
	{
	case 'u':
	case 'o':
		owner = 1;
		break;
	default:
		usage();
	}
	ARGEND
	if(argc < 2)
		usage();
	nulldir(&d);
	if(owner)
		d.uid = argv[0];
	else
		d.gid = argv[0];
	for(int i = 1; i < argc; i++)
		if(dirwstat(argv[i], &d) < 0) {
			fprint(2, "chgrp: can't wstat %s: %r\n", argv[i]);
			status = "errors";
		}
	exits(status);
}
