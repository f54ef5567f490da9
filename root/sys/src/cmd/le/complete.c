/*
 * Completion: the word before the cursor is made longer by what all names that begin with it have
 * in common, and finished if there is but one.  If it cannot be made longer the names are
 * listed; if there is none that begins with it, all names of that directory.
 *
 * The first word of a command is the name of a program, a function or a builtin, any other that
 * of a file.
 */
#include <u.h>
#include <libc.h>
#include "le.h"

enum
{
	Gap = 2, /* blanks between the columns of a list */
};

/* the word before the cursor */
typedef struct Word Word;
struct Word
{
	int start;  /* in the line */
	int first;  /* it is a command's first */
	int quoted; /* it has a quote */
	char *text; /* without quotes */
	char *base; /* in text: behind the last slash */
	char *dir;  /* what is before that */
};

typedef struct Names Names;
struct Names
{
	char **name; /* those of directories end with a slash */
	int n;
};

static char *builtins[] = {
	".",     "builtin", "cd",     "eval",  "exec", "exit", "finit",  "flag", "rfork",
	"shift", "wait",    "whatis", "while", "for",  "if",   "switch", "fn",   nil,
};

/* does r end an unquoted word? */
static int
separates(Rune r)
{
	return r < Runeself && strchr(" \t\n#;&|^$=`{}()<>", r) != nil;
}

/* does a command begin behind r? */
static int
begins(Rune r)
{
	return r < Runeself && strchr(";&|{(`@!\n", r) != nil;
}

/* Go through the line up to the cursor: where the last word begins, and its text */
static void
findword(Line *l, Word *w)
{
	Line text = {nil, 0, 0, 0};
	int i, inquote = 0;
	Rune last = '\n'; /* what is before the word, but for blanks */

	*w = (Word){0};
	for(i = 0; i < l->cur; i++) {
		if(l->r[i] == '\'') {
			/* a quote behind a quoted text means itself */
			if(!inquote && i > w->start && l->r[i - 1] == '\'')
				lineput(&text, &l->r[i], 1);
			inquote = !inquote;
			w->quoted = 1;
		} else if(inquote || !separates(l->r[i]))
			lineput(&text, &l->r[i], 1);
		else {
			if(i > w->start)
				last = l->r[i - 1];
			if(l->r[i] != ' ' && l->r[i] != '\t')
				last = l->r[i];
			w->start = i + 1;
			w->quoted = 0;
			text.n = text.cur = 0;
		}
	}
	w->first = begins(last);
	w->text = utf(text.r, text.n);
	free(text.r);
	w->base = strrchr(w->text, '/');
	w->base = w->base == nil ? w->text : w->base + 1;
	w->dir = estrdup(w->text);
	w->dir[w->base - w->text] = '\0';
}

static void
addname(Names *list, char *name, char *end)
{
	char *s = smprint("%s%s", name, end);

	if(s == nil)
		sysfatal("no memory");
	if(list->n % 64 == 0)
		list->name = erealloc(list->name, (list->n + 64) * sizeof(char *));
	list->name[list->n++] = s;
}

static int
beginswith(char *s, char *t)
{
	return strncmp(s, t, strlen(t)) == 0;
}

static int
wanted(Dir *d, char *base, int programs)
{
	return beginswith(d->name, base) && (!programs || (d->mode & 0111));
}

/* the names of the directory that begin with base; only what can be executed if programs */
static void
readnames(Names *list, char *dir, char *base, int programs)
{
	Dir *d;
	int fd = open(dir, OREAD);
	long i, n;

	if(fd < 0)
		return;
	while((n = dirread(fd, &d)) > 0) {
		for(i = 0; i < n; i++)
			if(wanted(&d[i], base, programs))
				addname(list, d[i].name, d[i].mode & DMDIR ? "/" : "");
		free(d);
	}
	close(fd);
}

/* functions are in the environment as fn#name */
static void
functions(Names *list, char *base)
{
	char *s = smprint("fn#%s", base);
	Names all = {nil, 0};
	int i;

	if(s == nil)
		sysfatal("no memory");
	readnames(&all, "/env", s, 0);
	for(i = 0; i < all.n; i++) {
		addname(list, all.name[i] + 3, "");
		free(all.name[i]);
	}
	free(all.name);
	free(s);
}

/* the programs in the part dir of each directory of $path, whose elements end with NULs */
static void
programs(Names *list, char *dir, char *base)
{
	char path[4096], *p, *s;
	int n = -1, fd = open("/env/path", OREAD);

	if(fd >= 0) {
		n = read(fd, path, sizeof path - 1);
		close(fd);
	}
	path[n < 0 ? 0 : n] = '\0';
	for(p = path; p < path + n; p += strlen(p) + 1) {
		s = smprint("%s/%s", p, dir);
		if(s == nil)
			sysfatal("no memory");
		readnames(list, s, base, 1);
		free(s);
	}
}

