/*
 * mk: bring files up to date, as rules in a mkfile say.  Variables are lists of words; recipes
 * are run by rc, one after the other, with the variables in their environment.
 */
#include <u.h>
#include <libc.h>
#include <bio.h>
#include <regexp.h>

typedef struct Words Words;
typedef struct Var Var;
typedef struct Rule Rule;
typedef struct Target Target;
struct Words
{
	char **w;
	int n;
};
struct Var
{
	char *name;
	Words v;
	int fixed; /* from the command line */
	Var *next;
};
struct Rule
{
	char *target; /* one; with % or & if it is a metarule, an expression after R */
	Words all;    /* all the targets that were named with it */
	Words prereq;
	char *recipe; /* nil: none */
	char *attr;
	int meta;
	Reprog *re;
	int line;
	Rule *next;
};
struct Target
{
	char *name;
	uint mtime;
	int exists;
	int state; /* 0 new, 1 being looked at, 2 done */
	int made;
	int failed;
	Target *next;
};

static Var *vars;
static Rule *rules, **ruletail = &rules;
static Target *targets;
static Words defaults; /* what the first rule makes */
static int aflag, kflag, nflag, tflag, eflag;
static Words pretend; /* -w */
static int didsomething;
static char *status;
static uint clock; /* for targets that are no files */

static void *
check(void *p)
{
	if(p == nil)
		sysfatal("no memory: %r");
	return p;
}

static void
addword(Words *w, char *s)
{
	w->w = check(realloc(w->w, (w->n + 1) * sizeof *w->w));
	w->w[w->n++] = check(strdup(s));
}

static int
hasword(Words *w, char *s)
{
	for(int i = 0; i < w->n; i++)
		if(strcmp(w->w[i], s) == 0)
			return 1;
	return 0;
}

static Var *
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

/* --- reading mkfiles --- */

static char *mkfile;
static int lineno;

static noreturn void
bad(char *why)
{
	fprint(2, "mk: %s:%d: %s\n", mkfile, lineno, why);
	exits("error");
}

/* a logical line: \ before a newline joins lines */
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

/* output of a command, which inherits the variables */
static void exportvars(void);

static char *
backquote(char *cmd)
{
	int p[2], n, len;
	char *out;

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
	out = check(malloc(1));
	len = 0;
	for(;;) {
		out = check(realloc(out, len + 8192 + 1));
		n = read(p[0], out + len, 8192);
		if(n <= 0)
			break;
		len += n;
	}
	out[len] = 0;
	close(p[0]);
	waitpid();
	return out;
}

/* ${name:a%b=c%d}: words that match a%b become c with the middle and d */
static void
substitute(Words *to, Words *from, char *pat)
{
	char *eq, *p, *q, *w, *s;
	int pre, post, n;

	eq = strchr(pat, '=');
	if(eq == nil)
		bad("= missing in ${name:a%b=c%d}");
	*eq++ = 0;
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
		s = p && q ? smprint("%.*s%.*s%s", utfnlen(eq, q - eq), eq,
				     utfnlen(w + pre, n - pre - post), w + pre, q + 1)
			   : strdup(eq);
		addword(to, check(s));
		free(s);
	}
}

static int
isname(int c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '_' || c >= Runeself;
}

/* the value of what follows a $; *s is left behind it */
static Words
variable(char **s)
{
	Words v;
	Var *var;
	char *e, *name, *colon;

	memset(&v, 0, sizeof v);
	e = *s;
	if(*e == '{') {
		e = strchr(e, '}');
		if(e == nil)
			bad("} missing");
		name = check(smprint("%.*s", utfnlen(*s + 1, e - *s - 1), *s + 1));
		*s = e + 1;
		colon = strchr(name, ':');
		if(colon)
			*colon++ = 0;
		var = lookup(name, 0);
		if(var && colon)
			substitute(&v, &var->v, colon);
		else if(var)
			v = var->v;
		return v;
	}
	while(isname(*(uchar *)e))
		e++;
	name = check(smprint("%.*s", utfnlen(*s, e - *s), *s));
	*s = e;
	var = lookup(name, 0);
	free(name);
	if(var)
		v = var->v;
	return v;
}

