/*
 * rctest: run the cases of files.  A case is
 *
 *	:: title
 *	a script
 *	->
 *	what it writes to its standard output and standard error
 *	=> its exit string
 *
 * The last line may be absent: the exit string is empty.  A script runs as the file "case" in
 * an empty directory, in groups of its own, with what is beside this program in /bin.  The number of a
 * process in an exit string is not compared, nor in the output behind "rc".  A newline that is missing
 * at the end of the output does not count.  A case that takes too long fails.  -v names each case, -k keeps going after a failure.
 */
#include "session.h"

typedef struct Case Case;
struct Case
{
	char *title, *script, *out, *status;
	int line;
};

static char *file, *here;
static int verbose, keepgoing, nrun, nbad;

/* empty the directory, and remove it if it is not the first */
static void
clean(char *dir, int first)
{
	char name[512];
	Dir *d;
	long i, n;
	int fd = open(dir, OREAD);

	n = fd < 0 ? 0 : dirreadall(fd, &d);
	close(fd);
	for(i = 0; i < n; i++) {
		snprint(name, sizeof name, "%s/%s", dir, d[i].name);
		if(d[i].mode & DMDIR)
			clean(name, 0);
		else
			remove(name);
	}
	if(n > 0)
		free(d);
	if(!first)
		remove(dir);
}

/* the output of a case; its exit string */
static char *
execute(Case *c, char **status)
{
	static char *argv[] = {"rc", "case", nil};
	int fd = create("case", OWRITE, 0777);

	if(fd < 0 || write(fd, c->script, strlen(c->script)) < 0)
		sysfatal("case: %r");
	close(fd);
	return session(argv, status);
}

/* take the process numbers out: "rc 12: " becomes "rc: ", of every program if all is set */
static void
nonumbers(char *s, int all)
{
	char *t, *e;

	for(; (t = strstr(s, all ? " " : "rc ")) != nil; s = t + 1) {
		if(!all)
			t += 2;
		for(e = t + 1; *e >= '0' && *e <= '9'; e++) {
		}
		if(e > t + 1 && *e == ':')
			memmove(t, e, strlen(e) + 1);
	}
}

static void
runcase(Case *c)
{
	char *out, *status;

	clean(".", 1);
	if(verbose)
		print("%s:%d: %s\n", file, c->line, c->title);
	out = execute(c, &status);
	nonumbers(status, 1);
	nonumbers(out, 0);
	if(strncmp(status, "rc: ", 4) == 0)
		status += 4;
	nrun++;
	if(!timedout && strcmp(out, c->out) == 0 && strcmp(status, c->status) == 0)
		return;
	nbad++;
	print("%s:%d: %s:%s\n--- wrote\n%s--- not\n%s--- status '%s', expected '%s'\n", file,
	      c->line, c->title, timedout ? " out of time" : "", out, c->out, status, c->status);
	if(!keepgoing)
		exits("failed");
}

/* the next line of *s as a string, nil at the end */
static char *
nextline(char **s, int *line)
{
	char *l = *s, *e;

	if(*l == '\0')
		return nil;
	e = strchr(l, '\n');
	if(e == nil)
		sysfatal("%s: no newline at the end", file);
	*e = '\0';
	*s = e + 1;
	++*line;
	return l;
}

static void
add(char *to, char *s)
{
	strcat(strcat(to, s), "\n");
}

static void
runfile(char *name)
{
	char *s = slurp(name), *l, *script = malloc(strlen(s) + 1), *out = malloc(strlen(s) + 1),
	     *to = nil;
	Case c = {nil};
	int line = 0;

	file = strrchr(name, '/') == nil ? name : strrchr(name, '/') + 1;
	while((l = nextline(&s, &line)) != nil) {
		if(strncmp(l, ":: ", 3) == 0) {
			if(c.title != nil)
				runcase(&c);
			script[0] = out[0] = '\0';
			c = (Case){l + 3, script, out, "", line};
			to = script;
		} else if(strcmp(l, "->") == 0)
			to = out;
		else if(strncmp(l, "=> ", 3) == 0) {
			c.status = l + 3;
			to = nil;
		} else if(to != nil)
			add(to, l);
		else if(l[0] != '\0' && l[0] != '#')
			sysfatal("%s:%d: outside of a case", file, line);
	}
	if(c.title != nil)
		runcase(&c);
}

void
main(int argc, char **argv)
{
	char *slash = strrchr(argv[0], '/');

	here = strdup(argv[0]);
	here[slash - argv[0]] = '\0';
	ARGBEGIN
	{
	case 'v':
		verbose = 1;
		break;
	case 'k':
		keepgoing = 1;
		break;
	default:
		sysfatal("usage: rctest [-kv] cases ...");
	}
	ARGEND
	if(bind(here, "/bin", MAFTER) < 0)
		sysfatal("bind %s: %r", here);
	close(create("/tmp/work", OREAD, DMDIR | 0777));
	if(chdir("/tmp/work") < 0)
		sysfatal("/tmp/work: %r");
	for(; argc > 0; argc--, argv++)
		runfile(*argv);
	print("%d cases, %d failed\n", nrun, nbad);
	exits(nbad > 0 || nrun == 0 ? "failed" : nil);
}
