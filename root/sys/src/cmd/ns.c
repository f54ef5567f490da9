/*
 * ns: print the name space of a process as commands that would make it.  What the kernel says
 * is made shorter: names of channels of services are replaced by those in /srv.
 */
#include <u.h>
#include <libc.h>
#include <cmd.h>

static void
usage(void)
{
	fprint(2, "usage: ns [-r] [pid]\n");
	exits("usage");
}

/* #s/x is bound to /srv in every name space */
static char *
shorter(char *name)
{
	if(strncmp(name, "#s/", 3) == 0)
		return smprint("/srv/%s", name + 3);
	return strdup(name);
}

static void
line(char *s)
{
	char *f[8], *name;
	int n;

	n = tokenize(s, f, nelem(f));
	if(n == 0)
		return;
	print("%s", f[0]);
	for(int i = 1; i < n; i++) {
		name = check(strcmp(f[0], "mount") == 0 ? shorter(f[i]) : strdup(f[i]));
		print(" %q", name);
		free(name);
	}
	print("\n");
}

void
main(int argc, char **argv)
{
	char file[64], *s, *e;
	int raw, pid, fd;

	raw = 0;
	ARGBEGIN
	{
	case 'r':
		raw = 1;
		break;
	default:
		usage();
	}
	ARGEND
	if(argc > 1)
		usage();
	quotefmtinstall();
	doquote = needsrcquote;
	pid = getpid();
	if(argc == 1)
		pid = numarg(argv[0], 10, 1, Maxint, usage);
	snprint(file, sizeof file, "/proc/%d/ns", pid);
	fd = open(file, OREAD);
	if(fd < 0)
		sysfatal("can't open %s: %r", file);
	s = readall(fd, nil);
	if(raw) {
		print("%s", s);
		exits(nil);
	}
	for(; *s; s = e) {
		e = strchr(s, '\n');
		if(e != nil)
			*e++ = 0;
		else
			e = s + strlen(s);
		line(s);
	}
	exits(nil);
}
