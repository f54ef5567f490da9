/*
 * Options: those of the command line, and how one is carried out wherever it was given (config.c
 * reads the other places).
 */
#include "u.h"
#include "lib.h"
#include "host.h"
#include "log.h"
#include "emu.h"

#define Version "0.1"

/* it fits a screen of 24 lines */
static const char help[] =
	"usage: emu [options] [command | file.rc | -c script | -x program] [arg ...]\n"
	"Run Plan 9 programs as processes of this machine; without a command, a shell.\n"
	"  -x, --exec            program is a file of the host: run it in this directory\n"
	"  -c, --command script  let rc run this text in this directory, as with file.rc\n"
	"  -r, --root dir        the root file tree (default: what goes with emu)\n"
	"  -b, --bind host:plan9[:ro]  bind a host directory (may repeat)\n"
	"  -e, --env name=value  set a variable in /env (may repeat)\n"
	"  -u, --user name       name of the user (default: the Linux user's)\n"
	"  -n, --namespace file  namespace file in place of /lib/namespace\n"
	"  -l, --listen addr     serve files by 9P at unix!path or tcp!host!port\n"
	"      --insecure        anybody may come in by TCP, from the network too\n"
	"      --trace-9p        print the messages of -l\n"
	"  -f, --fuse dir        mount the files on the host's directory (may repeat)\n"
	"  -C, --no-commands     programs cannot run commands of the host: no #C, no #F\n"
	"  -t, --trace           print the system calls of every process\n"
	"      --gdb addr        let gdb debug it at this port, or by a pipe: -\n"
	"      --binfmt          print what makes Linux run Plan 9 programs by name\n"
	"      --doctor          tell whether this host can run emu, and what to do\n"
	"  -h, --help            print this\n"
	"  -V, --version         print the version\n"
	"Options are also taken from $EMU and ~/.config/emu/emurc: see emu(1).\n"
	"Status: 0 when the program's exit string is empty, else 1; 2 for wrong usage.\n";

static void
say(const char *s)
{
	hostwrite(1, (uintptr)s, strlen(s), -1);
}

int
usage(const Options *o, const char *why, const char *what)
{
	char buf[512];
	int n;

	n = snprint(buf, sizeof buf, "emu: %s%s%s; %s tells how\n", o->where, why, what,
		    o->where[0] == '/' ? "man emu" : "emu -h");
	hostlog(buf, n);
	return 2;
}

/* options without a letter */
enum
{
	Obinfmt = 256,
	Odoctor,
	Ogdb,
	Oinsecure,
	Otrace9p,
};

typedef struct Option
{
	int letter;
	const char *word;
	bool arg;  /* it has a value; the others are yes or no */
	bool here; /* it says what to run: for the command line only */
} Option;

static const Option options[] = {
	{'x', "exec", .here = true},       {'c', "command", .arg = true, .here = true},
	{'r', "root", .arg = true},        {'b', "bind", .arg = true},
	{'e', "env", .arg = true},         {'u', "user", .arg = true},
	{'n', "namespace", .arg = true},   {'C', "no-commands", .arg = false},
	{'t', "trace", .arg = false},      {Ogdb, "gdb", .arg = true, .here = true},
	{Obinfmt, "binfmt", .here = true}, {Odoctor, "doctor", .here = true},
	{'h', "help", .here = true},       {'V', "version", .here = true},
	{'l', "listen", .arg = true},      {Oinsecure, "insecure", .arg = false},
	{'f', "fuse", .arg = true},        {Otrace9p, "trace-9p", .arg = false},
};

static const Option *
byletter(char c)
{
	for(int i = 0; i < nelem(options); i++)
		if(options[i].letter == c)
			return &options[i];
	return nil;
}

/* --word or --word=value; *value is the value or nil */
static const Option *
byword(char *s, char **value)
{
	usize n;

	for(int i = 0; i < nelem(options); i++) {
		n = strlen(options[i].word);
		if(strncmp(s, options[i].word, n) != 0 || (s[n] != 0 && s[n] != '='))
			continue;
		*value = s[n] == '=' ? s + n + 1 : nil;
		return &options[i];
	}
	return nil;
}

static int
addbind(Options *o, char *s)
{
	char *colon = strchr(s, ':');

	if(colon == nil || colon == s || colon[1] != '/')
		return usage(o, "a bind is host:/plan9[:ro], not ", s);
	if(o->nbind == Maxbind)
		return usage(o, "too many binds", "");
	o->bind[o->nbind++] = s;
	return -1;
}

static int
addenv(Options *o, char *s)
{
	char *eq = strchr(s, '=');

	if(eq == nil || eq == s || memchr(s, '/', (usize)(eq - s)) != nil)
		return usage(o, "a variable is name=value, not ", s);
	if(o->nenv == Maxenv)
		return usage(o, "too many variables", "");
	o->env[o->nenv++] = s;
	return -1;
}

static int
addfuse(Options *o, char *s)
{
	if(o->nfuse == Maxfuse)
		return usage(o, "too many directories to mount on", "");
	o->fuse[o->nfuse++] = s;
	return -1;
}

static int
addlisten(Options *o, char *s)
{
	if(o->nlisten == Maxlisten)
		return usage(o, "too many addresses to listen at", "");
	o->listen[o->nlisten++] = s;
	return -1;
}

