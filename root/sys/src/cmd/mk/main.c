/*
 * mk: bring files up to date, as rules in a mkfile say.
 */
#include <u.h>
#include <libc.h>
#include <bio.h>
#include <regexp.h>
#include <cmd.h>
#include "mk.h"

int aflag, eflag, iflag, kflag, nflag, tflag;
int nerrors;
Words pretend;

static int sflag;
static Words files;

static void
usage(void)
{
	fprint(2, "usage: mk [-aeiknstu] [-d[egp]] [-f file] [-w targets] [var=value ...] "
		  "[target ...]\n");
	exits("usage");
}

static void
readfiles(void)
{
	Biobuf *b;

	if(files.n == 0)
		addword(&files, "mkfile");
	for(int i = 0; i < files.n; i++) {
		b = openin(files.w[i]);
		readmkfile(b, files.w[i]);
		Bterm(b);
	}
}

/* $MKFLAGS and $MKARGS */
static void
setargs(Words *flags, Words *args)
{
	Var *v = lookup("MKFLAGS", 1);

	v->v = *flags;
	v->set = 1;
	v = lookup("MKARGS", 1);
	v->v = *args;
	v->set = 1;
}

/* several targets are made together, as what a rule without a name needs */
static void
makeall(Words *want)
{
	Words all = {nil, 0};

	if(want->n == 1 || sflag) {
		for(int i = 0; i < want->n; i++)
			make(want->w[i]);
		return;
	}
	addword(&all, "command line arguments");
	addrule(all.w[0], all, *want, "", Virtual, nil);
	make(all.w[0]);
}

static void
whatif(char *s)
{
	for(s = strtok(s, ", \t\n"); s != nil; s = strtok(nil, ", \t\n"))
		addword(&pretend, s);
}

static int *
flagof(int c)
{
	switch(c) {
	case 'a':
		return &aflag;
	case 'e':
		return &eflag;
	case 'i':
		return &iflag;
	case 'k':
		return &kflag;
	case 'n':
		return &nflag;
	case 's':
		return &sflag;
	case 't':
		return &tflag;
	}
	return &uflag;
}

void
main(int argc, char **argv)
{
	Words want = {nil, 0}, flags = {nil, 0};
	char *eq;

	for(int i = 1; i < argc && argv[i][0] == '-'; i++)
		addword(&flags, argv[i]);
	ARGBEGIN
	{
	case 'a':
	case 'e':
	case 'i':
	case 'k':
	case 'n':
	case 's':
	case 't':
	case 'u':
		*flagof(ARGC()) = 1;
		break;
	case 'd':
		setdebug(_args);
		_args = "";
		break;
	case 'f':
		addword(&files, EARGF(usage()));
		break;
	case 'w':
		whatif(EARGF(usage()));
		break;
	default:
		usage();
	}
	ARGEND
	quotefmtinstall();
	environment();
	for(int i = 0; i < argc; i++)
		if((eq = strchr(argv[i], '=')) != nil) {
			addword(&flags, argv[i]);
			assign(argv[i], eq, 1);
		} else
			addword(&want, argv[i]);
	setargs(&flags, &want);
	readfiles();
	showrules();
	runinit();
	if(want.n == 0)
		want = defaults;
	if(want.n == 0)
		sysfatal("nothing to make");
	makeall(&want);
	account(0);
	showusage();
	exits(nerrors > 0 ? "error" : nil);
}
