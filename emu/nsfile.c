/*
 * The namespace file: the lines of /lib/namespace, as newns(1) understands them, carried out on the name
 * space of process 1.  As there, a line that fails has no effect and nobody is told: a file may name
 * what is not everywhere.  Only the name of the file itself must be right.
 */
#include "u.h"
#include "lib.h"
#include "chan.h"
#include "dev.h"
#include "err.h"
#include "fs.h"
#include "grp.h"
#include "mem.h"
#include "mount.h"
#include "proc.h"
#include "emu.h"

enum
{
	Maxwords = 16,
	Maxword = 281, /* bytes of a word, with its NUL, its variables replaced */
	Maxvalue = 28, /* bytes of a variable's value that are used, with a NUL */
	Maxline = Maxwords * Maxword,
	Maxdepth = 8, /* files that include others */
};

typedef struct Nsline
{
	char *word[Maxwords];
	int nword;
	int flag;   /* of bind and mount */
	char **arg; /* after the flags */
	int narg;
	char text[Maxline];
} Nsline;

/* ---- lines ---- */

/* the value of the variable at *s, which moves behind its name, to p; result: its end */
static char *
putvalue(const char **s, char *p, char *e)
{
	char name[Maxword], *v;
	int n = 0;

	while(**s != '\0' && strchr("/.!'$ \t\r", **s) == nil && n < Maxword - 1)
		name[n++] = *(*s)++;
	name[n] = '\0';
	v = kgetenv(name);
	if(v == nil)
		return p;
	if(e > p + Maxvalue)
		e = p + Maxvalue;
	p = strecpy(p, e, v);
	kfree(v);
	return p;
}

/* copy the n bytes at s to l->text, variables outside quotes replaced */
static void
expand(Nsline *l, const char *s, int n)
{
	char *line = smalloc((usize)n + 1), *p = l->text, *e = p + Maxline - 1;
	const char *from = line;
	bool quoted = false;

	onerror(kfree, line);
	memmove(line, s, (usize)n);
	while(*from != '\0' && p < e) {
		if(*from == '\'')
			quoted = !quoted;
		if(*from == '$' && !quoted) {
			from++;
			p = putvalue(&from, p, e);
		} else
			*p++ = *from++;
	}
	*p = '\0';
	undo();
}

static void
takeflags(Nsline *l)
{
	l->arg = l->word + 1;
	l->narg = l->nword - 1;
	l->flag = 0;
	for(; l->narg > 0 && l->arg[0][0] == '-'; l->arg++, l->narg--)
		for(const char *f = l->arg[0] + 1; *f != '\0'; f++)
			switch(*f) {
			case 'a':
				l->flag |= Mafter;
				break;
			case 'b':
				l->flag |= Mbefore;
				break;
			case 'c':
				l->flag |= Mcreate;
				break;
			case 'C':
				l->flag |= Mcache;
				break;
			}
}

/* ---- commands: each may raise ---- */

static void
domountfd(Nsline *l)
{
	const char *spec = l->narg > 2 ? l->arg[2] : "";
	Chan *fd = namec(l->arg[0], Aopen, Ordwr, 0), *root;

	onerror(cclose, fd);
	root = mntattach(fd, nil, spec, l->flag & Mcache);
	onerror(cclose, root);
	mountonto(root, l->arg[1], l->flag, spec);
	undo();
	undo();
}

void
changedir(const char *dir)
{
	Chan *c = namec(dir, Atodir, 0, 0), *old = up->dot;

	up->dot = c;
	cclose(old);
}

/* RFCNAMEG */
static void
clear(void)
{
	Pgrp *old = up->pgrp;

	up->pgrp = newpgrp();
	closepgrp(old);
}

static void runfile(const char *file, int depth);

static void
command(Nsline *l, int depth)
{
	const char *cmd = l->word[0];

	if(strcmp(cmd, "bind") == 0 && l->narg == 2)
		bindname(l->arg[0], l->arg[1], l->flag);
	else if(strcmp(cmd, "mount") == 0 && (l->narg == 2 || l->narg == 3))
		domountfd(l);
	else if(strcmp(cmd, "unmount") == 0 && (l->narg == 1 || l->narg == 2))
		unmountname(l->narg == 2 ? l->arg[0] : nil, l->arg[l->narg - 1]);
	else if(strcmp(cmd, "cd") == 0 && l->narg == 1)
		changedir(l->arg[0]);
	else if(strcmp(cmd, "clear") == 0)
		clear();
	else if(strcmp(cmd, ".") == 0 && l->narg == 1 && depth < Maxdepth)
		runfile(l->arg[0], depth + 1);
}

static void
runline(Nsline *l, const char *s, int n, int depth)
{
	if(waserror())
		return;
	expand(l, s, n);
	l->nword = tokenize(l->text, l->word, Maxwords);
	if(l->nword > 0 && l->nword < Maxwords && l->word[0][0] != '#') {
		takeflags(l);
		command(l, depth);
	}
	poperror();
}

static void
runtext(const char *text, int depth)
{
	Nsline *l = smalloc(sizeof *l);
	const char *s, *e;

	onerror(kfree, l);
	for(s = text; *s != '\0'; s = *e == '\0' ? e : e + 1) {
		for(e = s; *e != '\0' && *e != '\n'; e++)
			;
		runline(l, s, (int)(e - s), depth);
	}
	undo();
}

/* ---- files ---- */

/* all of the file: kfree */
static char *
readall(const char *file)
{
	Chan *c = namec(file, Aopen, Oread, 0);
	int size = 4 * KiB, have = 0, n;
	char *text = smalloc((usize)size + 1);

	onerror(cclose, c);
	onerror(kfree, text);
	while((n = dread(c, kbuf(text + have), size - have, have)) > 0) {
		have += n;
		if(have == size)
			error("namespace file is too long");
	}
	text[have] = '\0';
	poperror();
	undo();
	return text;
}

static void
runfile(const char *file, int depth)
{
	char *text = readall(file);

	onerror(kfree, text);
	runtext(text, depth);
	undo();
}

void
namespacefile(const char *file)
{
	runfile(file, 0);
}

void
namespacetext(const char *text)
{
	runtext(text, 0);
}
