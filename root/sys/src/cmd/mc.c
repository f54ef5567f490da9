/*
 * mc: put lines into as many columns as fit.
 */
#include <u.h>
#include <libc.h>
#include <bio.h>
#include <cmd.h>

static int width = 80;
static int colons; /* -: a line that ends in a colon begins a new table */
static char **words;
static int nwords;
static Biobuf bout;

static void
usage(void)
{
	fprint(2, "usage: mc [-] [-width] [file ...]\n");
	exits("usage");
}

static void
columns(void)
{
	int max, w, ncol, nrow;

	if(nwords == 0)
		return;
	max = 0;
	for(int i = 0; i < nwords; i++)
		if((w = utflen(words[i])) > max)
			max = w;
	/* columns begin at tab stops */
	max = (max + 8) & ~7;
	ncol = width / max;
	if(ncol < 1)
		ncol = 1;
	nrow = (nwords + ncol - 1) / ncol;
	for(int r = 0; r < nrow; r++)
		for(int i = r; i < nwords; i += nrow) {
			Bprint(&bout, "%s", words[i]);
			if(i + nrow >= nwords) {
				Bputc(&bout, '\n');
				break;
			}
			for(w = utflen(words[i]); w < max; w = (w + 8) & ~7)
				Bputc(&bout, '\t');
		}
	for(int i = 0; i < nwords; i++)
		free(words[i]);
	nwords = 0;
}

static void
readwords(Biobuf *b)
{
	static int max;
	char *s;
	int n;

	while((s = Brdstr(b, '\n', 1)) != nil) {
		n = strlen(s);
		if(colons && n > 0 && s[n - 1] == ':') {
			columns();
			Bprint(&bout, "%s\n", s);
			free(s);
			continue;
		}
		if(nwords == max) {
			max = max ? 2 * max : 256;
			words = check(realloc(words, max * sizeof *words));
		}
		words[nwords++] = s;
	}
}

void
main(int argc, char **argv)
{
	argv0 = argv[0];
	for(argc--, argv++; argc > 0 && argv[0][0] == '-'; argc--, argv++) {
		if(argv[0][1] == 0) {
			colons = 1;
			continue;
		}
		width = numarg(argv[0] + 1, 10, 1, Maxint, usage);
	}
	openstdout(&bout);
	eachin(argc, argv, readwords);
	columns();
	Bterm(&bout);
	exits(nil);
}
