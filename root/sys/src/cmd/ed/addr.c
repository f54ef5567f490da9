/*
 * addr.c: addresses and regular expressions of commands.
 */
#include "ed.h"

Reprog *pattern;
int closed; /* the last text had its delimiter behind it */

/* ed goes on after a bad pattern, and says ? itself */
void
regerror(char *msg)
{
	USED(msg);
}

void
blanks(void)
{
	while(*cmd == ' ' || *cmd == '\t')
		cmd++;
}

/* text up to the delimiter that cmd points behind, or the end of the line */
char *
delimited(Rune delim, int isre)
{
	char *s, *p;
	Rune r;
	int w, class;

	class = closed = 0;
	p = s = check(malloc(strlen(cmd) + 1));
	while(*cmd) {
		w = chartorune(&r, cmd);
		closed = r == delim && !class;
		if(closed) {
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

void
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

/* cmd points to / or ?; backwards: they change their meanings */
static long
search(long n, int backwards)
{
	int dir;

	dir = (*cmd == '?') != backwards ? -1 : 1;
	getpattern();
	for(long i = 0; i < last; i++) {
		poll();
		n += dir;
		if(n > last)
			n = 1;
		if(n < 1)
			n = last;
		if(regexec(pattern, buf[n].s, nil, 0) > 0)
			return n;
	}
	error("search");
}

/* what an address begins with; -1 if there is nothing */
static long
base(void)
{
	long a;

	switch(*cmd) {
	case '.':
		cmd++;
		return dot;
	case '$':
		cmd++;
		return last;
	case '\'':
		for(a = 1; a <= last && buf[a].mark != cmd[1]; a++)
			;
		if(cmd[1] == 0 || a > last)
			error("mark");
		cmd += 2;
		return a;
	case '/':
	case '?':
		return search(dot, 0);
	}
	return *cmd >= '0' && *cmd <= '9' ? strtol(cmd, &cmd, 10) : -1;
}

/* one address, which may go on with + and - and numbers or patterns; -1 if there is none */
long
address(void)
{
	long a, n;
	int sign, any;

	blanks();
	a = base();
	any = a >= 0;
	for(;;) {
		blanks();
		sign = *cmd == '+' ? 1 : *cmd == '-' || *cmd == '^' ? -1 : 0;
		if(sign)
			cmd++;
		else if(!any || *cmd == 0 || strchr("0123456789/?", *cmd) == nil)
			break;
		if(*cmd == '/' || *cmd == '?') {
			a = search(any ? a : dot, sign < 0);
			any = 1;
			continue;
		}
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

Range
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

void
defaults(Range *r, long a, long b)
{
	if(r->n == 0) {
		r->a = a;
		r->b = b;
	} else if(r->n == 1)
		r->a = r->b;
}

void
nonzero(Range *r)
{
	if(r->a < 1 || r->b < 1 || r->b > last)
		error("address");
}

/* a command may be followed by p, l or n */
void
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
