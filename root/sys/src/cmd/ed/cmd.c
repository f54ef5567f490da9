/*
 * cmd.c: what the commands do.
 */
#include "ed.h"

static void
append(long after)
{
	char *s;

	dot = after;
	while((s = getline()) != nil) {
		if(strcmp(s, ".") == 0) {
			free(s);
			break;
		}
		insert(dot++, s);
	}
}

static void
move(Range *r, int copy)
{
	Line *t;
	long to, n;

	nonzero(r);
	to = address();
	if(to < 0)
		to = dot;
	endcommand();
	n = r->b - r->a + 1;
	if(!copy && to >= r->a && to < r->b)
		error("destination within the lines");
	t = check(malloc(n * sizeof *t));
	memmove(t, buf + r->a, n * sizeof *t);
	if(!copy) {
		deletelines(r->a, r->b);
		if(to >= r->b)
			to -= n;
	}
	for(long i = 0; i < n; i++) {
		insert(to + i, copy ? check(strdup(t[i].s)) : t[i].s);
		if(!copy)
			buf[to + i + 1] = t[i];
	}
	free(t);
	dot = to + n;
}

static void
joinlines(Range *r)
{
	char *s, *t;

	if(r->a == r->b)
		return;
	s = check(strdup(buf[r->a].s));
	for(long i = r->a + 1; i <= r->b; i++) {
		t = check(smprint("%s%s", s, buf[i].s));
		free(s);
		s = t;
	}
	deletelines(r->a, r->b);
	insert(r->a - 1, s);
	dot = r->a;
}

static void
global(Range *r, int want)
{
	char *list, *s, *t, *line;
	long i, n;

	if(inglobal)
		error("global in a global");
	getpattern();
	list = check(strdup(cmd));
	/* commands on further lines, if this one ends in \ */
	while((n = strlen(list)) > 0 && list[n - 1] == '\\') {
		list[n - 1] = 0;
		s = getline();
		if(s == nil)
			break;
		t = check(smprint("%s\n%s", list, s));
		free(list);
		free(s);
		list = t;
	}
	for(i = 1; i <= last; i++)
		buf[i].global =
			i >= r->a && i <= r->b && (regexec(pattern, buf[i].s, nil, 0) > 0) == want;
	for(i = 1; i <= last;) {
		if(!buf[i].global) {
			i++;
			continue;
		}
		buf[i].global = 0;
		dot = i;
		inglobal = 1;
		globallines = *list ? list : "p";
		while((line = getline()) != nil)
			obey(line);
		inglobal = 0;
		i = 1; /* lines may have moved */
	}
	listing = 0; /* that was the commands' */
	free(list);
}

static void
shell(char *s)
{
	Bflush(&bout);
	if(startrc(s, 0) < 0)
		error("fork");
	waitpid();
	interrupted = 0; /* it was for the command */
	fprint(fd1, "!\n");
}

void
quit(int force)
{
	unlesschanged(force);
	Bterm(&bout);
	exits(nil);
}

static void
browse(Range *r)
{
	static int window = 20, how = 'p';
	long from, to;
	int backwards;

	blanks();
	backwards = *cmd == '-';
	if(*cmd == '+' || *cmd == '-')
		cmd++;
	if(*cmd >= '0' && *cmd <= '9')
		window = strtol(cmd, &cmd, 10);
	endcommand();
	if(listing)
		how = listing;
	listing = 0;
	nonzero(r);
	from = backwards ? r->b - window : r->b;
	to = backwards ? r->b : r->b + window;
	if(from < 1)
		from = 1;
	if(to > last)
		to = last;
	for(long i = from; i <= to; i++)
		show(i, how);
	dot = to;
}

static void
printlines(Range *r, int how)
{
	defaults(r, dot, dot);
	nonzero(r);
	endcommand();
	if(listing && how != 'n')
		how = listing;
	listing = 0;
	for(long i = r->a; i <= r->b; i++)
		show(i, how);
	dot = r->b;
}

static void
setmark(Range *r)
{
	nonzero(r);
	blanks();
	if(*cmd < 'a' || *cmd > 'z')
		error("mark");
	for(long i = 1; i <= last; i++)
		if(buf[i].mark == *cmd)
			buf[i].mark = 0;
	buf[r->b].mark = *cmd++;
	endcommand();
}

/* a c d i j m s t */
static void
change(int c, Range *r)
{
	switch(c) {
	case 'a':
		endcommand();
		append(r->b);
		return;
	case 'i':
		endcommand();
		append(r->b > 0 ? r->b - 1 : 0);
		return;
	case 'm':
	case 't':
		defaults(r, dot, dot);
		move(r, c == 't');
		return;
	case 's':
		defaults(r, dot, dot);
		substitute(r);
		return;
	}
	defaults(r, dot, c == 'j' ? dot + 1 : dot);
	nonzero(r);
	endcommand();
	if(c == 'j') {
		joinlines(r);
		return;
	}
	deletelines(r->a, r->b);
	if(c == 'c')
		append(r->a - 1);
}

/* the commands about lines */
static void
textcommand(int c, Range *r)
{
	switch(c) {
	case 'a':
	case 'c':
	case 'd':
	case 'i':
	case 'j':
	case 'm':
	case 's':
	case 't':
		change(c, r);
		break;
	case 'k':
		setmark(r);
		break;
	case 'p':
	case 'P':
	case 'l':
	case 'n':
		printlines(r, c);
		break;
	case 'b':
		browse(r);
		break;
	case '=':
		endcommand();
		Bprint(&bout, "%ld\n", r->n ? r->b : last);
		break;
	default:
		error("unknown command");
	}
}

void
command(int c, Range *r)
{
	char *name;
	int quitting;

	switch(c) {
	case 'e':
	case 'E':
		edit(c == 'E');
		break;
	case 'f':
		nocharacter();
		if(*cmd) {
			blanks();
			filename = check(strdup(cmd));
		}
		Bprint(&bout, "%s\n", filename ? filename : "");
		break;
	case 'g':
	case 'v':
		defaults(r, 1, last);
		global(r, c == 'g');
		break;
	case 'q':
	case 'Q':
		endcommand();
		quit(c == 'Q');
		break;
	case 'r':
		name = getname();
		readfile(name, r->n ? r->b : last);
		break;
	case 'w':
	case 'W':
		defaults(r, last ? 1 : 0, last);
		quitting = *cmd == 'q';
		if(quitting)
			cmd++;
		name = getname();
		writefile(name, r, c == 'W');
		if(quitting)
			quit(0);
		break;
	case 'u':
		undo(r);
		break;
	case '!':
		shell(cmd);
		break;
	case '"':
		break;
	default:
		textcommand(c, r);
	}
}
