/*
 * ed: the line editor.  Lines are kept in memory, each allocated on its own; a line's number
 * is its place in the array.
 */
#include <u.h>
#include <libc.h>
#include <bio.h>
#include <regexp.h>
#include <cmd.h>

typedef struct Line Line;
struct Line
{
	char *s;    /* shared by copies, never freed before a w */
	int mark;   /* letter of k, or 0 */
	int global; /* selected by g */
};

static Line *buf; /* line 1 is buf[1] */
static long last, max;
static long dot;
static int modified, warned;
static char *filename;
static Biobuf in, bout;
static int oflag;
static int fd1 = 1; /* where chatter goes */
static Reprog *pattern;
static char *replacement;
static int listing;       /* how commands print: 'p' 'l' 'n' */
static char *cmd;         /* what is left of the line being obeyed */
static char *globallines; /* rest of the command list of g */
static int inglobal;
static jmp_buf toplevel;
static int nlflag; /* the file's last line has no newline */

static noreturn void
error(char *msg)
{
	Bflush(&bout);
	fprint(2, "?%s\n", msg);
	globallines = nil;
	inglobal = 0;
	longjmp(toplevel, 1);
}

/* ed goes on after a bad pattern, and says ? itself */
void
regerror(char *msg)
{
	USED(msg);
}

/* --- lines --- */

static void
insert(long after, char *s)
{
	if(last + 2 > max) {
		max = max ? 2 * max : 1024;
		buf = check(realloc(buf, max * sizeof *buf));
	}
	memmove(buf + after + 2, buf + after + 1, (last - after) * sizeof *buf);
	memset(&buf[after + 1], 0, sizeof *buf);
	buf[after + 1].s = s;
	last++;
	modified = 1;
}

static void delete(long a, long b)
{
	memmove(buf + a, buf + b + 1, (last - b) * sizeof *buf);
	last -= b - a + 1;
	modified = 1;
	dot = a > last ? last : a;
}

static void
show(long n, int how)
{
	Rune r;
	int w;

	if(how == 'n')
		Bprint(&bout, "%ld\t", n);
	if(how != 'l') {
		Bprint(&bout, "%s\n", buf[n].s);
		return;
	}
	for(char *s = buf[n].s; *s; s += w) {
		w = chartorune(&r, s);
		if(r == '\t')
			Bprint(&bout, "\\t");
		else if(r == '\b')
			Bprint(&bout, "\\b");
		else if(r == '\\')
			Bprint(&bout, "\\\\");
		else if(r < ' ' || r == 0x7f || (r == Runeerror && w == 1))
			Bprint(&bout, "\\x%.2ux", *(uchar *)s);
		else
			Bprint(&bout, "%C", r);
	}
	Bprint(&bout, "\n");
}

/* --- reading commands --- */

/* the next line of the list of g, or of standard input; nil at the end.  Its owner frees it. */
static char *
getline(void)
{
	char *s, *e;

	if(!inglobal)
		return Brdstr(&in, '\n', 1);
	if(globallines == nil)
		return nil;
	e = strchr(globallines, '\n');
	s = check(e ? smprint("%.*s", utfnlen(globallines, e - globallines), globallines)
		    : strdup(globallines));
	globallines = e ? e + 1 : nil;
	return s;
}

static void
blanks(void)
{
	while(*cmd == ' ' || *cmd == '\t')
		cmd++;
}

/* text up to the delimiter that cmd points behind, or the end of the line */
static char *
delimited(Rune delim, int isre)
{
	char *s, *p;
	Rune r;
	int w, class;

	class = 0;
	p = s = check(malloc(strlen(cmd) + 1));
	while(*cmd) {
		w = chartorune(&r, cmd);
		if(r == delim && !class) {
			cmd += w;
			*p = 0;
			return s;
		}
		if(r == '\\' && cmd[1]) {
			Rune next;

			chartorune(&next, cmd + 1);
			if(next != delim || (isre && utfrune(".*+?()|[]^$\\", delim)))
				*p++ = '\\';
			cmd++;
			w = chartorune(&r, cmd);
		} else if(isre && r == '[')
			class = 1;
		else if(r == ']')
			class = 0;
		memmove(p, cmd, w);
		p += w;
		cmd += w;
	}
	*p = 0;
	return s;
}

