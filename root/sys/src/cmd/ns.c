/*
 * ns: print the name space of a process as commands that would make it.  What the kernel says
 * is made shorter: names of channels of services are replaced by those in /srv.
 */
#include <u.h>
#include <libc.h>

static void
usage(void)
{
	fprint(2, "usage: ns [-r] [pid]\n");
	exits("usage");
}

static char *
readall(int fd)
{
	char *buf;
	long n, m, size;

	size = 8192;
	buf = malloc(size);
	for(n = 0; buf != nil && (m = read(fd, buf + n, size - n - 1)) > 0;) {
		n += m;
		if(size - n < 4096)
			buf = realloc(buf, size *= 2);
	}
	if(buf == nil)
		sysfatal("no memory: %r");
	if(m < 0)
		sysfatal("read: %r");
	buf[n] = 0;
	return buf;
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
		name = strcmp(f[0], "mount") == 0 ? shorter(f[i]) : strdup(f[i]);
		if(name == nil)
			sysfatal("no memory: %r");
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
	if(argc == 1 && ((pid = strtol(argv[0], &e, 10)) <= 0 || *e != 0))
		usage();
	snprint(file, sizeof file, "/proc/%d/ns", pid);
	fd = open(file, OREAD);
	if(fd < 0)
		sysfatal("can't open %s: %r", file);
	s = readall(fd);
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
