/*
 * regquery: find services in a registry.
 */
#include <u.h>
#include <libc.h>
#include <bio.h>
#include <cmd.h>

static int names; /* -n: nothing but names */
static char *mtpt = "/mnt/registry";
static Biobuf out;

static void
usage(void)
{
	fprint(2, "usage: ndb/regquery [-m mntpt] [-n] [attr value] ...\n");
	exits("usage");
}

static void
query(char *filter)
{
	char *file, *text, *s, *e, *word[1];
	int fd;

	file = joinpath(mtpt, "find");
	fd = open(file, ORDWR);
	if(fd < 0)
		sysfatal("can't open %s: %r", file);
	free(file);
	if(write(fd, filter, strlen(filter)) < 0)
		sysfatal("%s: %r", filter);
	seek(fd, 0, 0);
	text = readall(fd, nil);
	close(fd);
	if(!names)
		Bprint(&out, "%s", text);
	else
		for(s = text; (e = strchr(s, '\n')) != nil; s = e + 1) {
			*e = 0;
			tokenize(s, word, nelem(word));
			Bprint(&out, "%s\n", word[0]);
		}
	free(text);
	Bflush(&out);
}

/* filters from a person */
static void
ask(void)
{
	Biobuf in;
	char *s;

	Binit(&in, 0, OREAD);
	for(; fprint(2, "> "), (s = Brdstr(&in, '\n', 1)) != nil; free(s))
		query(s);
}

void
main(int argc, char **argv)
{
	Fmt f;
	int i;

	ARGBEGIN
	{
	case 'm':
		mtpt = EARGF(usage());
		break;
	case 'n':
		names = 1;
		break;
	default:
		usage();
	}
	ARGEND
	if(argc % 2 != 0)
		usage();
	quotefmtinstall();
	openstdout(&out);
	if(argc == 0) {
		ask();
		exits(nil);
	}
	fmtstrinit(&f);
	for(i = 0; i < argc; i++)
		fmtprint(&f, i > 0 ? " %q" : "%q", argv[i]);
	query(check(fmtstrflush(&f)));
	exits(nil);
}