typedef struct Build Build;
struct Build
{
	Words *out;
	char *cur; /* word so far, nil: none */
};

static void
addtext(Build *b, char *s, int n)
{
	int len;

	len = b->cur ? strlen(b->cur) : 0;
	b->cur = check(realloc(b->cur, len + n + 1));
	memmove(b->cur + len, s, n);
	b->cur[len + n] = 0;
}

static void
endword(Build *b)
{
	if(b->cur)
		addword(b->out, b->cur);
	free(b->cur);
	b->cur = nil;
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

/* words of a line, with quotes, variables and commands done */
static Words
expand(char *s)
{
	Words out, v;
	Build b;
	char *e, *cmd, *text, *f;

	memset(&out, 0, sizeof out);
	b.out = &out;
	b.cur = nil;
	while(*s) {
		if(*s == ' ' || *s == '\t') {
			endword(&b);
			s++;
		} else if(*s == '\'') {
			addtext(&b, "", 0);
			for(s++; *s && (*s != '\'' || s[1] == '\''); s++) {
				if(*s == '\'')
					s++;
				addtext(&b, s, 1);
			}
			if(*s)
				s++;
		} else if(*s == '$') {
			s++;
			v = variable(&s);
			addlist(&b, &v);
		} else if(*s == '`') {
			s++;
			e = strchr(s + 1, *s == '{' ? '}' : '`');
			if(e == nil)
				bad("command has no end");
			f = *s == '{' ? s + 1 : s;
			cmd = check(smprint("%.*s", utfnlen(f, e - f), f));
			text = backquote(cmd);
			memset(&v, 0, sizeof v);
			for(f = strtok(text, " \t\n"); f != nil; f = strtok(nil, " \t\n"))
				addword(&v, f);
			addlist(&b, &v);
			free(cmd);
			free(text);
			s = e + 1;
		} else {
			addtext(&b, s, 1);
			s++;
		}
	}
	endword(&b);
	return out;
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

static char *
readrecipe(Biobuf *b)
{
	char *s, *t, *recipe;
	int c;

	recipe = nil;
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
			return recipe;
		s = Brdstr(b, '\n', 1);
		lineno++;
		t = check(smprint("%s%s\n", recipe ? recipe : "", s + 1));
		free(recipe);
		free(s);
		recipe = t;
	}
}

static void
addrule(Biobuf *b, char *head, char *rest)
{
	Words t, p;
	Rule *r;
	char *attr, *e, *recipe;
	int line;

	line = lineno;
	attr = "";
	/* targets: attributes: prerequisites */
	e = find(rest, ":");
	if(e != nil) {
		*e = 0;
		attr = check(strdup(rest));
		rest = e + 1;
	}
	t = expand(head);
	p = expand(rest);
	recipe = readrecipe(b);
	for(int i = 0; i < t.n; i++) {
		r = check(mallocz(sizeof *r, 1));
		r->target = t.w[i];
		r->all = t;
		r->prereq = p;
		r->recipe = recipe;
		r->attr = attr;
		r->line = line;
		if(strchr(attr, 'R')) {
			r->re = regcomp(t.w[i]);
			if(r->re == nil)
				bad("bad regular expression");
		}
		r->meta = r->re || strchr(t.w[i], '%') || strchr(t.w[i], '&');
		*ruletail = r;
		ruletail = &r->next;
	}
	if(defaults.n == 0 && t.n > 0 && !rules->re && !strchr(t.w[0], '%') &&
	   !strchr(t.w[0], '&') && !strchr(attr, 'R'))
		defaults = t;
}

static void
assign(char *s, char *eq, int fixed)
{
	Var *v;
	char *name, *e;

	*eq = 0;
	/* attributes of variables, as in a=U=b, change only the environment */
	e = strchr(eq + 1, '=');
	if(e != nil && e == eq + 2 && eq[1] == 'U')
		eq = e;
	name = strtok(s, " \t");
	if(name == nil)
		bad("assignment to nothing");
	v = lookup(name, 1);
	if(v->fixed && !fixed)
		return;
	v->v = expand(eq + 1);
	v->fixed = fixed;
}

static void readmkfile(Biobuf *, char *);

static void
include(char *s)
{
	Words w;
	Biobuf *b;
	char *file;
	int line, fd;

	file = mkfile;
	line = lineno;
	if(*s == '|') {
		char *out = backquote(s + 1);
		char name[32];

		snprint(name, sizeof name, "/tmp/mk.%d", getpid());
		fd = create(name, ORDWR | ORCLOSE, 0600);
		if(fd < 0 || write(fd, out, strlen(out)) < 0)
			sysfatal("%s: %r", name);
		seek(fd, 0, 0);
		b = Bfdopen(fd, OREAD);
		readmkfile(b, s + 1);
		Bterm(b);
		close(fd);
	} else {
		w = expand(s);
		if(w.n != 1)
			bad("< wants one file");
		b = Bopen(w.w[0], OREAD);
		if(b == nil)
			fprint(2, "mk: warning: can't open %s: %r\n", w.w[0]);
		else {
			readmkfile(b, w.w[0]);
			Bterm(b);
		}
	}
	mkfile = file;
	lineno = line;
}

static void
readmkfile(Biobuf *b, char *name)
{
	char *s, *e;

	mkfile = name;
	lineno = 0;
	while((s = getline(b)) != nil) {
		uncomment(s);
		if(s[strspn(s, " \t\r")] == 0)
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
			*e = 0;
			addrule(b, s, e + 1);
		}
	}
}

