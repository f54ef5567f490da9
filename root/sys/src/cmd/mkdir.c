/*
 * mkdir: make directories; -p those above them too, which may exist.
 */
#include <u.h>
#include <libc.h>
#include <cmd.h>

static ulong mode = 0777;

static void
usage(void)
{
	fprint(2, "usage: mkdir [-p] [-m mode] dir ...\n");
	exits("usage");
}

static int
makedir(char *name)
{
	int fd;

	if(*name == 0)
		return -1;
	if(access(name, AEXIST) == 0) {
		fprint(2, "mkdir: %s already exists\n", name);
		return -1;
	}
	fd = create(name, OREAD, DMDIR | mode);
	if(fd < 0) {
		fprint(2, "mkdir: can't create %s: %r\n", name);
		return -1;
	}
	close(fd);
	return 0;
}

/* a name with or without what follows one of its slashes */
static int
makepart(char *name)
{
	Dir *d;
	int isdir;

	d = dirstat(name);
	if(d == nil)
		return makedir(name);
	isdir = (d->mode & DMDIR) != 0;
	free(d);
	if(isdir)
		return 0;
	fprint(2, "mkdir: %s is not a directory\n", name);
	return -1;
}

static int
makeparents(char *name)
{
	char *p;
	int r;

	for(p = *name ? name + 1 : name; (p = strchr(p, '/')) != nil; p++) {
		*p = 0;
		r = makepart(name);
		*p = '/';
		if(r < 0)
			return -1;
	}
	return makepart(name);
}

void
main(int argc, char **argv)
{
	int parents;

	parents = 0;
	ARGBEGIN
	{
	case 'p':
		parents = 1;
		break;
	case 'm':
		mode = numarg(EARGF(usage()), 8, 0, 0777, usage);
		break;
	default:
		usage();
	}
	ARGEND
	if(argc == 0)
		usage();
	exits(eacharg(argc, argv, "error", parents ? makeparents : makedir));
}
