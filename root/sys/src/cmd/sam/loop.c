/*
 * Commands that go over all matches: x and y over text, X and Y over files, s.
 */
#include <u.h>
#include <libc.h>
#include <bio.h>
#include <cmd.h>
#include "sam.h"

int nest; /* loops around the command that runs */

/* The next match in f from *p on, up to the end of r: in sel[0].  An empty one where the last one ended is
 * passed over. */
static int
more(File *f, Regex *re, Posn *p, Posn end, Posn before)
{
	while(*p <= end && search(f, re, (Range){*p, end})) {
		if(sel[0].p1 != sel[0].p2) {
			*p = sel[0].p2;
			return 1;
		}
		if(sel[0].p1 != before) {
			*p = sel[0].p2 + 1;
			return 1;
		}
		++*p;
	}
	return 0;
}

static void
eachline(File *f, Range r, Cmd *cmd)
{
	Posn p = r.p1;
	Range line;

	while(p < r.p2) {
		line.p1 = p;
		while(p < r.p2 && f->text.r[p++] != '\n') {
		}
		line.p2 = p;
		f->dot = line;
		execute(f, cmd->sub);
	}
}

/* what is between matches; the last of it goes to the end, unless an empty match is there */
static void
eachgap(File *f, Range r, Cmd *cmd)
{
	Posn p = r.p1, from = r.p1, before = r.p1;
	Range gap;

	while(more(f, cmd->re, &p, r.p2, before)) {
		gap = (Range){from, sel[0].p1};
		from = before = sel[0].p2;
		f->dot = gap;
		execute(f, cmd->sub);
	}
	if(p <= r.p2) {
		f->dot = (Range){from, r.p2};
		execute(f, cmd->sub);
	}
}

/* x or y in r */
void
eachmatch(File *f, Range r, Cmd *cmd)
{
	Posn p = r.p1, before = -1;

	nest++;
	if(cmd->re == nil)
		eachline(f, r, cmd);
	else if(cmd->c == 'y')
		eachgap(f, r, cmd);
	else
		while(more(f, cmd->re, &p, r.p2, before)) {
			before = sel[0].p2;
			f->dot = sel[0];
			execute(f, cmd->sub);
		}
	nest--;
}

/* X or Y: the list may change meanwhile */
void
overfiles(Cmd *cmd)
{
	static int looping;
	File **list;
	char *s;
	int n = nfile, yes;

	if(nest == 0)
		looping = 0;
	if(looping)
		error("can't nest X or Y");
	looping = 1;
	nest++;
	list = check(malloc((n + 1) * sizeof *list));
	memmove(list, file, n * sizeof *list);
	for(int i = 0; i < n; i++) {
		yes = 1;
		if(cmd->re != nil) {
			s = menuline(list[i]);
			yes = matches(cmd->re, s) == (cmd->c == 'X');
			free(s);
		}
		if(yes)
			execute(list[i], cmd->sub);
	}
	free(list);
	looping = 0;
	nest--;
}

/* the replacement for the match in sel, to s */
static void
expand(File *f, Str *rhs, Str *s)
{
	Rune c;
	int k;

	for(Posn i = 0; i < rhs->n; i++) {
		c = rhs->r[i];
		k = -1;
		if(c == '&')
			k = 0;
		else if(c == '\\' && i < rhs->n - 1) {
			c = rhs->r[++i];
			if(c >= '1' && c <= '9')
				k = c - '0';
		}
		if(k < 0)
			addrune(s, c);
		else if(sel[k].p1 >= 0)
			addrunes(s, f->text.r + sel[k].p1, sel[k].p2 - sel[k].p1);
	}
}

/* s: of the matches in r the nth, or from it on all */
void
substitute(File *f, Range r, Cmd *cmd)
{
	Str s = {nil, 0, 0};
	Posn p = r.p1, before = -1, start = r.p1 + f->delta;
	int n = cmd->num, done = 0;

	while(more(f, cmd->re, &p, r.p2, before)) {
		before = sel[0].p2;
		if(--n > 0)
			continue;
		s.n = 0;
		expand(f, &cmd->text, &s);
		change(f, sel[0], s.r, s.n);
		done = 1;
		if(!cmd->flag)
			break;
	}
	free(s.r);
	if(!done && nest == 0)
		error("substitution");
	if(done)
		f->ndot = (Range){start, r.p2 + f->delta};
}
