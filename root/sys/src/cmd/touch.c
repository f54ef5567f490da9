/*
 * touch: set the modification time of files, and make those that are not there.
 */
#include <u.h>
#include <libc.h>
#include <cmd.h>

static long now;
static int nocreate;

static int
touch(char *name)
{
	Dir d;
	int fd;

	nulldir(&d);
	d.mtime = now;
	if(dirwstat(name, &d) >= 0)
		return 0;
	if(nocreate || access(name, AEXIST) == 0) {
		fprint(2, "touch: %s: cannot change time: %r\n", name);
		return -1;
	}
	fd = create(name, OREAD | OEXCL, 0666);
	if(fd < 0) {
		fprint(2, "touch: %s: cannot create: %r\n", name);
		return -1;
	}
	dirfwstat(fd, &d);
	close(fd);
	return 0;
}

static void
usage(void)
{
	fprint(2, "usage: touch [-c] [-t time] file ...\n");
	exits("usage");
}

void
main(int argc, char **argv)
{
	now = time(nil);
	ARGBEGIN
	{
	case 'c':
		nocreate = 1;
		break;
	case 't':
		now = numarg(EARGF(usage()), 0, 0, 0xFFFFFFFF, usage);
		break;
	default:
		usage();
	}
	ARGEND
	if(argc == 0)
		usage();
	exits(eacharg(argc, argv, "touch", touch));
}
