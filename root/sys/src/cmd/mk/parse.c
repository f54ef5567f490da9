/*
 * Reading mkfiles.
 */
#include <u.h>
#include <libc.h>
#include <bio.h>
#include <regexp.h>
#include <cmd.h>
#include "mk.h"

Words defaults;

static char *mkfile = "arguments";
static int lineno;

noreturn void
bad(char *why)
{
	fprint(2, "mk: %s:%d: %s\n", mkfile, lineno, why);
	exits("error");
}

/* regcomp says what is wrong with an expression; who has it tells where */
void
regerror(char *msg)
{
	bad(msg);
}

/* ---- lines ---- */

/* a logical line: a backslash before a newline joins lines */
static char *
getline(Biobuf *b)
{
	char *s, *t, *u;
	int n;

	s = Brdstr(b, '\n', 1);
	lineno++;
	while(s != nil && (n = strlen(s)) > 0 && s[n - 1] == '\\') {
		s[n - 1] = ' ';
		t = Brdstr(b, '\n', 1);
		lineno++;
		if(t == nil)
			break;
		u = check(smprint("%s%s", s, t));
		free(s);
		free(t);
		s = u;
	}
	return s;
}

/* drop a comment, but not within quotes */
static void
uncomment(char *s)
{
	int quoted;

	for(quoted = 0; *s; s++)
		if(*s == '\'')
			quoted = !quoted;
		else if(*s == '#' && !quoted) {
			*s = 0;
			return;
		}
}

/* the first of some characters outside quotes and ${} and commands, or nil */
static char *
find(char *s, char *chars)
{
	int quoted, braces;

	quoted = braces = 0;
	for(; *s; s++) {
		if(*s == '\'')
			quoted = !quoted;
		else if(*s == '{')
			braces++;
		else if(*s == '}' && braces)
			braces--;
		else if(!quoted && !braces && strchr(chars, *s))
			return s;
	}
	return nil;
}

/* ---- words ---- */

/* what a command prints, which has the variables in its environment; *failed: did it */
char *
commandoutput(char *cmd, int *failed)
{
	Waitmsg *w;
	char *out;
	int p[2];

	if(pipe(p) < 0)
		sysfatal("pipe: %r");
	switch(rfork(RFPROC | RFFDG | RFENVG | RFREND)) {
	case -1:
		sysfatal("fork: %r");
	case 0:
		exportvars();
		dup(p[1], 1);
		close(p[0]);
		close(p[1]);
		execl("/bin/rc", "rc", "-I", "-c", cmd, nil);
		sysfatal("/bin/rc: %r");
	}
	close(p[1]);
	out = readall(p[0], nil);
	close(p[0]);
	w = wait();
	*failed = w == nil || w->msg[0] != '\0';
	free(w);
	return out;
}

typedef struct Build Build;
struct Build
{
	Words *out;
	Textbuf cur;
	int any; /* there is a word, be it empty */
};

static void
addtext(Build *b, char *s, int n)
{
	textaddn(&b->cur, s, n);
	b->any = 1;
}

static void
endword(Build *b)
{
	if(b->any)
		addword(b->out, b->cur.s);
	b->cur.n = b->any = 0;
}

/* a list is joined to what stands beside it with its first and last words */
static void
addlist(Build *b, Words *v)
{
	for(int i = 0; i < v->n; i++) {
		if(i > 0)
			endword(b);
		addtext(b, v->w[i], strlen(v->w[i]));
	}
}

static char *
quoted(Build *b, char *s)
{
	addtext(b, "", 0);
	for(s++; *s != '\0' && (*s != '\'' || s[1] == '\''); s++) {
		if(*s == '\'')
			s++;
		addtext(b, s, 1);
	}
	return *s != '\0' ? s + 1 : s;
}

/* `{command}, or in the old way `command` */
static char *
backquoted(Build *b, char *s)
{
	Words v = {nil, 0};
	char *e, *cmd, *text;
	int failed; /* what it printed counts all the same */

	s++;
	if(*s == '{') {
		s++;
		e = strchr(s, '}');
	} else
		e = strchr(s, '`');
	if(e == nil)
		bad("command has no end");
	cmd = between(s, e);
	text = commandoutput(cmd, &failed);
	for(char *f = strtok(text, " \t\n"); f != nil; f = strtok(nil, " \t\n"))
		addword(&v, f);
	addlist(b, &v);
	free(cmd);
	free(text);
	return e + 1;
}

