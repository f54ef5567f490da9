/*
 * comm: the lines that two sorted files have in common, and those that they have not.
 */
#include <u.h>
#include <libc.h>
#include <bio.h>
#include <cmd.h>

static int without[4]; /* columns that are not wanted */
static Biobuf bout;

static void
usage(void)
{
	fprint(2, "usage: comm [-123] file1 file2\n");
	exits("usage");
}

/* each column is set off by a tab for each of the columns before it */
static void
column(int n, char *line)
{
	if(without[n])
		return;
	for(int i = 1; i < n; i++)
		if(!without[i])
			Bputc(&bout, '\t');
	Bprint(&bout, "%s\n", line);
}

void
main(int argc, char **argv)
{
	Biobuf *b1, *b2;
	char *s1, *s2;
	int c;

	ARGBEGIN
	{
	case '1':
	case '2':
	case '3':
		without[ARGC() - '0'] = 1;
		break;
	default:
		usage();
	}
	ARGEND
	if(argc != 2)
		usage();
	b1 = opendash(argv[0]);
	b2 = opendash(argv[1]);
	openstdout(&bout);
	s1 = Brdstr(b1, '\n', 1);
	s2 = Brdstr(b2, '\n', 1);
	while(s1 != nil || s2 != nil) {
		if(s1 == nil)
			c = 1;
		else if(s2 == nil)
			c = -1;
		else
			c = strcmp(s1, s2);
		column(c < 0 ? 1 : c > 0 ? 2 : 3, c > 0 ? s2 : s1);
		if(c <= 0) {
			free(s1);
			s1 = Brdstr(b1, '\n', 1);
		}
		if(c >= 0) {
			free(s2);
			s2 = Brdstr(b2, '\n', 1);
		}
	}
	Bterm(&bout);
	exits(nil);
}