/* --- making --- */

static Target *
target(char *name)
{
	Target *t;
	Dir *d;

	for(t = targets; t != nil; t = t->next)
		if(strcmp(t->name, name) == 0)
			return t;
	t = check(mallocz(sizeof *t, 1));
	t->name = check(strdup(name));
	d = dirstat(name);
	if(d != nil) {
		t->exists = 1;
		t->mtime = d->mtime;
		free(d);
	}
	t->next = targets;
	targets = t;
	return t;
}

typedef struct Match Match;
struct Match
{
	char *stem;
	Resub sub[10];
};

/* does a rule make this, and if by a pattern with what stem */
static int
matches(Rule *r, char *name, Match *m)
{
	char *p, *s;
	int pre, post, n;

	memset(m, 0, sizeof *m);
	if(r->re != nil) {
		if(regexec(r->re, name, m->sub, nelem(m->sub)) <= 0 || m->sub[0].sp != name ||
		   *m->sub[0].ep)
			return 0;
		m->stem = name;
		return 1;
	}
	if(!r->meta)
		return strcmp(r->target, name) == 0;
	p = strpbrk(r->target, "%&");
	pre = p - r->target;
	post = strlen(p + 1);
	n = strlen(name);
	if(n <= pre + post || strncmp(name, r->target, pre) != 0 ||
	   strcmp(name + n - post, p + 1) != 0)
		return 0;
	s = check(smprint("%.*s", utfnlen(name + pre, n - pre - post), name + pre));
	/* & takes no dots and slashes */
	if(*p == '&' && strpbrk(s, "./")) {
		free(s);
		return 0;
	}
	m->stem = s;
	return 1;
}

/* a prerequisite of a metarule: % or & is the stem, \1 a subexpression */
static char *
instance(Rule *r, char *p, Match *m)
{
	Fmt f;
	Rune c;
	int k;

	if(m->stem == nil)
		return check(strdup(p));
	fmtstrinit(&f);
	while(*p) {
		p += chartorune(&c, p);
		if(r->re == nil && (c == '%' || c == '&'))
			fmtprint(&f, "%s", m->stem);
		else if(r->re && c == '\\' && *p >= '0' && *p <= '9') {
			k = *p++ - '0';
			if(m->sub[k].sp)
				fmtprint(&f, "%.*s",
					 utfnlen(m->sub[k].sp, m->sub[k].ep - m->sub[k].sp),
					 m->sub[k].sp);
		} else
			fmtrune(&f, c);
	}
	return check(fmtstrflush(&f));
}

