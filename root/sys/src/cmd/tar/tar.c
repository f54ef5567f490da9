/*
 * tar: archives of files.
 */
#include "tar.h"

int verb;
int verbose, keeptime, keep;
int absolute, plain, resync, ignore;
int outuid, outgid;
char *status;
static char *archive;
static char *filter; /* compression program */
static int filterpid;

static void
usage(void)
{
	fprint(2, "usage: tar {crtx}[fvzCgikmpPRsTu] [archive] [dir] [number] [file ...]\n");
	exits("usage");
}

void
warn(char *what, char *name)
{
	fprint(2, "tar: %s %s: %r\n", what, name);
	status = "errors";
}

/* a process between the archive and us */
static void
startfilter(int creating)
{
	int p[2];

	if(pipe(p) < 0)
		sysfatal("pipe: %r");
	filterpid = fork();
	if(filterpid < 0)
		sysfatal("fork: %r");
	if(filterpid == 0) {
		dup(creating ? p[1] : ar, 0);
		dup(creating ? ar : p[1], 1);
		close(p[0]);
		close(p[1]);
		if(creating)
			execl("/bin/gzip", "gzip", nil);
		else
			execl("/bin/gunzip", "gunzip", nil);
		sysfatal("exec: %r");
	}
	close(p[1]);
	close(ar);
	ar = p[0];
}

/* a compressed archive is seen by its name, as -z says it */
static int
isgzip(char *name)
{
	int n;

	n = name ? strlen(name) : 0;
	return n > 3 && (strcmp(name + n - 3, ".gz") == 0 || strcmp(name + n - 4, ".tgz") == 0);
}

static void
openarchive(void)
{
	if(archive == nil)
		ar = verb == 'c' ? 1 : 0;
	else if(verb == 'c')
		ar = create(archive, OWRITE, 0666);
	else
		ar = open(archive, verb == 'r' ? ORDWR : OREAD);
	if(ar < 0)
		sysfatal("can't open %s: %r", archive);
	if(filter == nil && isgzip(archive))
		filter = "gzip";
	if(filter != nil) {
		if(verb == 'r')
			sysfatal("can't append to a compressed archive");
		startfilter(verb == 'c');
	}
	startrecords();
}

/* one letter of the key; says if it was known.  arg gives the next argument. */
static int
key(int c, char *(*arg)(void))
{
	switch(c) {
	case 'c':
	case 'r':
	case 't':
	case 'x':
		if(verb)
			usage();
		verb = c;
		break;
	case 'v':
		verbose = 1;
		break;
	case 'f':
		archive = arg();
		if(strcmp(archive, "-") == 0)
			archive = nil;
		break;
	case 'C':
		if(chdir(arg()) < 0)
			sysfatal("chdir: %r");
		break;
	case 'T':
	case 'm':
		keeptime = c == 'T';
		break;
	case 'z':
		filter = "gzip";
		break;
	case 'p':
	case 'P':
		plain = c == 'P';
		break;
	case 'R':
		absolute = 1;
		break;
	case 'k':
		keep = 1;
		break;
	case 'u':
		outuid = numarg(arg(), 10, 0, Maxint, usage);
		break;
	case 'g':
		outgid = numarg(arg(), 10, 0, Maxint, usage);
		break;
	case 's':
		resync = 1;
		break;
	case 'i':
		ignore = 1;
		break;
	case 'o':
	case '-':
		break; /* accepted, and of no effect here */
	default:
		return 0;
	}
	return 1;
}

static char **args;

static char *
nextarg(void)
{
	if(*args == nil)
		usage();
	return *args++;
}

void
main(int argc, char **argv)
{
	static char *here[] = {".", nil};
	char *s;
	Waitmsg *w;

	argv0 = argv[0];
	USED(argc);
	args = argv + 1;
	/* the first argument is the key, with or without a minus; further ones have it */
	for(s = nextarg();; s = nextarg()) {
		for(char *p = s; *p; p++)
			if(!key(*p, nextarg))
				usage();
		if(*args == nil || (*args)[0] != '-')
			break;
	}
	if(verb == 0)
		usage();
	openarchive();
	if(verb == 'c')
		createarchive(*args ? args : here);
	else if(verb == 'r')
		append(args);
	else
		readarchive(args);
	if(filterpid) {
		close(ar);
		w = wait();
		if(w != nil && w->msg[0] && verb == 'c')
			status = "filter";
	}
	exits(status);
}
