/*
 * ftpd: serve files by FTP, on a call that is standard input and output, or that comes to an address.  There
 * is no authentication: who comes is anonymous, user none in a name space of its own who only
 * reads, or with -t anyone, who may do what we may.  Here are the session and what needs no second
 * connection.
 */
#include <u.h>
#include <libc.h>
#include <bio.h>
#include <ctype.h>
#include <cmd.h>
#include "ftpd.h"

typedef struct Command Command;
struct Command
{
	char *name;
	void (*fn)(char *arg);
	int need; /* what it takes: */
};
enum
{
	Login = 1,
	Write = 2,
	Arg = 4,
};

enum
{
	Maxline = 2048,
	Idle = 15 * 60 * 1000, /* ms */
};

static int anonymous; /* -a: may come */
static int trusted;   /* -t: anyone may */
static int everyone;  /* -e, -A: is anonymous */
static int debug;
static char *nsfile = "/lib/namespace.ftp";

NetConnInfo *call;
static char *user; /* who it is: nil until we know */
static int loggedin;
static char *cwd; /* always clean and rooted */
int ascii = 1;
vlong restart;
static char *oldname; /* RNFR */

static void
usage(void)
{
	fprint(2, "usage: ip/ftpd [-aAdeit] [-c cert] [-n namespace] [addr]\n");
	exits("usage");
}

static void
note(char *dir, char *s)
{
	if(debug)
		fprint(2, "ftpd: %s %s\n", dir, s);
}

void
reply(char *fmt, ...)
{
	va_list arg;
	char *s;

	va_start(arg, fmt);
	s = check(vsmprint(fmt, arg));
	va_end(arg);
	note("->", s);
	if(fprint(1, "%s\r\n", s) < 0)
		exits("hungup");
	free(s);
}

/* the name of a file, clean and rooted, malloced */
char *
path(char *arg)
{
	char *s;

	s = check(arg[0] == '/' ? strdup(arg) : smprint("%s/%s", cwd, arg));
	return cleanname(s);
}

void
failed(int code, char *arg)
{
	char err[ERRMAX];

	rerrstr(err, sizeof err);
	reply("%d %s: %s", code, arg, err);
}

/* ---- who it is ---- */

static void
enter(char *dir)
{
	loggedin = 1;
	if(chdir(dir) < 0)
		dir = "/";
	cwd = check(strdup(dir));
	cleanname(cwd);
}

/* to go on as none, in that name space; it is in the environment that the user has logged in */
static noreturn void
become(void)
{
	char *argv[5];
	int n;

	putenv("ftpuser", user);
	n = 0;
	argv[n++] = "/bin/ip/ftpd";
	if(debug)
		argv[n++] = "-d";
	argv[n] = nil;
	execnone(nsfile, argv);
	reply("421 %s: %r", nsfile);
	exits("anonymous");
}

static int
isanonymous(char *name)
{
	return everyone || cistrcmp(name, "anonymous") == 0 || cistrcmp(name, "ftp") == 0 ||
	       strcmp(name, "none") == 0;
}

static void
cmduser(char *arg)
{
	if(loggedin) {
		reply("530 you are %s already", user);
		return;
	}
	free(user);
	user = nil;
	if(isanonymous(arg) ? !anonymous && !trusted : !trusted) {
		reply("530 %s: there is no authentication here", arg);
		return;
	}
	user = check(strdup(arg));
	reply("331 say any password");
}

static void
cmdpass(char *)
{
	char *home;

	if(loggedin || user == nil) {
		reply("503 first say who you are");
		return;
	}
	if(isanonymous(user))
		become();
	home = check(smprint("/usr/%s", getuser()));
	enter(home);
	free(home);
	reply("230 hello");
}

/* ---- commands ---- */

static void
cmdcwd(char *arg)
{
	char *name;

	name = path(arg);
	if(!isdir(name) || access(name, AEXEC) < 0) {
		failed(550, arg);
		free(name);
		return;
	}
	free(cwd);
	cwd = name;
	reply("250 %s", cwd);
}

static void
cmdcdup(char *)
{
	cmdcwd("..");
}

/* a quote in a name is doubled */
static void
quoted(int code, char *name, char *what)
{
	Fmt f;
	char *s;

	fmtstrinit(&f);
	for(; *name != 0; name++)
		fmtprint(&f, *name == '"' ? "\"\"" : "%c", *name);
	s = check(fmtstrflush(&f));
	reply("%d \"%s\" %s", code, s, what);
	free(s);
}

