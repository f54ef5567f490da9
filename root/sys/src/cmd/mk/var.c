/*
 * Variables.  They are lists, as those of rc are, and in the environment: each word there ends in NUL.
 */
#include <u.h>
#include <libc.h>
#include <bio.h>
#include <regexp.h>
#include <cmd.h>
#include "mk.h"

static Var *vars;

Var *
lookup(char *name, int make)
{
	Var *v;

	for(v = vars; v != nil; v = v->next)
		if(strcmp(v->name, name) == 0)
			return v;
	if(!make)
		return nil;
	v = check(mallocz(sizeof *v, 1));
	v->name = check(strdup(name));
	v->next = vars;
	vars = v;
	return v;
}

/* ---- the environment ---- */

/* the words of a file of the environment */
static void
readvar(Var *v, char *file)
{
	char *s;
	Biobuf *b = Bopen(file, OREAD);

	if(b == nil)
		return;
	while((s = Brdstr(b, 0, 1)) != nil) {
		addword(&v->v, s);
		free(s);
	}
	Bterm(b);
}

void
environment(void)
{
	char *file;
	Dir *d;
	long n = readdir("/env", &d);

	for(long i = 0; i < n; i++) {
		if(strncmp(d[i].name, "fn#", 3) == 0)
			continue;
		file = joinpath("/env", d[i].name);
		readvar(lookup(d[i].name, 1), file);
		free(file);
	}
	free(d);
}

void
putenvwords(char *name, Words *w)
{
	Textbuf b = {nil, 0, 0};
	char *file = joinpath("/env", name);
	int fd = create(file, OWRITE, 0666);

	free(file);
	if(fd < 0)
		return;
	for(int i = 0; i < w->n; i++)
		textaddn(&b, w->w[i], strlen(w->w[i]) + 1);
	write(fd, b.s, b.n);
	free(b.s);
	close(fd);
}

/* in a child: make its environment say what the variables are */
void
exportvars(void)
{
	char *file;

	for(Var *v = vars; v != nil; v = v->next) {
		if(v->local) {
			file = joinpath("/env", v->name);
			remove(file);
			free(file);
		} else if(v->set && strchr(v->name, '/') == nil)
			putenvwords(v->name, &v->v);
	}
}

/* those that mkfiles and arguments set */
void
showvars(void)
{
	char *s;

	for(Var *v = vars; v != nil; v = v->next)
		if(v->set || v->local) {
			s = joinwords(&v->v);
			fprint(2, "%s=%s\n", v->name, s);
			free(s);
		}
}

/* ---- values ---- */

int
isname(int c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '_' || c >= Runeself;
}

/* half of a substitution, in which there may be variables; malloced */
static char *
half(char *s)
{
	Words w = expand(s);

	return joinwords(&w);
}

/* ${name:a%b=c%d}: words that match a%b become c with the middle and d */
static void
substitute(Words *to, Words *from, char *pat)
{
	char *eq, *p, *q, *w, *s, *stem;
	int pre, post, n;

	eq = strchr(pat, '=');
	if(eq == nil)
		bad("= missing in ${name:a%b=c%d}");
	*eq++ = '\0';
	pat = half(pat);
	eq = half(eq);
	p = strchr(pat, '%');
	pre = p ? p - pat : strlen(pat);
	post = p ? strlen(p + 1) : 0;
	q = strchr(eq, '%');
	for(int i = 0; i < from->n; i++) {
		w = from->w[i];
		n = strlen(w);
		if(n < pre + post || strncmp(w, pat, pre) != 0 ||
		   (p && strcmp(w + n - post, p + 1) != 0) || (p == nil && n != pre)) {
			addword(to, w);
			continue;
		}
		if(p == nil || q == nil) {
			addword(to, eq);
			continue;
		}
		stem = between(w + pre, w + n - post);
		s = check(smprint("%.*s%s%s", utfnlen(eq, q - eq), eq, stem, q + 1));
		addword(to, s);
		free(stem);
		free(s);
	}
	free(pat);
	free(eq);
}

/* the } that ends what follows a { */
static char *
closing(char *s)
{
	int depth = 0;

	for(; *s != '\0'; s++)
		if(*s == '{')
			depth++;
		else if(*s == '}' && depth-- == 0)
			return s;
	bad("} missing");
}

/* the value of what follows a $; *s is left behind it */
Words
variable(char **s)
{
	Words v = {nil, 0};
	char *e = *s, *name, *colon = nil;
	Var *var;

	if(*e == '{') {
		e = closing(e + 1);
		name = between(*s + 1, e);
		*s = e + 1;
		colon = strchr(name, ':');
		if(colon != nil)
			*colon++ = '\0';
	} else {
		while(isname(*(uchar *)e))
			e++;
		name = between(*s, e);
		*s = e;
	}
	var = lookup(name, 0);
	if(var != nil && colon != nil)
		substitute(&v, &var->v, colon);
	else if(var != nil)
		v = var->v;
	free(name);
	return v;
}