static void
commands(Names *list, Word *w)
{
	int i;

	programs(list, w->dir, w->base);
	if(w->dir[0] != '\0')
		return;
	functions(list, w->base);
	for(i = 0; builtins[i] != nil; i++)
		if(beginswith(builtins[i], w->base))
			addname(list, builtins[i], "");
}

static int
compare(const void *a, const void *b)
{
	return strcmp(*(char **)a, *(char **)b);
}

/* sort, and leave each name once */
static void
order(Names *list)
{
	int i, n = 0;

	if(list->n == 0)
		return;
	qsort(list->name, list->n, sizeof(char *), compare);
	for(i = 0; i < list->n; i++)
		if(n == 0 || strcmp(list->name[n - 1], list->name[i]) != 0)
			list->name[n++] = list->name[i];
		else
			free(list->name[i]);
	list->n = n;
}

static void
candidates(Names *list, Word *w, char *base)
{
	char *dir = w->dir[0] == '\0' ? "." : w->dir;
	char *s = w->text;

	if(w->first && s[0] != '/' && s[0] != '#' && !beginswith(s, "./") && !beginswith(s, "../"))
		commands(list, w);
	if(list->n == 0)
		readnames(list, dir, base, 0);
	order(list);
}

/* bytes that all names have in common, whole runes only */
static int
common(Names *list)
{
	char *s = list->name[0], *t;
	int i, n = strlen(s), m;
	Rune r;

	for(i = 1; i < list->n; i++) {
		t = list->name[i];
		for(m = 0; m < n && s[m] == t[m]; m++) {
		}
		n = m;
	}
	for(m = 0; m < n; m += i) {
		i = chartorune(&r, s + m);
		if(m + i > n)
			break;
	}
	return m;
}

/* put what the word is now in its place; whole: nothing can follow */
static void
replace(Line *l, Word *w, char *text, int whole)
{
	Line new = {nil, 0, 0, 0};
	Rune r, quote = '\'', blank = ' ';
	int q = w->quoted;
	char *s;

	for(s = text; *s != '\0' && !q; s += chartorune(&r, s))
		q = (uchar)*s < Runeself && strchr("*?[' \t\n#;&|^$=`{}()<>", *s) != nil;
	if(q)
		lineput(&new, &quote, 1);
	for(s = text; *s != '\0';) {
		s += chartorune(&r, s);
		lineput(&new, &r, 1);
		if(r == quote)
			lineput(&new, &r, 1);
	}
	if(whole && q)
		lineput(&new, &quote, 1);
	if(whole && (l->cur == l->n || l->r[l->cur] != blank))
		lineput(&new, &blank, 1);
	linecut(l, w->start, l->cur);
	lineput(l, new.r, new.n);
	free(new.r);
}

/* the names in columns below the line, as many as the window holds */
static void
list(Line *l, Names *names)
{
	int i, j, k, w = 0, cols, rows, cur = l->cur;
	char more[32];

	for(i = 0; i < names->n; i++)
		if(textwidth(names->name[i]) > w)
			w = textwidth(names->name[i]);
	cols = ncol / (w + Gap) > 0 ? ncol / (w + Gap) : 1;
	rows = (names->n + cols - 1) / cols;
	l->cur = l->n;
	draw(l);
	l->cur = cur;
	for(i = 0; i < rows && i < nrow - 3; i++) {
		out("\n");
		for(j = i; j < names->n; j += rows) {
			out(names->name[j]);
			for(k = textwidth(names->name[j]); j + rows < names->n && k < w + Gap; k++)
				out(" ");
		}
	}
	if(i < rows) {
		snprint(more, sizeof more, "\n... of %d names", names->n);
		out(more);
	}
	out("\n");
	fresh();
}

void
complete(Line *l)
{
	Names names = {nil, 0};
	Word w;
	char *text;
	int n, whole, matched;

	findword(l, &w);
	candidates(&names, &w, w.base);
	matched = names.n > 0;
	if(matched) {
		n = common(&names);
		whole = names.n == 1 && names.name[0][n - 1] != '/';
		text = smprint("%s%.*s", w.dir, utfnlen(names.name[0], n), names.name[0]);
		if(text == nil)
			sysfatal("no memory");
		if(n > strlen(w.base) || whole)
			replace(l, &w, text, whole);
		else
			list(l, &names);
		free(text);
	} else if(w.base[0] != '\0') {
		candidates(&names, &w, "");
		if(names.n > 0)
			list(l, &names);
	}
	for(n = 0; n < names.n; n++)
		free(names.name[n]);
	free(names.name);
	free(w.text);
	free(w.dir);
}