static void
cmdpwd(char *)
{
	quoted(257, cwd, "is where you are");
}

static void
cmdmkd(char *arg)
{
	char *name;
	int fd;

	name = path(arg);
	fd = access(name, AEXIST) == 0 ? -1 : create(name, OREAD, DMDIR | 0777);
	if(fd < 0)
		failed(550, arg);
	else
		quoted(257, name, "made");
	close(fd);
	free(name);
}

static void
cmddele(char *arg)
{
	char *name;

	name = path(arg);
	if(remove(name) < 0)
		failed(550, arg);
	else
		reply("250 removed");
	free(name);
}

static void
cmdrnfr(char *arg)
{
	free(oldname);
	oldname = path(arg);
	if(access(oldname, AEXIST) == 0) {
		reply("350 to what?");
		return;
	}
	failed(550, arg);
	free(oldname);
	oldname = nil;
}

/* within a directory: that is what a file server can do */
static int
renamefile(char *old, char *new)
{
	Dir d;

	if(lastelem(old) - old != lastelem(new) - new ||
	   strncmp(old, new, lastelem(old) - old) != 0) {
		werrstr("only within a directory");
		return -1;
	}
	if(access(new, AEXIST) == 0 && remove(new) < 0)
		return -1;
	nulldir(&d);
	d.name = lastelem(new);
	return dirwstat(old, &d);
}

static void
cmdrnto(char *arg)
{
	char *name;

	if(oldname == nil) {
		reply("503 first say RNFR");
		return;
	}
	name = path(arg);
	if(strcmp(oldname, name) != 0 && renamefile(oldname, name) < 0)
		failed(553, arg);
	else
		reply("250 renamed");
	free(name);
	free(oldname);
	oldname = nil;
}

static void
cmdsize(char *arg)
{
	char *name;
	Dir *d;

	name = path(arg);
	d = dirstat(name);
	if(d == nil)
		failed(550, arg);
	else if(d->mode & DMDIR)
		reply("550 %s is a directory", arg);
	else
		reply("213 %lld", d->length);
	free(d);
	free(name);
}

static void
cmdmdtm(char *arg)
{
	char *name;
	Dir *d;
	Tm *tm;

	name = path(arg);
	d = dirstat(name);
	if(d == nil)
		failed(550, arg);
	else {
		tm = gmtime(d->mtime);
		reply("213 %d%.2d%.2d%.2d%.2d%.2d", tm->year + 1900, tm->mon + 1, tm->mday,
		      tm->hour, tm->min, tm->sec);
	}
	free(d);
	free(name);
}

static void
cmdtype(char *arg)
{
	switch(toupper(arg[0])) {
	case 'A':
		ascii = 1;
		break;
	case 'I':
	case 'L':
		ascii = 0;
		break;
	default:
		reply("504 types are A and I");
		return;
	}
	reply("200 good");
}

static void
cmdmode(char *arg)
{
	reply(toupper(arg[0]) == 'S' ? "200 good" : "504 the mode is S");
}

static void
cmdstru(char *arg)
{
	reply(toupper(arg[0]) == 'F' ? "200 good" : "504 the structure is F");
}

static void
cmdrest(char *arg)
{
	if(!isdigit(arg[0])) {
		reply("501 a number");
		return;
	}
	restart = strtoll(arg, nil, 10);
	reply("350 from %lld on", restart);
}

static void
cmdfeat(char *)
{
	reply("211-\r\n EPRT\r\n EPSV\r\n MDTM\r\n REST STREAM\r\n SIZE\r\n UTF8\r\n211 end");
}

static void
cmdopts(char *arg)
{
	reply(cistrncmp(arg, "utf8", 4) == 0 ? "200 good" : "501 no such option");
}

static void
cmdsyst(char *)
{
	reply("215 UNIX Type: L8"); /* lists look like its ls -l */
}

static void
cmdnoop(char *)
{
	reply("200 good");
}

static void
cmdquit(char *)
{
	reply("221 bye");
	exits(nil);
}

