/*
 * Lists of words.
 */
#include <u.h>
#include <libc.h>
#include <bio.h>
#include <regexp.h>
#include <cmd.h>
#include "mk.h"

void
addword(Words *w, char *s)
{
	if((w->n & (w->n - 1)) == 0)
		w->w = check(realloc(w->w, (w->n == 0 ? 1 : 2 * w->n) * sizeof *w->w));
	w->w[w->n++] = check(strdup(s));
}

int
hasword(Words *w, char *s)
{
	for(int i = 0; i < w->n; i++)
		if(strcmp(w->w[i], s) == 0)
			return 1;
	return 0;
}

/* with blanks between; the caller frees it */
char *
joinwords(Words *w)
{
	Textbuf b = {nil, 0, 0};

	textadd(&b, "");
	for(int i = 0; i < w->n; i++) {
		if(i > 0)
			textadd(&b, " ");
		textadd(&b, w->w[i]);
	}
	return b.s;
}

/* the bytes from s up to e as a string */
char *
between(char *s, char *e)
{
	char *t = check(malloc(e - s + 1));

	memmove(t, s, e - s);
	t[e - s] = '\0';
	return t;
}
