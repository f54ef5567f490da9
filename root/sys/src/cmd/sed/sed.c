/*
 * sed: the stream editor.  A script is compiled into a list of commands, which are done for
 * each line; regular expressions are those of regexp(6).
 */
#include "sed.h"

Biobuf bout;
int nflag;

static char *
readscript(char *name)
{
	Biobuf *b;
	Textbuf t;
	char *s;

	memset(&t, 0, sizeof t);
	textadd(&t, "");
	b = openin(name);
	while((s = Brdstr(b, '\n', 1)) != nil) {
		textadd(&t, s);
		textadd(&t, "\n");
		free(s);
	}
	Bterm(b);
	return t.s;
}

static void
usage(void)
{
	fprint(2, "usage: sed [-gnu] [-e script] [-f scriptfile] [script] [file ...]\n");
	exits("usage");
}

void
main(int argc, char **argv)
{
	static char *standard[] = {"-", nil};
	Textbuf all;
	char *s;
	int gflag;

	gflag = 0;
	memset(&all, 0, sizeof all);
	ARGBEGIN
	{
	case 'n':
		nflag = 1;
		break;
	case 'g':
		gflag = 1;
		break;
	case 'u':
		uflag = 1;
		break;
	case 'e':
		textadd(&all, EARGF(usage()));
		textadd(&all, "\n");
		break;
	case 'f':
		s = readscript(EARGF(usage()));
		textadd(&all, s);
		textadd(&all, "\n");
		break;
	default:
		usage();
	}
	ARGEND
	if(all.s == nil) {
		if(argc == 0)
			usage();
		textadd(&all, argv[0]);
		argc--;
		argv++;
	}
	openstdout(&bout);
	compile(all.s);
	labels();
	for(int i = 0; i < nprog && gflag; i++)
		if(prog[i].name == 's' && prog[i].nth == 1)
			prog[i].global = 1;
	files = argc ? argv : standard;
	edit();
	Bterm(&bout);
	exits(status);
}