static void
setenv1(char *name, Words *w)
{
	char file[256];
	int fd;

	if(strchr(name, '/') != nil)
		return;
	snprint(file, sizeof file, "/env/%s", name);
	fd = create(file, OWRITE, 0666);
	if(fd < 0)
		return;
	/* rc's lists: each word ends in a NUL */
	for(int i = 0; i < w->n; i++)
		write(fd, w->w[i], strlen(w->w[i]) + 1);
	close(fd);
}

static void
exportvars(void)
{
	for(Var *v = vars; v != nil; v = v->next)
		setenv1(v->name, &v->v);
}

static void
setone(char *name, char *val)
{
	Words w;

	memset(&w, 0, sizeof w);
	if(val)
		addword(&w, val);
	setenv1(name, &w);
}

static void
printwords(Words *w)
{
	for(int i = 0; i < w->n; i++)
		print("%s%s", i ? " " : "", w->w[i]);
}

/* a recipe with the values of the variables that are known here */
static void
printrecipe(Rule *r, char *name, Match *m, Words *prereq, Words *newer)
{
	char *s, *e, *var;
	Var *v;
	int quoted;

	quoted = 0;
	for(s = r->recipe; *s; s = e) {
		e = s + 1;
		if(*s == '\'')
			quoted = !quoted;
		if(*s != '$' || quoted || !isname(*(uchar *)e)) {
			write(1, s, 1);
			continue;
		}
		while(isname(*(uchar *)e))
			e++;
		var = check(smprint("%.*s", utfnlen(s + 1, e - s - 1), s + 1));
		v = lookup(var, 0);
		if(strcmp(var, "target") == 0)
			print("%s", name);
		else if(strcmp(var, "stem") == 0 && m->stem)
			print("%s", m->stem);
		else if(strcmp(var, "prereq") == 0)
			printwords(prereq);
		else if(strcmp(var, "newprereq") == 0)
			printwords(newer);
		else if(strcmp(var, "alltarget") == 0)
			printwords(&r->all);
		else if(v != nil)
			printwords(&v->v);
		else
			print("$%s", var);
		free(var);
	}
}

/* 1 if the recipe went well */
static int
run(Rule *r, char *name, Match *m, Words *prereq, Words *newer)
{
	Waitmsg *w;
	char num[8], *sub;
	int pid, ok;

	if(!strchr(r->attr, 'Q') || nflag)
		printrecipe(r, name, m, prereq, newer);
	if(nflag)
		return 1;
	pid = rfork(RFPROC | RFFDG | RFENVG | RFREND);
	if(pid < 0)
		sysfatal("fork: %r");
	if(pid == 0) {
		exportvars();
		setone("target", name);
		setenv1("alltarget", &r->all);
		setenv1("prereq", prereq);
		setenv1("newprereq", newer);
		setone("stem", r->re ? nil : m->stem);
		for(int i = 0; i < nelem(m->sub) && r->re; i++) {
			snprint(num, sizeof num, "stem%d", i);
			sub = m->sub[i].sp
				      ? smprint("%.*s",
						utfnlen(m->sub[i].sp, m->sub[i].ep - m->sub[i].sp),
						m->sub[i].sp)
				      : nil;
			setone(num, sub);
		}
		snprint(num, sizeof num, "%d", getppid());
		setone("pid", num);
		if(strchr(r->attr, 'E'))
			execl("/bin/rc", "rc", "-I", "-c", r->recipe, nil);
		else
			execl("/bin/rc", "rc", "-I", "-e", "-c", r->recipe, nil);
		sysfatal("/bin/rc: %r");
	}
	while((w = wait()) != nil && w->pid != pid)
		free(w);
	ok = w != nil && (w->msg[0] == 0 || strchr(r->attr, 'E'));
	if(!ok) {
		fprint(2, "mk: %s: %s\n", name, w ? w->msg : "lost");
		if(strchr(r->attr, 'D') && remove(name) >= 0)
			fprint(2, "mk: deleted %s\n", name);
	}
	free(w);
	return ok;
}

