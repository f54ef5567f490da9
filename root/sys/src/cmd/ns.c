/*
 * ns: print the name space of a process as commands that would make it.  What the kernel says
 * is made shorter: names of channels of services are replaced by those in /srv, and connections
 * by the addresses at their other ends.
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

/* where the connection of /net/proto/n/data goes to; nil: it is none */
static char *
address(char *name)
{
	char *f[6], *path, *remote, *s;
	int fd;

	path = check(strdup(name));
	s = nil;
	if(getfields(path, f, nelem(f), 0, "/") == 5 && f[0][0] == 0 &&
	   strncmp(f[1], "net", 3) == 0 && strcmp(f[4], "data") == 0) {
		remote = check(smprint("/%s/%s/%s/remote", f[1], f[2], f[3]));
		fd = open(remote, OREAD);
		free(remote);
		if(fd >= 0) {
			remote = readall(fd, nil);
			close(fd);
			remote[strcspn(remote, "\n")] = 0;
			if(strcmp(f[1], "net") == 0)
				s = smprint("%s!%s", f[2], remote);
			else
				s = smprint("/%s/%s!%s", f[1], f[2], remote);
			free(remote);
		}
	}
	free(path);
	return s;
}

/* #s/x is bound to /srv in every name space */
static char *
shorter(char *name)
{
	char *s;

	if(strncmp(name, "#s/", 3) == 0)
		return smprint("/srv/%s", name + 3);
	s = address(name);
	return s != nil ? s : strdup(name);
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