static void
getpattern(void)
{
	Rune delim;
	char *s;
	Reprog *re;

	cmd += chartorune(&delim, cmd);
	if(delim == 0 || delim == ' ')
		error("delimiter");
	s = delimited(delim, 1);
	if(*s == 0) {
		free(s);
		if(pattern == nil)
			error("no pattern");
		return;
	}
	re = regcomp(s);
	free(s);
	if(re == nil)
		error("pattern");
	free(pattern);
	pattern = re;
}

static int
match(long n, Resub *m, int nm, char *start)
{
	memset(m, 0, nm * sizeof *m);
	m[0].sp = start;
	return regexec(pattern, buf[n].s, m, nm) > 0;
}

static long
search(int dir)
{
	Resub m[1];
	long n;

	getpattern();
	n = dot;
	do {
		n += dir;
		if(n > last)
			n = 1;
		if(n < 1)
			n = last;
		if(last > 0 && match(n, m, 1, buf[n].s))
			return n;
	} while(last > 0 && n != dot);
	error("search");
}

/* one address; -1 if there is none */
static long
address(void)
{
	long a, n;
	int sign, any;

	blanks();
	a = -1;
	any = 1;
	switch(*cmd) {
	case '.':
		cmd++;
		a = dot;
		break;
	case '$':
		cmd++;
		a = last;
		break;
	case '\'':
		for(a = 1; a <= last && buf[a].mark != cmd[1]; a++)
			;
		if(cmd[1] == 0 || a > last)
			error("mark");
		cmd += 2;
		break;
	case '/':
		a = search(1);
		break;
	case '?':
		a = search(-1);
		break;
	default:
		if(*cmd >= '0' && *cmd <= '9')
			a = strtol(cmd, &cmd, 10);
		else
			any = 0;
	}
	for(;;) {
		blanks();
		sign = *cmd == '+' ? 1 : *cmd == '-' || *cmd == '^' ? -1 : 0;
		if(sign)
			cmd++;
		else if(*cmd < '0' || *cmd > '9' || !any)
			break;
		n = 1;
		if(*cmd >= '0' && *cmd <= '9')
			n = strtol(cmd, &cmd, 10);
		if(a < 0)
			a = dot;
		a += sign < 0 ? -n : n;
		any = 1;
	}
	if(a > last || (any && a < 0))
		error("address");
	return a;
}

typedef struct Range Range;
struct Range
{
	long a, b;
	int n; /* addresses that were given */
};

static Range
range(void)
{
	Range r;
	long a;
	int c;

	r.n = 0;
	r.a = r.b = dot;
	for(;;) {
		a = address();
		blanks();
		c = *cmd;
		if(a < 0 && (c == ',' || c == ';'))
			a = r.n ? dot : 1;
		else if(a < 0 && r.n > 0)
			a = last; /* 3, is 3,$ */
		if(a >= 0) {
			r.a = r.n ? r.b : a;
			r.b = a;
			r.n++;
		}
		if(c != ',' && c != ';')
			break;
		if(c == ';')
			dot = r.b;
		cmd++;
		r.n = r.n ? r.n : 1;
	}
	if(r.n > 2)
		r.n = 2;
	if(r.n > 1 && r.a > r.b)
		error("addresses in wrong order");
	return r;
}

static void
defaults(Range *r, long a, long b)
{
	if(r->n == 0) {
		r->a = a;
		r->b = b;
	} else if(r->n == 1)
		r->a = r->b;
}

static void
nonzero(Range *r)
{
	if(r->a < 1 || r->b < 1 || r->b > last)
		error("address");
}