static int make(char *, int);

/* can this be had: is it there, or is there a rule for it; metarules are not used in a row twice */
static int
possible(char *name, int depth)
{
	Match m;
	char *p;
	int ok;

	if(target(name)->exists)
		return 1;
	for(Rule *r = rules; r != nil; r = r->next) {
		if(!matches(r, name, &m))
			continue;
		if(!r->meta)
			return 1;
		if(depth > 3 || r->recipe == nil)
			continue;
		ok = 1;
		for(int i = 0; i < r->prereq.n && ok; i++) {
			p = instance(r, r->prereq.w[i], &m);
			ok = possible(p, depth + 1);
			free(p);
		}
		if(ok)
			return 1;
	}
	return 0;
}

/* the metarule that makes it: the first whose prerequisites can be had */
static Rule *
metarule(char *name, Match *m)
{
	char *p;
	int ok;

	for(Rule *r = rules; r != nil; r = r->next) {
		if(!r->meta || r->recipe == nil || !matches(r, name, m))
			continue;
		if(strchr(r->attr, 'n') && !target(name)->exists)
			continue;
		ok = 1;
		for(int i = 0; i < r->prereq.n && ok; i++) {
			p = instance(r, r->prereq.w[i], m);
			ok = possible(p, 0);
			free(p);
		}
		if(ok)
			return r;
	}
	return nil;
}

/* prerequisites of one rule are made; says how many failed */
static int
makeprereqs(Rule *r, Match *m, Words *all, Words *newer, Target *t, int depth)
{
	Target *p;
	char *s;
	int nbad;

	nbad = 0;
	for(int i = 0; i < r->prereq.n; i++) {
		s = instance(r, r->prereq.w[i], m);
		if(hasword(all, s))
			continue;
		addword(all, s);
		if(!make(s, depth + 1))
			nbad++;
		p = target(s);
		if(p->made || !t->exists || p->mtime > t->mtime)
			addword(newer, s);
		free(s);
	}
	return nbad;
}

static void
touch(char *name)
{
	Dir d;

	print("touch(%s)\n", name);
	nulldir(&d);
	d.mtime = time(nil);
	if(dirwstat(name, &d) < 0)
		close(create(name, OWRITE, 0666));
}

static int
update(Target *t, Rule *r, Match *m, Words *all, Words *newer)
{
	Dir *d;
	int ok;

	if(r->recipe == nil || r->recipe[0] == 0) {
		t->made = newer->n > 0;
		return 1;
	}
	didsomething = 1;
	if(tflag && !strchr(r->attr, 'V')) {
		touch(t->name);
		ok = 1;
	} else
		ok = run(r, t->name, m, all, newer);
	t->made = 1;
	d = strchr(r->attr, 'V') || nflag ? nil : dirstat(t->name);
	if(d != nil) {
		t->exists = 1;
		t->mtime = d->mtime;
		free(d);
	} else
		t->mtime = ++clock;
	/* one recipe makes all its targets */
	for(int i = 0; i < r->all.n && !r->meta && ok; i++)
		if(strcmp(r->all.w[i], t->name) != 0) {
			Target *o = target(r->all.w[i]);

			o->state = 2;
			o->made = 1;
			o->mtime = t->mtime;
		}
	return ok;
}

