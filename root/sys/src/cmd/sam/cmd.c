/*
 * Doing commands.
 */
#include <u.h>
#include <libc.h>
#include <bio.h>
#include <cmd.h>
#include "sam.h"

/* ---- names ---- */

/* The file name that a command was given, or nil.  The caller frees it. */
static char *
argument(Str *s)
{
	char *t = utf(s->r, s->n), *name = nil;

	if(s->n > 0 && s->r[0] != ' ' && s->r[0] != '\t')
		error("blank expected");
	if(t[strspn(t, " \t")] != '\0')
		name = fixname(t + strspn(t, " \t"));
	free(t);
	return name;
}

/* The name that e, f, r or w works with, f's own if none was given.  If it has none, or for e and f, it
 * is given this one.  The caller frees it. */
static char *
nameof(File *f, Str *s, int save)
{
	char *name = argument(s);

	if(name == nil)
		return check(strdup(f->newname != nil ? f->newname : f->name));
	if((save || *f->name == '\0') && strcmp(name, f->name) != 0) {
		setname(f, name);
		named(f);
		f->qid.path = f->mtime = 0;
	}
	return name;
}

/* do to each file of a list, which may be what a command prints */
static int
overnames(Str *s, void (*f)(char *))
{
	Str list = {nil, 0, 0};
	char *t, *p, *name;
	int n = 0;

	t = utf(s->r, s->n);
	p = t + strspn(t, " \t");
	if(*p == '<') {
		readcommand(p + 1, &list);
		free(t);
		t = p = utf(list.r, list.n);
		free(list.r);
	}
	for(name = strtok(p, " \t\n"); name != nil; name = strtok(nil, " \t\n")) {
		name = fixname(name);
		f(name);
		n++;
		free(name);
	}
	free(t);
	return n;
}

static File *chosen; /* the first of the list of b, the last of that of B */

static void
choose(char *name)
{
	File *f = lookfile(name);

	if(f != nil && chosen == nil)
		chosen = f;
}

static void
chooseorload(char *name)
{
	File *f = lookfile(name);

	chosen = f != nil ? f : newfile(check(strdup(name)));
}

static void
closenamed(char *name)
{
	File *f = lookfile(name);

	if(f == nil)
		warn("no such file `%s'", name);
	else
		tryclose(f);
}

/* b and B */
static void
bcmd(Cmd *cmd)
{
	char *s;

	if(cmd->text.n > 0 && cmd->text.r[0] != ' ' && cmd->text.r[0] != '\t')
		error("blank expected");
	chosen = nil;
	if(overnames(&cmd->text, cmd->c == 'b' ? choose : chooseorload) == 0) {
		chosen = lookfile("");
		if(chosen == nil && cmd->c == 'B')
			chosen = newfile(check(strdup("")));
	}
	if(chosen == nil) {
		s = utf(cmd->text.r, cmd->text.n);
		s[strlen(s)] = '\0';
		error("not in menu: \"%s\"", s + strspn(s, " \t"));
	}
	curfile = chosen;
	if(curfile->unread)
		load(curfile);
	else if(nest == 0)
		printname(curfile);
}

static void
dcmd(File *f, Cmd *cmd)
{
	if(cmd->text.n == 0) {
		if(f == nil)
			error("no current file");
		tryclose(f);
		return;
	}
	if(cmd->text.r[0] != ' ' && cmd->text.r[0] != '\t')
		error("blank expected");
	if(overnames(&cmd->text, closenamed) == 0)
		error("newline expected");
}

static void
ecmd(File *f, Cmd *cmd)
{
	char *name = nameof(f, &cmd->text, cmd->c == 'e');

	if(*name == '\0')
		error("no file name");
	readinto(f, name, cmd->c == 'e');
	if(cmd->c == 'e')
		printname(f);
	free(name);
}

static void
fcmd(File *f, Cmd *cmd)
{
	free(nameof(f, &cmd->text, 1));
	printname(f);
}

static void
wcmd(File *f, Range r, Cmd *cmd)
{
	int busy = changing(f);
	char *name = nameof(f, &cmd->text, 0);

	if(*name == '\0')
		error("no file name");
	if(busy)
		error("can't write while changing: \"%s\"", name);
	writefile(f, name, r);
	free(name);
}

static void
cdcmd(Cmd *cmd)
{
	char *dir = argument(&cmd->text);

	if(dir == nil)
		dir = getenv("home");
	if(dir == nil)
		error("no file name");
	changedir(dir);
	free(dir);
}

/* ---- text ---- */

static void
display(File *f, Range r)
{
	Biobuf *b = prints();

	for(Posn p = r.p1; p < r.p2; p++) {
		Bputrune(b, f->text.r[p]);
		if(interrupted)
			error("interrupt");
	}
	f->dot = r;
}

/* only a newline: what it points to, or the lines that dot is in, or if it is these the next one */
static void
newline(File *f, Addr *a, Range r)
{
	if(a == nil) {
		r.p1 = lineaddr(f, 0, f->dot, -1).p1;
		r.p2 = lineaddr(f, 0, f->dot, 1).p2;
		if(r.p1 == f->dot.p1 && r.p2 == f->dot.p2)
			r = lineaddr(f, 1, f->dot, 1);
	}
	display(f, r);
}

int
newlines(File *f, Posn p, Posn q)
{
	int n = 0;

	for(; p < q; p++)
		n += f->text.r[p] == '\n';
	return n;
}

