/*
 * input.c: the lines of all files as one sequence, and text that is printed between them.
 */
#include "sed.h"

char **files;
char *ahead;
vlong lineno;
Textbuf pattern;
char *status;
static Biobuf *in;

/* text to print when a cycle ends */
typedef struct Append Append;
struct Append
{
	char *s;
	int isfile;
};
static Append *appends;
static int nappends;

static char *
readline(void)
{
	char *s;

	for(;;) {
		if(in == nil) {
			if(*files == nil)
				return nil;
			in = strcmp(*files, "-") == 0 ? Bfdopen(0, OREAD) : Bopen(*files, OREAD);
			if(in == nil) {
				fprint(2, "sed: can't open %s: %r\n", *files);
				status = "open";
			}
			files++;
			if(in == nil)
				continue;
		}
		s = Brdstr(in, '\n', 1);
		if(s != nil)
			return s;
		Bterm(in);
		in = nil;
	}
}

/* the next line becomes what pattern is, or is put behind it */
int
nextline(int append)
{
	if(ahead == nil)
		return 0;
	lineno++;
	if(append)
		textadd(&pattern, "\n");
	else
		pattern.n = 0;
	textadd(&pattern, ahead);
	free(ahead);
	ahead = readline();
	return 1;
}

void
firstline(void)
{
	ahead = readline();
}

void
flushappends(void)
{
	Biobuf *b;
	long n;
	char buf[8192];

	for(int i = 0; i < nappends; i++) {
		if(!appends[i].isfile) {
			Bprint(&bout, "%s", appends[i].s);
			continue;
		}
		b = Bopen(appends[i].s, OREAD); /* a file that is not there is empty */
		if(b == nil)
			continue;
		while((n = Bread(b, buf, sizeof buf)) > 0)
			Bwrite(&bout, buf, n);
		Bterm(b);
	}
	nappends = 0;
}

void
later(char *s, int isfile)
{
	appends = check(realloc(appends, (nappends + 1) * sizeof *appends));
	appends[nappends].s = s;
	appends[nappends++].isfile = isfile;
}
