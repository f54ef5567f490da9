/*
 * input.c: the lines of all files as one sequence, and text that is printed between them.
 */
#include "sed.h"

char **files;
char *ahead;
int curnl;
int nonl;
vlong lineno;
Textbuf pattern;
char *status;
static Biobuf *in;
static int aheadnl;

/* text to print when a cycle ends */
typedef struct Append Append;
struct Append
{
	char *s;
	int isfile;
};
static Append *appends;
static int nappends;

/* Where the last line of the input has no newline, that of the output has none; but others may come behind it. */
Biobuf *
out(void)
{
	if(nonl)
		Bputc(&bout, '\n');
	nonl = 0;
	return &bout;
}

static char *
readline(int *nl)
{
	char *s;
	int n;

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
			Blethal(in, nil);
		}
		s = Brdstr(in, '\n', 0);
		if(s != nil) {
			n = Blinelen(in);
			*nl = n > 0 && s[n - 1] == '\n';
			if(*nl)
				s[n - 1] = 0;
			return s;
		}
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
	curnl = aheadnl;
	free(ahead);
	ahead = readline(&aheadnl);
	return 1;
}

void
firstline(void)
{
	ahead = readline(&aheadnl);
}

void
flushappends(void)
{
	Biobuf *b;
	long n;
	char buf[8192];

	for(int i = 0; i < nappends; i++) {
		if(!appends[i].isfile) {
			Bprint(out(), "%s", appends[i].s);
			continue;
		}
		b = Bopen(appends[i].s, OREAD); /* a file that is not there is empty */
		if(b == nil)
			continue;
		while((n = Bread(b, buf, sizeof buf)) > 0)
			Bwrite(out(), buf, n);
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
