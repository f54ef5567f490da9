/*
 * 9dialect: give preprocessed C of Plan 9's dialect the meaning that it has on Plan 9.
 *
 *	9dialect < in.i > out.i
 *
 * On Plan 9 long has 32 bits on every machine and L"" is a string of Runes; with the
 * host's compiler long has 64 bits.  So long becomes int (long long and long double stay),
 * a number's single L suffix goes, and L"" becomes U"".  The text is changed in
 * place, column by column, so that messages point to the right places.
 *
 * What #pragma lib names is put into the object's section .9lib, where 9cc finds it when it links.
 */
#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct Text
{
	char *p;
	size_t n;
} Text;

static Text
readall(FILE *f)
{
	Text t = {NULL, 0};
	size_t max = 1 << 16, k;

	t.p = malloc(max + 1);
	while(t.p != NULL && (k = fread(t.p + t.n, 1, max - t.n, f)) > 0) {
		t.n += k;
		if(t.n == max)
			t.p = realloc(t.p, (max *= 2) + 1);
	}
	if(t.p == NULL || ferror(f)) {
		fprintf(stderr, "9dialect: cannot read\n");
		exit(1);
	}
	t.p[t.n] = '\0';
	return t;
}

static bool
isword(int c)
{
	return isalnum(c) || c == '_' || c == '$' || (c & 0x80);
}

static bool
is(const char *s, size_t n, const char *word)
{
	return strlen(word) == n && memcmp(s, word, n) == 0;
}

/* the declaration specifiers since the last other token: long's meaning hangs on them */
typedef struct Specs
{
	char *lng[8]; /* where long stands */
	int nlong;
	bool hasint, hasdouble;
} Specs;

static void
endspecs(Specs *s)
{
	int i;

	if(s->nlong == 1 && !s->hasdouble) {
		for(i = 0; i < s->nlong; i++)
			memcpy(s->lng[i], s->hasint ? "    " : "int ", 4);
	}
	memset(s, 0, sizeof *s);
}

/* a word that may stand among specifiers without ending them */
static bool
isspec(const char *s, size_t n)
{
	static const char *const words[] = {
		"unsigned", "signed", "const",  "volatile", "static",  "extern",   "register",
		"typedef",  "auto",   "inline", "short",    "_Atomic", "restrict", "_Thread_local"};
	size_t i;

	for(i = 0; i < sizeof words / sizeof words[0]; i++)
		if(is(s, n, words[i]))
			return true;
	return false;
}

static void
word(Specs *s, char *p, size_t n)
{
	if(is(p, n, "long")) {
		if(s->nlong < 8)
			s->lng[s->nlong++] = p;
	} else if(is(p, n, "int"))
		s->hasint = true;
	else if(is(p, n, "double"))
		s->hasdouble = true;
	else if(!isspec(p, n))
		endspecs(s);
}

static bool
isfloat(const char *p, size_t n)
{
	bool hex = n > 1 && p[0] == '0' && (p[1] | 0x20) == 'x';
	size_t i;

	for(i = 0; i < n; i++)
		if(p[i] == '.' || (p[i] | 0x20) == (hex ? 'p' : 'e'))
			return true;
	return false;
}

/* a number: blank a single L among the suffixes of an integer */
static void
number(char *p, size_t n)
{
	char *e = p + n, *l = NULL;
	int nl = 0;

	if(isfloat(p, n))
		return;
	while(e > p && strchr("uUlL", e[-1]) != NULL) {
		e--;
		if(*e == 'l' || *e == 'L') {
			nl++;
			l = e;
		}
	}
	if(nl != 1)
		return;
	if(l[1] == 'u' || l[1] == 'U') { /* 1LU */
		*l = l[1];
		l++;
	}
	*l = ' ';
}

/* the end of the string or character constant that starts at p */
static char *
endquote(char *p)
{
	int q = *p++;

	while(*p != '\0' && *p != q && *p != '\n')
		p += *p == '\\' && p[1] != '\0' ? 2 : 1;
	return *p == q ? p + 1 : p;
}

static bool
numchar(const char *p)
{
	if((*p == '+' || *p == '-') && strchr("eEpP", p[-1]) != NULL)
		return true;
	return isword((unsigned char)*p) || *p == '.';
}

static char *
endline(char *p)
{
	while(*p != '\0' && *p != '\n')
		p++;
	return p;
}

/* the libraries that #pragma lib names, each once */
typedef struct Libs
{
	char *name[64];
	int n;
} Libs;

/* p is at a # that begins a line, e at the line's end */
static void
directive(Libs *l, const char *p, const char *e)
{
	int from = -1, to = -1, i;
	size_t n;

	if(sscanf(p, "# pragma lib \"%n%*[A-Za-z0-9_./+-]%n\"", &from, &to) < 0 || to < 0 ||
	   p + to >= e)
		return;
	p += from;
	n = (size_t)(to - from);
	for(i = 0; i < l->n; i++)
		if(is(p, n, l->name[i]))
			return;
	if(l->n == sizeof l->name / sizeof l->name[0]) {
		fprintf(stderr, "9dialect: too many libraries\n");
		exit(1);
	}
	l->name[l->n] = strndup(p, n);
	if(l->name[l->n++] == NULL)
		exit(1);
}

/* the link leaves the section out (e) */
static void
putlibs(Libs *l)
{
	int i;

	for(i = 0; i < l->n; i++)
		printf("\n__asm__(\".pushsection .9lib,\\\"e\\\"; .string \\\"%s\\\"; "
		       ".popsection\");\n",
		       l->name[i]);
}

static void
translate(char *p, Libs *libs)
{
	Specs s = {0};
	bool bol = true;
	char *q;

	for(; *p != '\0'; p = q) {
		int c = (unsigned char)*p;

		q = p + 1;
		if(c == '\n') {
			bol = true;
			continue;
		}
		if(isspace(c))
			continue;
		if(c == '#' && bol) {
			q = endline(p);
			directive(libs, p, q);
			continue;
		}
		bol = false;
		if(c == '"' || c == '\'') {
			endspecs(&s);
			q = endquote(p);
		} else if(isdigit(c) || (c == '.' && isdigit((unsigned char)p[1]))) {
			endspecs(&s);
			while(numchar(q))
				q++;
			number(p, (size_t)(q - p));
		} else if(isword(c)) {
			while(isword((unsigned char)*q))
				q++;
			word(&s, p, (size_t)(q - p));
			if(q == p + 1 && c == 'L' && (*q == '"' || *q == '\''))
				*p = 'U';
		} else
			endspecs(&s);
	}
	endspecs(&s);
}

int
main(void)
{
	Text t = readall(stdin);
	Libs libs = {.n = 0};

	translate(t.p, &libs);
	fwrite(t.p, 1, t.n, stdout);
	putlibs(&libs);
	if(fflush(stdout) != 0 || ferror(stdout)) {
		fprintf(stderr, "9dialect: cannot write\n");
		return 1;
	}
	return 0;
}