static void
position(File *f, Range r, Str *s)
{
	int a, b;

	if(s->n > 1 || (s->n == 1 && s->r[0] != '#'))
		error("newline expected");
	if(s->n == 0) {
		a = 1 + newlines(f, 0, r.p1);
		b = a + newlines(f, r.p1, r.p2);
		if(r.p2 > r.p1 && f->text.r[r.p2 - 1] == '\n')
			b--;
		Bprint(says(), "%d", a);
		if(a != b)
			Bprint(says(), ",%d", b);
		Bprint(says(), "; ");
	}
	Bprint(says(), "#%ld", (long)r.p1);
	if(r.p1 != r.p2)
		Bprint(says(), ",#%ld", (long)r.p2);
	Bprint(says(), "\n");
}

/* m, t: in one file the copy must not lie within what is moved */
static void
copy(File *f, Range r, Cmd *cmd)
{
	Address to = address(cmd->to, (Address){f, f->dot}, 0);
	Posn p = to.r.p2, n = r.p2 - r.p1;
	Range there = {p, p};
	Rune *s = check(malloc((usize)n * sizeof *s + 1));

	memmove(s, f->text.r + r.p1, (usize)n * sizeof *s);
	if(cmd->c == 't')
		change(to.f, there, s, n);
	else if(to.f != f || r.p2 <= p) {
		change(f, r, nil, 0);
		change(to.f, there, s, n);
	} else if(r.p1 >= p) {
		change(to.f, there, s, n);
		there = f->ndot;
		change(f, r, nil, 0);
		f->ndot = there;
	} else {
		free(s);
		error("addresses overlap");
	}
	free(s);
}

static void
undoes(int n)
{
	for(; n > 0 && travel(1); n--) {
	}
	for(; n < 0 && travel(0); n++) {
	}
}

static void
guard(File *f, Range r, Cmd *cmd)
{
	if(search(f, cmd->re, r) == (cmd->c == 'g')) {
		f->dot = r;
		execute(f, cmd->sub);
	}
}

/* those that change text, or go over it */
static void
edit(File *f, Range r, Cmd *cmd)
{
	Str *s = &cmd->text;

	switch(cmd->c) {
	case 'a':
		change(f, (Range){r.p2, r.p2}, s->r, s->n);
		break;
	case 'i':
		change(f, (Range){r.p1, r.p1}, s->r, s->n);
		break;
	case 'c':
		change(f, r, s->r, s->n);
		break;
	case 'd':
		change(f, r, nil, 0);
		break;
	case 'm':
	case 't':
		copy(f, r, cmd);
		break;
	case 's':
		substitute(f, r, cmd);
		break;
	case 'x':
	case 'y':
		eachmatch(f, r, cmd);
		break;
	case 'g':
	case 'v':
		guard(f, r, cmd);
		break;
	case 'r':
		f->dot = r;
		ecmd(f, cmd);
		break;
	default:
		shell(f, r, cmd->c, s, nest);
	}
}

/* with text, of which r is what it is about */
static void
textcmd(File *f, Range r, Cmd *cmd)
{
	switch(cmd->c) {
	case '\n':
		newline(f, cmd->addr, r);
		break;
	case 'k':
		f->mark = r;
		break;
	case 'p':
		display(f, r);
		break;
	case '=':
		position(f, r, &cmd->text);
		break;
	case 'w':
		wcmd(f, r, cmd);
		break;
	default:
		edit(f, r, cmd);
	}
}

static void
block(File *f, Cmd *cmd)
{
	Address a = {f, f->dot};

	if(cmd->addr != nil)
		a = address(cmd->addr, a, 0);
	for(cmd = cmd->sub; cmd != nil; cmd = cmd->next) {
		a.f->dot = a.r;
		execute(a.f, cmd);
	}
}

/* those about files as such; result: 0 after q, -1: it is none of them */
static int
filecmd(File *f, Cmd *cmd)
{
	switch(cmd->c) {
	case 'b':
	case 'B':
		bcmd(cmd);
		break;
	case 'D':
		dcmd(f, cmd);
		break;
	case 'e':
		ecmd(f, cmd);
		break;
	case 'f':
		fcmd(f, cmd);
		break;
	case 'n':
		for(int i = 0; i < nfile; i++)
			printname(file[i]);
		break;
	case 'q':
		tryquit();
		return 0;
	case 'u':
		undoes(cmd->num);
		break;
	case 'X':
	case 'Y':
		overfiles(cmd);
		break;
	case '!':
		shell(f, f != nil ? f->dot : (Range){0, 0}, '!', &cmd->text, nest);
		break;
	case Cd:
		cdcmd(cmd);
		break;
	default:
		return -1;
	}
	return 1;
}

/* where a command with text is at work: where it says, or all for w, or dot */
static Address
place(File *f, Cmd *cmd)
{
	Addr all = {.type = cmd->c == 'w' ? '*' : '.'}, named;
	Address a = {f, {0, 0}};

	if(f != nil)
		a.r = f->dot;
	if(cmd->addr == nil)
		return address(&all, a, 0);
	if(cmd->addr->type != '"' || cmd->addr->next != nil)
		return address(cmd->addr, a, 0);
	named = *cmd->addr;
	named.next = &all;
	return address(&named, a, 0);
}

/* Do a command to f, which may be nil.  Result: go on with others. */
int
execute(File *f, Cmd *cmd)
{
	Address a;
	int r;

	if(interrupted)
		error("interrupt");
	if(f != nil && f->unread)
		load(f);
	if(f == nil && (cmd->addr == nil || cmd->addr->type != '"') &&
	   (cmd->c > 255 ? cmd->c != Cd : strchr("bBnqUXY!", cmd->c) == nil) &&
	   !(cmd->c == 'D' && cmd->text.n > 0))
		error("no current file");
	if(cmd->c == '{') {
		block(f, cmd);
		return 1;
	}
	curfile = f;
	r = filecmd(f, cmd);
	if(r >= 0)
		return r;
	a = place(f, cmd);
	curfile = a.f;
	textcmd(a.f, a.r, cmd);
	return 1;
}
