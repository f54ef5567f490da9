/*
 * What is executed by the shell itself, and how a command is found.
 */
#include <u.h>
#include <libc.h>
#include "rc.h"

static void
usage(char *how)
{
	Buf b = {0};

	putfmt(&b, "usage: %s\n", how);
	putflush(&b, mapfd(2));
	setstatus("usage");
}

static void
dobuiltin(Word *w, int last)
{
	if(w->next == nil) {
		usage("builtin command [arg ...]");
		return;
	}
	command(w->next, last, 1);
}

/* tell the window system where an interactive shell is */
static void
showdir(void)
{
	char *dir;
	int fd;

	if(!flag['i'])
		return;
	fd = create("/dev/wdir", OWRITE, 0666);
	if(fd < 0)
		return;
	dir = talloc(8192);
	if(getwd(dir, 8192) != nil)
		write(fd, dir, strlen(dir));
	close(fd);
}

static int
trydir(char *base, char *dir)
{
	Buf b = {0};
	char *s;
	int n;

	if(base[0] == '\0' || strcmp(base, ".") == 0)
		return chdir(dir) >= 0;
	n = strlen(base) + strlen(dir) + 2;
	s = talloc(n);
	snprint(s, n, "%s/%s", base, dir);
	if(chdir(s) < 0)
		return 0;
	putfmt(&b, "%s\n", s);
	putflush(&b, mapfd(1));
	return 1;
}

static int
changedir(char *dir)
{
	Word *w = value("cdpath");

	if(dir[0] == '/' || dir[0] == '#' || strcmp(dir, ".") == 0 || strcmp(dir, "..") == 0 ||
	   strncmp(dir, "./", 2) == 0 || strncmp(dir, "../", 3) == 0 || w == nil)
		return chdir(dir) >= 0;
	for(; w != nil; w = w->next)
		if(trydir(w->s, dir))
			return 1;
	return 0;
}

static void
docd(Word *w, int last)
{
	char *dir;

	USED(last);
	if(w->next != nil && w->next->next != nil) {
		usage("cd [directory]");
		return;
	}
	w = w->next != nil ? w->next : value("home");
	if(w == nil) {
		complain("cd: no $home");
		setstatus("can't cd");
		return;
	}
	dir = w->s;
	if(changedir(dir)) {
		setstatus("");
		showdir();
		return;
	}
	complain("can't cd %s: %r", dir);
	setstatus("can't cd");
}

static void
doexec(Word *w, int last)
{
	USED(last);
	if(w->next == nil)
		fail("empty argument list", "exec: empty argument list");
	storeenv();
	execute(w->next);
}

static void
doexit(Word *w, int last)
{
	USED(last);
	if(w->next != nil && w->next->next != nil) {
		usage("exit [status]");
		return;
	}
	if(w->next != nil)
		setstatus(w->next->s);
	leave();
}

static void
dofinit(Word *w, int last)
{
	USED(w, last);
	loadfns();
	setstatus("");
}

static void
doflag(Word *w, int last)
{
	char *how = "flag f [+-]", *s, *set;

	USED(last);
	if(count(w) < 2 || count(w) > 3) {
		usage(how);
		return;
	}
	s = w->next->s;
	set = w->next->next == nil ? "" : w->next->next->s;
	if(s[0] == '\0' || s[1] != '\0' || (uchar)s[0] >= nelem(flag) ||
	   (set[0] != '\0' && strcmp(set, "+") != 0 && strcmp(set, "-") != 0)) {
		usage(how);
		return;
	}
	if(set[0] == '\0') {
		setstatus(flag[(uchar)s[0]] ? "" : "flag not set");
		return;
	}
	flag[(uchar)s[0]] = set[0] == '+';
	setstatus("");
}

static void
dorfork(Word *w, int last)
{
	static char letters[] = "nNeEsfFm";
	static int bits[] = {RFNAMEG, RFCNAMEG, RFENVG, RFCENVG, RFNOTEG, RFFDG, RFCFDG, RFNOMNT};
	char *s, *p;
	int flags = 0;

	USED(last);
	if(count(w) > 2) {
		usage("rfork [nNeEsfFm]");
		return;
	}
	for(s = w->next == nil ? "ens" : w->next->s; *s; s++) {
		p = strchr(letters, *s);
		if(p == nil) {
			usage("rfork [nNeEsfFm]");
			return;
		}
		flags |= bits[p - letters];
	}
	if(rfork(flags) < 0) {
		complain("rfork: %r");
		setstatus("rfork failed");
	} else
		setstatus("");
}

/* s as a number, -1 if it is none */
static int
number(char *s)
{
	char *e;
	long n = strtol(s, &e, 10);

	return e == s || *e != '\0' || n < 0 ? -1 : n;
}

static void
doshift(Word *w, int last)
{
	int n = 1;

	USED(last);
	if(w->next != nil)
		n = number(w->next->s);
	if(count(w) > 2 || n < 0) {
		usage("shift [n]");
		return;
	}
	dropfirst(vstar, n);
	setstatus("");
}

static void
dowait(Word *w, int last)
{
	char *msg;
	int pid;

	USED(last);
	if(w->next == nil) {
		waitall();
		return;
	}
	pid = number(w->next->s);
	if(count(w) > 2 || pid < 0) {
		usage("wait [pid]");
		return;
	}
	msg = waitchild(pid);
	if(msg != nil)
		setstatus(msg);
	free(msg);
}

static Builtin builtins[] = {
	{".", dodot},       {"builtin", dobuiltin}, {"cd", docd},       {"eval", doeval},
	{"exec", doexec},   {"exit", doexit},       {"finit", dofinit}, {"flag", doflag},
	{"rfork", dorfork}, {"shift", doshift},     {"wait", dowait},   {"whatis", dowhatis},
};

Builtin *
findbuiltin(char *name)
{
	int i;

	for(i = 0; i < nelem(builtins); i++)
		if(strcmp(builtins[i].name, name) == 0)
			return &builtins[i];
	return nil;
}

/* execute a command's words: a function unless nofn is set, a builtin, or a program */
void
command(Word *w, int last, int nofn)
{
	Fn *fn = nofn ? nil : fnof(lookvar(w->s));
	Builtin *b;
	int pid;

	if(fn != nil) {
		callfn(fn, w->next, last);
		return;
	}
	b = findbuiltin(w->s);
	if(b != nil) {
		b->fn(w, last);
		return;
	}
	if(last && canreplace()) {
		storeenv();
		execute(w);
	}
	pid = forkshell(0);
	if(pid == 0)
		execute(w);
	waitfor(pid);
}