static Command commands[] = {
	{"ABOR", cmdnoop, 0},
	{"ALLO", cmdnoop, 0},
	{"APPE", cmdappe, Login | Write | Arg},
	{"CDUP", cmdcdup, Login},
	{"CWD", cmdcwd, Login | Arg},
	{"DELE", cmddele, Login | Write | Arg},
	{"EPRT", cmdeprt, Login | Arg},
	{"EPSV", cmdepsv, Login},
	{"FEAT", cmdfeat, 0},
	{"LIST", cmdlist, Login},
	{"MDTM", cmdmdtm, Login | Arg},
	{"MKD", cmdmkd, Login | Write | Arg},
	{"MODE", cmdmode, Arg},
	{"NLST", cmdnlst, Login},
	{"NOOP", cmdnoop, 0},
	{"OPTS", cmdopts, Arg},
	{"PASS", cmdpass, 0},
	{"PASV", cmdpasv, Login},
	{"PORT", cmdport, Login | Arg},
	{"PWD", cmdpwd, Login},
	{"QUIT", cmdquit, 0},
	{"REST", cmdrest, Login | Arg},
	{"RETR", cmdretr, Login | Arg},
	{"RMD", cmddele, Login | Write | Arg},
	{"RNFR", cmdrnfr, Login | Write | Arg},
	{"RNTO", cmdrnto, Login | Write | Arg},
	{"SIZE", cmdsize, Login | Arg},
	{"STOR", cmdstor, Login | Write | Arg},
	{"STRU", cmdstru, Arg},
	{"SYST", cmdsyst, 0},
	{"TYPE", cmdtype, Arg},
	{"USER", cmduser, Arg},
	{"XCUP", cmdcdup, Login},
	{"XCWD", cmdcwd, Login | Arg},
	{"XMKD", cmdmkd, Login | Write | Arg},
	{"XPWD", cmdpwd, Login},
	{"XRMD", cmddele, Login | Write | Arg},
};

/* a line, read byte by byte: another program may have to read the next */
static int
getline(char *buf)
{
	char c;
	int n;

	for(n = 0; read(0, &c, 1) == 1;) {
		if(c == '\n') {
			if(n > 0 && buf[n - 1] == '\r')
				n--;
			buf[n] = 0;
			return 1;
		}
		if((uchar)c >= 0xf0 && n == 0) /* telnet's, before ABOR */
			continue;
		if(c != 0 && n < Maxline - 1)
			buf[n++] = c;
	}
	return 0;
}

static void
command(char *line)
{
	Command *c;
	char *arg;

	arg = strchr(line, ' ');
	if(arg != nil) {
		*arg++ = 0;
		arg += strspn(arg, " ");
		if(*arg == 0)
			arg = nil;
	}
	for(c = commands; c < commands + nelem(commands); c++)
		if(cistrcmp(c->name, line) == 0)
			break;
	if(c == commands + nelem(commands))
		reply("502 %s is not done here", line);
	else if((c->need & Login) && !loggedin)
		reply("530 first say who you are");
	else if((c->need & Write) && isanonymous(user))
		reply("550 you may not change files");
	else if((c->need & Arg) && arg == nil)
		reply("501 %s of what?", c->name);
	else
		c->fn(arg);
}

static void
ontime(void *, char *msg)
{
	noted(strcmp(msg, "alarm") == 0 || strncmp(msg, "sys: write on closed pipe", 25) == 0
		      ? NCONT
		      : NDFLT);
}

static void
serve(void)
{
	char line[Maxline];
	char *name;

	call = getnetconninfo(nil, 0);
	if(call == nil)
		sysfatal("that is no call: %r");
	notify(ontime);
	name = getenv("ftpuser");
	if(name != nil && name[0] != 0) {
		user = name;
		everyone = 1;
		enter("/");
		reply("230 hello");
	} else
		reply("220 ready");
	for(;;) {
		alarm(Idle);
		if(!getline(line))
			break;
		alarm(0);
		note("<-", cistrncmp(line, "pass ", 5) == 0 ? "PASS" : line);
		command(line);
	}
	exits(nil);
}

void
main(int argc, char **argv)
{
	ARGBEGIN
	{
	case 'a':
		anonymous = 1;
		break;
	case 'A':
	case 'e':
		anonymous = everyone = 1;
		break;
	case 'c':
		EARGF(usage());
		/* fall through */
	case 'i':
		sysfatal("there is no TLS here");
	case 'd':
		debug = 1;
		break;
	case 'n':
		nsfile = EARGF(usage());
		break;
	case 't':
		trusted = 1;
		break;
	default:
		usage();
	}
	ARGEND
	if(argc > 1)
		usage();
	if(argc == 0 && iscall(0))
		serve();
	serveaddr(argc > 0 ? argv[0] : "tcp!*!ftp", serve);
}