/* a command may be followed by p, l or n */
static void
endcommand(void)
{
	listing = 0;
	blanks();
	if(*cmd && strchr("pln", *cmd))
		listing = *cmd++;
	blanks();
	if(*cmd)
		error("command suffix");
}

/* --- commands --- */

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

static char *
getname(void)
{
	char *s;

	if(*cmd && *cmd != ' ' && *cmd != '\t')
		error("command suffix");
	blanks();
	if(*cmd == 0) {
		if(filename == nil)
			error("no file name");
		return filename;
	}
	s = check(strdup(cmd));
	if(filename == nil)
		filename = s;
	return s;
}

static void
chatter(vlong n)
{
	if(!oflag || fd1 != 1)
		fprint(fd1, "%lld\n", n);
}

static void
readfile(char *name, long after)
{
	Biobuf *b;
	char *s;
	vlong size;
	int n;

	b = Bopen(name, OREAD);
	if(b == nil)
		error(name);
	dot = after;
	nlflag = 0;
	for(size = 0; (s = Brdstr(b, '\n', 0)) != nil; size += n) {
		n = Blinelen(b);
		if(n > 0 && s[n - 1] == '\n')
			s[n - 1] = 0;
		else
			nlflag = 1;
		insert(dot++, s);
	}
	Bterm(b);
	Bflush(&bout);
	chatter(size);
	if(nlflag)
		fprint(2, "'\\n' appended\n");
}

static void
writefile(char *name, Range *r, int append)
{
	Biobuf *b;
	vlong size;
	int fd;

	fd = append ? open(name, OWRITE) : -1;
	if(fd >= 0)
		seek(fd, 0, 2);
	else
		fd = create(name, OWRITE, 0666);
	b = fd < 0 ? nil : Bfdopen(fd, OWRITE);
	if(b == nil)
		error(name);
	size = 0;
	for(long i = r->a; i <= r->b && i > 0; i++)
		size += Bprint(b, "%s\n", buf[i].s);
	if(Bflush(b) < 0) {
		Bterm(b);
		close(fd);
		error("write error");
	}
	Bterm(b);
	close(fd);
	if(r->a <= 1 && r->b == last)
		modified = 0;
	Bflush(&bout);
	chatter(size);
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
		delete(r->a, r->b);
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
	delete(r->a, r->b);
	insert(r->a - 1, s);
	dot = r->a;
}

static void
addto(char **s, long *n, char *p, long len)
{
	*s = check(realloc(*s, *n + len + 1));
	memmove(*s + *n, p, len);
	*n += len;
	(*s)[*n] = 0;
}

static void
expand(char **s, long *n, Resub *m)
{
	int k;

	for(char *p = replacement; *p; p++) {
		k = -1;
		if(*p == '&')
			k = 0;
		else if(*p == '\\' && p[1]) {
			p++;
			if(*p >= '1' && *p <= '9')
				k = *p - '0';
			else if(*p == 'n') {
				addto(s, n, "\n", 1);
				continue;
			}
		}
		if(k < 0)
			addto(s, n, p, 1);
		else if(m[k].sp)
			addto(s, n, m[k].sp, m[k].ep - m[k].sp);
	}
}

/* a line with its nth match or all replaced, or nil */
static char *
substline(long line, int nth, int global)
{
	Resub m[10];
	char *s, *t, *end;
	Rune r;
	long n;
	int count, w;

	t = nil;
	n = 0;
	end = nil;
	count = 0;
	for(s = buf[line].s; match(line, m, nelem(m), s);) {
		addto(&t, &n, s, m[0].sp - s);
		s = m[0].ep;
		if(m[0].sp != m[0].ep || m[0].sp != end) {
			count++;
			if(count == nth || (global && count > nth))
				expand(&t, &n, m);
			else
				addto(&t, &n, m[0].sp, m[0].ep - m[0].sp);
			if(count >= nth && !global)
				break;
		}
		end = m[0].ep;
		if(m[0].sp == m[0].ep) {
			if(*s == 0)
				break;
			w = chartorune(&r, s);
			addto(&t, &n, s, w);
			s += w;
		}
	}
	if(count < nth) {
		free(t);
		return nil;
	}
	addto(&t, &n, s, strlen(s));
	return t;
}

