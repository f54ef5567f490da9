/*
 * The command line.
 */
#include "u.h"
#include "lib.h"
#include "host.h"
#include "log.h"
#include "emu.h"

#define Version "0.1"

static const char help[] =
	"usage: emu [options] [command [argument ...]]\n"
	"       emu [options] file.rc [argument ...]\n"
	"       emu [options] -c script [argument ...]\n"
	"Run Plan 9 programs as processes of this machine, without privileges.\n"
	"\n"
	"  -x, --exec             command is a host file: run it as a Plan 9 program in the\n"
	"                         host's current directory, leave with its status\n"
	"  -c, --command script   run the script's text by rc, in the host's current directory;\n"
	"                         a file.rc is run the same way\n"
	"  -r, --root dir         the root file tree (default: the one that goes with emu)\n"
	"  -b, --bind host:plan9[:ro]\n"
	"                         bind a host directory (may repeat)\n"
	"  -e, --env name=value   set a variable in /env (may repeat)\n"
	"  -u, --user name        name of the user (default: the Linux user's)\n"
	"  -n, --namespace file   namespace file in place of /lib/namespace\n"
	"  -C, --no-commands      programs cannot run commands of the host: no #C\n"
	"  -t, --trace            print the system calls of every process\n"
	"  -h, --help             print this\n"
	"  -V, --version          print the version\n"
	"\n"
	"Without a command, emu runs /bin/rc.\n"
	"Status: 0 when the program's exit string is empty, else 1; 2 for wrong usage.\n";

static void
say(const char *s)
{
	hostwrite(1, (uintptr)s, strlen(s), -1);
}

static int
usage(const char *why, const char *what)
{
	char buf[256];
	int n;

	n = snprint(buf, sizeof buf, "emu: %s%s; emu -h tells how\n", why, what);
	hostlog(buf, n);
	return 2;
}

typedef struct Option
{
	char letter;
	const char *word;
	bool arg;
} Option;

static const Option options[] = {
	{'x', "exec", false},     {'c', "command", true},      {'r', "root", true},
	{'b', "bind", true},      {'e', "env", true},          {'u', "user", true},
	{'n', "namespace", true}, {'t', "trace", false},       {'h', "help", false},
	{'V', "version", false},  {'C', "no-commands", false},
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
		return usage("a bind is host:/plan9[:ro], not ", s);
	if(o->nbind == Maxbind)
		return usage("too many binds", "");
	o->bind[o->nbind++] = s;
	return -1;
}

static int
addenv(Options *o, char *s)
{
	char *eq = strchr(s, '=');

	if(eq == nil || eq == s)
		return usage("a variable is name=value, not ", s);
	if(o->nenv == Maxenv)
		return usage("too many variables", "");
	o->env[o->nenv++] = s;
	return -1;
}

static int
take(Options *o, char letter, char *value)
{
	switch(letter) {
	case 'x':
		o->exec = true;
		break;
	case 'c':
		o->script = value;
		break;
	case 'C':
		o->nocmd = true;
		break;
	case 't':
		o->trace = true;
		break;
	case 'r':
		o->root = value;
		break;
	case 'u':
		if(value[0] == 0 || strlen(value) > 27 || strchr(value, '/') != nil)
			return usage("not a user name: ", value);
		o->user = value;
		break;
	case 'n':
		o->namespace = value;
		break;
	case 'b':
		return addbind(o, value);
	case 'e':
		return addenv(o, value);
	case 'h':
		say(help);
		return 0;
	case 'V':
		say("emu " Version "\n");
		return 0;
	}
	return -1;
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
		if(opt == nil || (value != nil && !opt->arg))
			return usage("unknown option ", s);
		if(opt->arg && value == nil && (value = *++*argv) == nil)
			return usage("an argument is missing after ", s);
		return take(o, opt->letter, value);
	}
	for(s++; *s != 0; s++) {
		flag[0] = *s;
		opt = byletter(*s);
		if(opt == nil)
			return usage("unknown option -", flag);
		if(opt->arg) {
			value = s[1] != 0 ? s + 1 : *++*argv;
			if(value == nil)
				return usage("an argument is missing after -", flag);
			return take(o, opt->letter, value);
		}
		r = take(o, opt->letter, nil);
		if(r >= 0)
			return r;
	}
	return -1;
}

int
parseoptions(Options *o, char **argv)
{
	int r;

	memset(o, 0, sizeof *o);
	for(argv++; *argv != nil && (*argv)[0] == '-' && (*argv)[1] != 0; argv++) {
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
	if(o->exec && o->script != nil)
		return usage("-x and -c exclude each other", "");
	if(o->exec && argv[0] == nil)
		return usage("-x needs a command", "");
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