/* words of a line, with quotes, variables and commands done */
Words
expand(char *s)
{
	Words out = {nil, 0}, v;
	Build b = {&out, {nil, 0, 0}, 0};

	while(*s != '\0') {
		if(*s == ' ' || *s == '\t') {
			endword(&b);
			s++;
		} else if(*s == '\'')
			s = quoted(&b, s);
		else if(*s == '$') {
			s++;
			v = variable(&s);
			addlist(&b, &v);
		} else if(*s == '`')
			s = backquoted(&b, s);
		else
			addtext(&b, s++, 1);
	}
	endword(&b);
	free(b.cur.s);
	return out;
}

/* ---- rules ---- */

/* the lines that begin with white space, without its first character */
static char *
readrecipe(Biobuf *b)
{
	Textbuf t = {nil, 0, 0};
	char *s;
	int c;

	textadd(&t, "");
	for(;;) {
		c = Bgetc(b);
		if(c == '#') { /* a comment does not end it */
			free(Brdstr(b, '\n', 1));
			lineno++;
			continue;
		}
		if(c >= 0)
			Bungetc(b);
		if(c != ' ' && c != '\t')
			return t.s;
		s = Brdstr(b, '\n', 1);
		lineno++;
		textadd(&t, s + 1);
		textadd(&t, "\n");
		free(s);
	}
}

static int
attribute(int c)
{
	static char letters[] = "DENnQRUV"; /* in the order of their bits */
	char *p = strchr(letters, c);

	if(p == nil)
		bad(smprint("unknown attribute '%c'", c));
	return 1 << (p - letters);
}

static void
rule(Biobuf *b, char *head, char *rest)
{
	Words all, prereq;
	char *e, *recipe, *prog = nil;
	int attr = 0;

	e = find(rest, ":");
	if(e != nil) {
		*e = '\0';
		for(; *rest != '\0' && *rest != 'P'; rest++)
			attr |= attribute(*rest);
		if(*rest == 'P')
			prog = check(strdup(rest + 1));
		rest = e + 1;
	}
	all = expand(head);
	prereq = expand(rest);
	recipe = readrecipe(b);
	for(int i = 0; i < all.n; i++)
		if((addrule(all.w[i], all, prereq, recipe, attr, prog)->attr & Meta) == 0 &&
		   defaults.n == 0)
			defaults = all;
}

/* name=words, or name=U=words, where eq is the first = */
void
assign(char *s, char *eq, int cmdline)
{
	Var *v;
	char *name, *e;
	int local = 0;

	*eq = '\0';
	e = strchr(eq + 1, '=');
	if(e != nil && e == eq + 2 && eq[1] == 'U') {
		eq = e;
		local = 1;
	}
	name = strtok(s, " \t");
	if(name == nil)
		bad("assignment to nothing");
	v = lookup(name, 1);
	if(v->first && !cmdline) {
		v->first = 0;
		return;
	}
	v->v = expand(eq + 1);
	v->first = cmdline;
	v->set = 1;
	v->local = local;
}

/* ---- files ---- */

/* read what a command prints as if it were a file */
static void
includeoutput(char *cmd)
{
	int failed;
	char *out = commandoutput(cmd, &failed), name[] = "/tmp/mkXXXXXXXXXXX";
	Biobuf *b;
	int fd = create(mktemp(name), ORDWR | ORCLOSE | OEXCL, 0600), n = strlen(out);

	if(failed)
		bad("the command of <| failed");
	if(fd < 0 || write(fd, out, n) != n)
		sysfatal("%s: %r", name);
	free(out);
	seek(fd, 0, 0);
	b = check(Bfdopen(fd, OREAD));
	readmkfile(b, cmd);
	Bterm(b);
}

static void
includefile(char *s)
{
	Words w = expand(s);
	Biobuf *b;

	if(w.n != 1)
		bad("< wants one file");
	b = Bopen(w.w[0], OREAD);
	if(b == nil) {
		fprint(2, "mk: warning: can't open %s: %r\n", w.w[0]);
		return;
	}
	readmkfile(b, w.w[0]);
	Bterm(b);
}

static void
include(char *s)
{
	char *file = mkfile;
	int line = lineno;

	if(*s == '|')
		includeoutput(s + 1);
	else
		includefile(s);
	mkfile = file;
	lineno = line;
}

void
readmkfile(Biobuf *b, char *name)
{
	char *s, *e;

	mkfile = name;
	lineno = 0;
	for(; (s = getline(b)) != nil; free(s)) {
		uncomment(s);
		if(s[strspn(s, " \t\r")] == '\0')
			continue;
		if(*s == '<') {
			include(s + 1);
			continue;
		}
		e = find(s, ":=");
		if(e == nil)
			bad("neither a rule nor an assignment");
		if(*e == '=')
			assign(s, e, 0);
		else {
			*e = '\0';
			rule(b, s, e + 1);
		}
	}
}