static int
make(char *name, int depth)
{
	Target *t;
	Rule *r, *with;
	Match m, wm;
	Words all, newer;
	int nbad, virtual, known;

	t = target(name);
	if(t->state == 2)
		return !t->failed;
	if(t->state == 1) {
		fprint(2, "mk: %s depends on itself\n", name);
		exits("cycle");
	}
	t->state = 1;
	memset(&all, 0, sizeof all);
	memset(&newer, 0, sizeof newer);
	memset(&wm, 0, sizeof wm);
	nbad = virtual = known = 0;
	with = nil;
	for(r = rules; r != nil; r = r->next) {
		if(r->meta || !matches(r, name, &m))
			continue;
		known = 1;
		virtual |= strchr(r->attr, 'V') != nil;
		if(r->recipe != nil) {
			if(with != nil && with->recipe != r->recipe) {
				fprint(2, "mk: ambiguous recipes for %s\n", name);
				exits("ambiguous");
			}
			with = r;
		}
	}
	if(virtual)
		t->exists = 0;
	/* a metarule serves where no rule has a recipe */
	if(with == nil && !virtual)
		with = metarule(name, &wm);
	if(with != nil && with->meta)
		nbad += makeprereqs(with, &wm, &all, &newer, t, depth);
	for(r = rules; r != nil; r = r->next)
		if(!r->meta && matches(r, name, &m))
			nbad += makeprereqs(r, &m, &all, &newer, t, depth);
	if(with == nil && !known && !t->exists) {
		fprint(2, "mk: don't know how to make %s\n", name);
		t->failed = 1;
	} else if(nbad)
		t->failed = 1;
	else if(with != nil && (!t->exists || newer.n > 0 || aflag || hasword(&pretend, name)))
		t->failed = !update(t, with, &wm, &all, &newer);
	else if(hasword(&pretend, name) || (with == nil && newer.n > 0 && known))
		t->made = 1;
	t->state = 2;
	if(t->failed) {
		status = "error";
		if(!kflag)
			exits("error");
	}
	return !t->failed;
}

static void
environment(void)
{
	Dir *d;
	Biobuf *b;
	Var *v;
	char *s, *name;
	long n;
	int fd;

	fd = open("/env", OREAD);
	if(fd < 0)
		return;
	n = dirreadall(fd, &d);
	close(fd);
	for(long i = 0; i < n; i++) {
		if(strncmp(d[i].name, "fn#", 3) == 0)
			continue;
		name = check(smprint("/env/%s", d[i].name));
		b = Bopen(name, OREAD);
		free(name);
		if(b == nil)
			continue;
		v = lookup(d[i].name, 1);
		v->fixed = eflag;
		while((s = Brdstr(b, 0, 1)) != nil)
			addword(&v->v, s);
		Bterm(b);
	}
	if(n > 0)
		free(d);
}

static void
usage(void)
{
	fprint(2, "usage: mk [-aeknt] [-f file] [-w targets] [var=value ...] [target ...]\n");
	exits("usage");
}

void
main(int argc, char **argv)
{
	Biobuf *b;
	Words files, want, w;
	char *eq;

	memset(&files, 0, sizeof files);
	memset(&want, 0, sizeof want);
	ARGBEGIN
	{
	case 'a':
		aflag = 1;
		break;
	case 'e':
		eflag = 1;
		break;
	case 'f':
		addword(&files, EARGF(usage()));
		break;
	case 'k':
		kflag = 1;
		break;
	case 'n':
		nflag = 1;
		break;
	case 't':
		tflag = 1;
		break;
	case 'w':
		w = expand(EARGF(usage()));
		for(int i = 0; i < w.n; i++)
			addword(&pretend, w.w[i]);
		break;
	default:
		usage();
	}
	ARGEND
	mkfile = "arguments";
	clock = time(nil);
	environment();
	for(int i = 0; i < argc; i++)
		if((eq = strchr(argv[i], '=')) != nil)
			assign(argv[i], eq, 1);
		else
			addword(&want, argv[i]);
	if(files.n == 0)
		addword(&files, "mkfile");
	for(int i = 0; i < files.n; i++) {
		b = Bopen(files.w[i], OREAD);
		if(b == nil)
			sysfatal("can't open %s: %r", files.w[i]);
		readmkfile(b, files.w[i]);
		Bterm(b);
	}
	if(want.n == 0)
		want = defaults;
	if(want.n == 0)
		sysfatal("nothing to make");
	for(int i = 0; i < want.n; i++) {
		didsomething = 0;
		make(want.w[i], 0);
		if(!didsomething && !target(want.w[i])->failed)
			print("mk: '%s' is up to date\n", want.w[i]);
	}
	exits(status);
}
