/*
 * subst.c: the commands s and u.
 */
#include "ed.h"

static char *replacement;
static char *was, *is; /* the text of the last line where something was substituted */

static void
getreplacement(void)
{
	Rune delim;
	char *s, *more;
	int slashes;

	chartorune(&delim, cmd);
	getpattern();
	/* a line that ends in \ goes on in the next */
	for(;;) {
		slashes = 0;
		for(s = cmd + strlen(cmd); s > cmd && s[-1] == '\\'; s--)
			slashes++;
		if(slashes % 2 == 0)
			break;
		more = getline();
		if(more == nil)
			break;
		cmd = check(smprint("%.*s\\n%s", utfnlen(cmd, strlen(cmd) - 1), cmd, more));
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

void
substitute(Range *r)
{
	static Textbuf t;
	char *p;
	long lastdone, i, b;
	int nth, global, print;

	nonzero(r);
	nth = 1;
	global = print = 0;
	if(*cmd >= '1' && *cmd <= '9')
		nth = strtol(cmd, &cmd, 10);
	if(*cmd == 0) {
		if(pattern == nil || replacement == nil)
			error("no substitution");
	} else {
		getreplacement();
		print = !closed;
	}
	if(*cmd == 'g') {
		global = 1;
		cmd++;
	}
	endcommand();
	if(print)
		listing = 'p';
	lastdone = 0;
	b = r->b;
	for(i = r->a; i <= b; i++) {
		poll();
		if(textsubst(&t, pattern, buf[i].s, replacement, nth, global, textmatch) == 0)
			continue;
		was = buf[i].s;
		is = buf[i].s = check(strdup(t.s));
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

/* copies of the line have its text, too, but what they were is the same */
void
undo(Range *r)
{
	defaults(r, dot, dot);
	nonzero(r);
	endcommand();
	if(is == nil || buf[r->b].s != is)
		error("nothing to undo");
	buf[r->b].s = was;
	dot = r->b;
	modified = 1;
}
