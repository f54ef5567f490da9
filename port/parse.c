/*
 * Control messages: the text that programs write to ctl files.
 */
#include "lib.h"
#include "mem.h"
#include "parse.h"

enum
{
	Maxcmd = 64 * KiB, /* bytes of one control message */
};

/* One trailing newline is dropped; words are split as rc would quote them. */
Cmdbuf *
parsecmd(Buf b, int n)
{
	int maxword;
	Cmdbuf *cb;

	if(n < 0)
		error(Ebadarg);
	if(n > Maxcmd)
		error(Etoobig);
	maxword = n / 2 + 1;
	cb = smalloc(sizeof *cb + (usize)maxword * sizeof *cb->word + (usize)n + 1);
	onerror(freecmd, cb);
	cb->word = (char **)(cb + 1);
	cb->buf = (char *)(cb->word + maxword);
	bufget(cb->buf, b, (usize)n);
	if(n > 0 && cb->buf[n - 1] == '\n')
		n--;
	cb->buf[n] = '\0';
	cb->nword = tokenize(cb->buf, cb->word, maxword);
	poperror();
	return cb;
}

void
freecmd(Cmdbuf *cb)
{
	kfree(cb);
}

noreturn void
cmderror(Cmdbuf *cb, const char *err)
{
	char text[Errmax], *p, *end = text + sizeof text - 1; /* room for the last quote */

	p = seprint(text, end, "%s \"", err);
	for(int i = 0; i < cb->nword; i++)
		p = seprint(p, end, i > 0 ? " %q" : "%q", cb->word[i]);
	seprint(p, text + sizeof text, "\"");
	errorf("%s", text);
}

const Cmdtab *
lookupcmd(Cmdbuf *cb, const Cmdtab *tab, int n)
{
	if(cb->nword == 0)
		error("empty control message");
	for(int i = 0; i < n; i++) {
		const Cmdtab *t = &tab[i];

		if(strcmp(t->name, "*") != 0 && strcmp(t->name, cb->word[0]) != 0)
			continue;
		if(t->nword != 0 && t->nword != cb->nword)
			cmderror(cb, Ecmdargs);
		return t;
	}
	cmderror(cb, "unknown control message");
}