static int
username(Options *o, char *s)
{
	if(s[0] == 0 || strlen(s) > 27 || strchr(s, '/') != nil)
		return usage(o, "not a user name: ", s);
	o->user = s;
	return -1;
}

/* an option of yes or no */
static int
setflag(Options *o, int letter, bool on)
{
	switch(letter) {
	case 'x':
		o->exec = on;
		break;
	case 'C':
		o->nocmd = on;
		break;
	case 't':
		o->trace = on;
		break;
	case Oinsecure:
		o->insecure = on;
		break;
	case Otrace9p:
		o->trace9p = on;
		break;
	case Obinfmt:
		o->binfmt = on;
		break;
	case Odoctor:
		o->doctor = on;
		break;
	case 'h':
		say(help);
		return 0;
	case 'V':
		say("emu " Version "\n");
		return 0;
	}
	return -1;
}

static int
setvalue(Options *o, int letter, char *value)
{
	switch(letter) {
	case 'b':
		return addbind(o, value);
	case 'e':
		return addenv(o, value);
	case 'l':
		return addlisten(o, value);
	case 'f':
		return addfuse(o, value);
	case 'u':
		return username(o, value);
	case 'c':
		o->script = value;
		break;
	case Ogdb:
		o->gdb = value;
		break;
	case 'r':
		o->root = value;
		break;
	case 'n':
		o->namespace = value;
		break;
	}
	return -1;
}

static int
take(Options *o, const Option *opt, char *value)
{
	bool no;

	if(opt->here && o->where[0] != 0)
		return usage(o, "for the command line only: ", opt->word);
	if(opt->arg)
		return setvalue(o, opt->letter, value);
	no = value != nil && strcmp(value, "no") == 0;
	if(value != nil && !no && strcmp(value, "yes") != 0)
		return usage(o, opt->word, " is yes or no");
	return setflag(o, opt->letter, !no);
}

int
nameoption(Options *o, char *s)
{
	char *value = nil;
	const Option *opt = byword(s, &value);

	if(opt == nil)
		return usage(o, "unknown option ", s);
	if(value == nil)
		return usage(o, "this is no name=value: ", s);
	return take(o, opt, value);
}

/* one argument word that begins with -; *argv may move to its value */
static int
oneword(Options *o, char ***argv)
{
	char *s = **argv, *value = nil, flag[2] = {0, 0};
	const Option *opt;
	int r;

	if(s[1] == '-') {
		opt = byword(s + 2, &value);
		if(opt == nil || (value != nil && !opt->arg && opt->here))
			return usage(o, "unknown option ", s);
		if(opt->arg && value == nil && (value = *++*argv) == nil)
			return usage(o, "an argument is missing after ", s);
		return take(o, opt, value);
	}
	for(s++; *s != 0; s++) {
		flag[0] = *s;
		opt = byletter(*s);
		if(opt == nil)
			return usage(o, "unknown option -", flag);
		if(opt->arg) {
			value = s[1] != 0 ? s + 1 : *++*argv;
			if(value == nil)
				return usage(o, "an argument is missing after -", flag);
			return take(o, opt, value);
		}
		r = take(o, opt, nil);
		if(r >= 0)
			return r;
	}
	return -1;
}

int
wordoptions(Options *o, char **argv)
{
	int r;

	for(; *argv != nil && (*argv)[0] == '-' && (*argv)[1] != 0; argv++) {
		if(strcmp(*argv, "--") == 0) {
			argv++;
			break;
		}
		r = oneword(o, &argv);
		if(r >= 0)
			return r;
		if(o->script != nil) { /* what follows is the script's */
			argv++;
			break;
		}
	}
	o->argv = argv;
	return -1;
}

/* is emu called by the name that means -x? */
static bool
isrunner(const char *name)
{
	const char *slash;

	if(name == nil)
		return false;
	slash = strrchr(name, '/');
	return strcmp(slash != nil ? slash + 1 : name, "emu-x") == 0;
}

static int
commandline(Options *o, char **argv)
{
	o->where = "";
	if(isrunner(argv[0])) {
		o->exec = true;
		o->argv = argv + 1;
		return -1;
	}
	return wordoptions(o, argv[0] != nil ? argv + 1 : argv);
}

int
parseoptions(Options *o, char **argv)
{
	int r;

	/* once for what the command line alone is right or wrong about, so that -h needs nothing
	 * else; and again over what the other places say */
	memset(o, 0, sizeof *o);
	r = commandline(o, argv);
	if(r >= 0)
		return r;
	if(o->binfmt)
		return hostbinfmt();
	memset(o, 0, sizeof *o);
	r = configoptions(o);
	if(r < 0)
		r = commandline(o, argv);
	if(r >= 0)
		return r;
	if(o->doctor)
		return hostdoctor(o->root, Arenasize);
	if(o->exec && o->script != nil)
		return usage(o, "-x and -c exclude each other", "");
	if(o->exec && o->argv[0] == nil)
		return usage(o, "-x needs a command", "");
	return -1;
}

bool
hostscript(const Options *o)
{
	usize n;

	if(o->exec || o->script != nil || o->argv[0] == nil)
		return o->script != nil;
	n = strlen(o->argv[0]);
	return n > 3 && strcmp(o->argv[0] + n - 3, ".rc") == 0;
}
