/*
 * Quoting as rc does it: a string that is empty or holds blanks, quotes or control characters is put
 * between quotes, and each quote in it is doubled.
 */
#include <u.h>
#include <libc.h>

int (*doquote)(int);

int
needsrcquote(int c)
{
	return c <= ' ' || strchr("`^#*[]=|\\?${}()'<>&;", c) != nil;
}

static int
quotes(Rune r)
{
	if(r <= ' ' || r == '\'')
		return 1;
	return doquote != nil && doquote(r);
}

static int
needsquote(Rune *s, int n)
{
	int i;

	for(i = 0; i < n; i++)
		if(quotes(s[i]))
			return 1;
	return n == 0;
}

/* print the n runes quoted; width and precision count the result */
static int
quoted(Fmt *f, Rune *s, int n)
{
	int i, len = n, q, r = 0;

	q = (f->flags & FmtSharp) || needsquote(s, n);
	if(q)
		for(len = n + 2, i = 0; i < n; i++)
			len += s[i] == '\'';
	f->flags &= ~FmtPrec;
	if((f->flags & (FmtWidth | FmtLeft)) == FmtWidth)
		for(i = len; i < f->width; i++)
			r |= fmtrune(f, ' ');
	if(q)
		r |= fmtrune(f, '\'');
	for(i = 0; i < n; i++) {
		if(q && s[i] == '\'')
			r |= fmtrune(f, '\'');
		r |= fmtrune(f, s[i]);
	}
	if(q)
		r |= fmtrune(f, '\'');
	if((f->flags & (FmtWidth | FmtLeft)) == (FmtWidth | FmtLeft))
		for(i = len; i < f->width; i++)
			r |= fmtrune(f, ' ');
	return r < 0 ? -1 : 0;
}

int
quoterunestrfmt(Fmt *f)
{
	Rune *s = va_arg(f->args, Rune *);
	int n;

	if(s == nil)
		return fmtstrcpy(f, "<nil>");
	for(n = 0; s[n] && (!(f->flags & FmtPrec) || n < f->prec); n++) {
	}
	return quoted(f, s, n);
}

int
quotestrfmt(Fmt *f)
{
	char *s = va_arg(f->args, char *);
	Rune small[128], *r = small;
	int n, max;

	if(s == nil)
		return fmtstrcpy(f, "<nil>");
	max = f->flags & FmtPrec ? f->prec : utflen(s);
	if(max > nelem(small) && (r = malloc(max * sizeof *r)) == nil)
		return -1;
	for(n = 0; n < max && *s; n++)
		s += chartorune(&r[n], s);
	n = quoted(f, r, n);
	if(r != small)
		free(r);
	return n;
}

void
quotefmtinstall(void)
{
	fmtinstall('q', quotestrfmt);
	fmtinstall('Q', quoterunestrfmt);
}

static int
quoteonly(Fmt *f, char *fmt, ...)
{
	va_list args;
	int n;

	va_start(args, fmt);
	va_copy(f->args, args);
	n = *fmt == 'q' ? quotestrfmt(f) : quoterunestrfmt(f);
	va_end(f->args);
	va_end(args);
	return n;
}

char *
quotestrdup(char *s)
{
	Fmt f;

	if(s == nil || fmtstrinit(&f) < 0)
		return nil;
	quoteonly(&f, "q", s);
	return fmtstrflush(&f);
}

Rune *
quoterunestrdup(Rune *s)
{
	Fmt f;

	if(s == nil || runefmtstrinit(&f) < 0)
		return nil;
	quoteonly(&f, "Q", s);
	return runefmtstrflush(&f);
}

char *
unquotestrdup(char *s)
{
	char *t = s == nil ? nil : strdup(s), *p, *q;

	if(t == nil || *t != '\'')
		return t;
	for(p = q = t + 1; *p; p++) {
		if(*p == '\'' && *++p != '\'')
			break;
		*q++ = *p;
	}
	*q = '\0';
	memmove(t, t + 1, q - t);
	return t;
}

Rune *
unquoterunestrdup(Rune *s)
{
	Rune *t = s == nil ? nil : runestrdup(s), *p, *q;

	if(t == nil || *t != '\'')
		return t;
	for(p = q = t + 1; *p; p++) {
		if(*p == '\'' && *++p != '\'')
			break;
		*q++ = *p;
	}
	*q = 0;
	memmove(t, t + 1, (q - t) * sizeof *t);
	return t;
}