static void
getreplacement(void)
{
	Rune delim;
	char *s, *more, *t;

	chartorune(&delim, cmd);
	getpattern();
	/* a line that ends in \ goes on in the next */
	for(;;) {
		s = cmd + strlen(cmd);
		int slashes = 0;

		while(s > cmd && s[-1] == '\\') {
			slashes++;
			s--;
		}
		if(slashes % 2 == 0)
			break;
		more = getline();
		if(more == nil)
			break;
		t = check(smprint("%.*s\\n%s", utfnlen(cmd, strlen(cmd) - 1), cmd, more));
		cmd = t;
		free(more);
	}
	s = delimited(delim, 0);
	if(strcmp(s, "%") == 0 && replacement) {
		free(s);
		return;
	}
	free(replacement);
	replacement = s;
}

static void
substitute(Range *r)
{
	char *t, *p;
	long lastdone, i, b;
	int nth, global;

	nonzero(r);
	nth = 1;
	global = 0;
	if(*cmd >= '1' && *cmd <= '9')
		nth = strtol(cmd, &cmd, 10);
	if(*cmd == 0) {
		if(pattern == nil || replacement == nil)
			error("no substitution");
	} else
		getreplacement();
	if(*cmd == 'g') {
		global = 1;
		cmd++;
	}
	endcommand();
	lastdone = 0;
	b = r->b;
	for(i = r->a; i <= b; i++) {
		t = substline(i, nth, global);
		if(t == nil)
			continue;
		buf[i].s = t;
		modified = 1;
		/* a newline makes two lines */
		while((p = strchr(buf[i].s, '\n')) != nil) {
			*p = 0;
			insert(i, check(strdup(p + 1)));
			i++;
			b++;
		}
		lastdone = i;
	}
	if(lastdone == 0 && !inglobal)
		error("no match");
	if(lastdone)
		dot = lastdone;
}

static void obey(char *);

static void
global(Range *r, int want)
{
	Resub m[1];
	char *list, *s, *t, *line;
	long i, n;

	if(inglobal)
		error("global in a global");
	getpattern();
	list = check(strdup(cmd));
	/* commands on further lines, if this one ends in \ */
	while((n = strlen(list)) > 0 && list[n - 1] == '\\') {
		list[n - 1] = 0;
		s = Brdstr(&in, '\n', 1);
		if(s == nil)
			break;
		t = check(smprint("%s\n%s", list, s));
		free(list);
		free(s);
		list = t;
	}
	for(i = 1; i <= last; i++)
		buf[i].global = i >= r->a && i <= r->b && match(i, m, 1, buf[i].s) == want;
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
	free(list);
}

static void
shell(char *s)
{
	Bflush(&bout);
	switch(rfork(RFPROC | RFFDG | RFREND)) {
	case -1:
		error("fork");
	case 0:
		execl("/bin/rc", "rc", "-c", s, nil);
		sysfatal("/bin/rc: %r");
	}
	waitpid();
	fprint(fd1, "!\n");
}

static void
quit(int force)
{
	if(modified && !force && !warned) {
		warned = 1;
		error("warning: expecting `w'");
	}
	Bterm(&bout);
	exits(nil);
}

static void
browse(Range *r)
{
	static int window = 20, how = 'p';
	long to;

	blanks();
	if(*cmd == '+' || *cmd == '-' || *cmd == '.')
		cmd++;
	if(*cmd >= '0' && *cmd <= '9')
		window = strtol(cmd, &cmd, 10);
	endcommand();
	if(listing)
		how = listing;
	listing = 0;
	nonzero(r);
	to = r->b + window < last ? r->b + window : last;
	for(long i = r->b; i <= to; i++)
		show(i, how);
	dot = to;
}

