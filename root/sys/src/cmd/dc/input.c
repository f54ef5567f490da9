/*
 * input.c: characters, from the input or the strings that are executed.
 */
#include "dc.h"

typedef struct Source Source;
struct Source
{
	char *s; /* what is left of it */
	char *text;
	Source *up;
};

static Source *src; /* nil: read the input */

/* a string is done */
static void
endsource(void)
{
	Source *s;

	s = src;
	src = s->up;
	free(s->text);
	free(s);
}

int
getch(void)
{
	Rune r;

	while(src != nil) {
		if(*src->s) {
			src->s += chartorune(&r, src->s);
			return r;
		}
		endsource();
	}
	return in ? Bgetrune(in) : -1;
}

void
ungetch(int c)
{
	if(c < 0)
		return;
	if(src != nil)
		src->s -= runelen(c);
	else
		Bungetrune(in);
}

void
execute(char *text)
{
	Source *s;

	/* the last command of a string leaves it first */
	while(src != nil && *src->s == 0)
		endsource();
	s = check(malloc(sizeof *s));
	s->s = s->text = text;
	s->up = src;
	src = s;
}

/* leave n levels of strings, and so perhaps dc */
void
leave(int n)
{
	for(; n > 0 && src != nil; n--)
		endsource();
	if(n > 0) {
		Bterm(&bout);
		exits(nil);
	}
}

int
executing(void)
{
	return src != nil;
}
