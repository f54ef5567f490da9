/*
 * rm: remove files; -r directories with what is in them, -f without complaints.
 */
#include <u.h>
#include <libc.h>
#include <cmd.h>

static int force, recurse;
static char *status;

static void
err(char *name)
{
	if(force)
		return;
	fprint(2, "rm: %s: %r\n", name);
	status = "errors";
}

static void
rmtree(char *name)
{
	Dir *d;
	char *path;
	long n;

	n = readdir(name, &d);
	if(n < 0)
		err(name);
	for(long i = 0; i < n; i++) {
		path = joinpath(name, d[i].name);
		if(d[i].mode & DMDIR)
			rmtree(path);
		else if(remove(path) < 0)
			err(path);
		free(path);
	}
	free(d);
	if(remove(name) < 0)
		err(name);
}

static void
rm(char *name)
{
	Dir *d;
	char why[ERRMAX];

	if(remove(name) >= 0)
		return;
	if(recurse) {
		rerrstr(why, sizeof why);
		d = dirstat(name);
		if(d != nil && (d->mode & DMDIR)) {
			free(d);
			rmtree(name);
			return;
		}
		free(d);
		werrstr("%s", why);
	}
	err(name);
}

static void
usage(void)
{
	fprint(2, "usage: rm [-fr] file ...\n");
	exits("usage");
}

void
main(int argc, char **argv)
{
	ARGBEGIN
	{
	case 'r':
		recurse = 1;
		break;
	case 'f':
		force = 1;
		break;
	default:
		usage();
	}
	ARGEND
	if(argc == 0 && !force)
		usage();
	for(int i = 0; i < argc; i++)
		rm(argv[i]);
	exits(status);
}