static void
edit(int force)
{
	char *name;

	if(*cmd && *cmd != ' ')
		error("command suffix");
	if(modified && !force && !warned) {
		warned = 1;
		error("warning: expecting `w'");
	}
	name = check(strdup(getname()));
	filename = name;
	last = dot = 0;
	readfile(name, 0);
	modified = 0;
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

/* the commands that change lines or print them */
static void
textcommand(int c, Range *r)
{
	long n;

	switch(c) {
	case 'a':
		endcommand();
		append(r->b);
		break;
	case 'i':
		endcommand();
		append(r->b > 0 ? r->b - 1 : 0);
		break;
	case 'c':
		defaults(r, dot, dot);
		nonzero(r);
		endcommand();
		n = r->a;
		delete(r->a, r->b);
		append(n - 1);
		break;
	case 'd':
		defaults(r, dot, dot);
		nonzero(r);
		endcommand();
		delete(r->a, r->b);
		break;
	case 'j':
		defaults(r, dot, dot + 1);
		nonzero(r);
		endcommand();
		joinlines(r);
		break;
	case 'k':
		nonzero(r);
		blanks();
		if(*cmd < 'a' || *cmd > 'z')
			error("mark");
		for(long i = 1; i <= last; i++)
			if(buf[i].mark == *cmd)
				buf[i].mark = 0;
		buf[r->b].mark = *cmd++;
		endcommand();
		break;
	case 'm':
	case 't':
		defaults(r, dot, dot);
		move(r, c == 't');
		break;
	case 's':
		defaults(r, dot, dot);
		substitute(r);
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

static void
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
		if(*cmd && *cmd != ' ' && *cmd != '\t')
			error("command suffix");
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
		error("there is no undo");
	case '!':
		shell(cmd);
		break;
	case '"':
		break;
	default:
		textcommand(c, r);
	}
}

static void
obey(char *line)
{
	Range r;
	Rune c;

	cmd = line;
	listing = 0;
	r = range();
	blanks();
	if(*cmd == 0) {
		/* a newline alone is the next line */
		if(r.n == 0)
			r.a = r.b = inglobal ? dot : dot + 1;
		else
			r.a = r.b;
		nonzero(&r);
		show(r.b, 'p');
		dot = r.b;
		return;
	}
	cmd += chartorune(&c, cmd);
	if(c != 'q' && c != 'e')
		warned = 0;
	command(c, &r);
	if(listing && dot > 0)
		show(dot, listing);
}

static void
note(void *, char *msg)
{
	if(strcmp(msg, "interrupt") == 0)
		noted(NCONT);
	if(strcmp(msg, "hangup") == 0 && modified && last > 0) {
		Range r = {1, last, 2};

		fd1 = open("/dev/null", OWRITE);
		writefile("ed.hup", &r, 0);
	}
	noted(NDFLT);
}

static void
usage(void)
{
	fprint(2, "usage: ed [-] [-o] [file]\n");
	exits("usage");
}

void
main(int argc, char **argv)
{
	char *line;
	int quiet;

	ARGBEGIN
	{
	case 'o':
		oflag = 1;
		fd1 = 2;
		break;
	default:
		usage();
	}
	ARGEND
	quiet = 0;
	if(argc > 0 && strcmp(argv[0], "-") == 0) {
		quiet = 1;
		argc--;
		argv++;
	}
	if(argc > 1)
		usage();
	Binit(&in, 0, OREAD);
	Binit(&bout, 1, OWRITE);
	notify(note);
	buf = check(mallocz((max = 1024) * sizeof *buf, 1));
	if(oflag)
		filename = "/fd/1";
	if(quiet)
		fd1 = open("/dev/null", OWRITE);
	if(argc == 1 && setjmp(toplevel) == 0) {
		filename = check(strdup(argv[0]));
		readfile(filename, 0);
		modified = 0;
	}
	setjmp(toplevel);
	for(;;) {
		Bflush(&bout);
		line = getline();
		if(line == nil)
			quit(0);
		obey(line);
	}
}
