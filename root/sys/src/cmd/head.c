/*
 * head: the first lines of files.
 */
#include <u.h>
#include <libc.h>
#include <bio.h>
#include <cmd.h>

static vlong lines = 10;
static int many; /* files: each has its name above it */
static Biobuf out;

static void
usage(void)
{
	fprint(2, "usage: head [-n lines] [file ...]\n");
	exits("usage");
}

static char *
head(int fd, char *name)
{
	static int seen;
	Biobuf b;
	char *s;

	if(many)
		Bprint(&out, "%s==> %s <==\n", seen++ ? "\n" : "", name);
	Binit(&b, fd, OREAD);
	Blethal(&b, nil);
	for(vlong i = 0; i < lines && (s = Brdstr(&b, '\n', 0)) != nil; i++) {
		Bwrite(&out, s, Blinelen(&b));
		free(s);
	}
	Bterm(&b);
	return nil;
}

void
main(int argc, char **argv)
{
	char *status;

	/* -20 is what everybody types */
	if(argc > 1 && argv[1][0] == '-' && argv[1][1] >= '0' && argv[1][1] <= '9') {
		lines = numarg(argv[1] + 1, 10, 0, Maxvlong, usage);
		argv[1] = argv[0];
		argv++;
		argc--;
	}
	ARGBEGIN
	{
	case 'n':
		lines = numarg(EARGF(usage()), 10, 0, Maxvlong, usage);
		break;
	default:
		usage();
	}
	ARGEND
	openstdout(&out);
	many = argc > 1;
	status = eachfile(argc, argv, "open", head);
	Bterm(&out);
	exits(status);
}
