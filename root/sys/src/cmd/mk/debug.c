/*
 * What -d shows: p variables and rules when the mkfiles are read, g the graph of a target, e recipes as they
 * begin and end; and the table of -u.
 */
#include <u.h>
#include <libc.h>
#include <bio.h>
#include <regexp.h>
#include <cmd.h>
#include "mk.h"

int dflags;
int uflag;

static uvlong *spent; /* nanoseconds with so many recipes running */
static uvlong since;

void
setdebug(char *s)
{
	for(; *s != '\0'; s++)
		switch(*s) {
		case 'e':
			dflags |= Dexec;
			break;
		case 'g':
			dflags |= Dgraph;
			break;
		case 'p':
			dflags |= Dparse;
			break;
		}
	if(dflags == 0)
		dflags = Dexec | Dgraph | Dparse;
}

static void
showattr(int attr)
{
	static char letters[] = "DENnQRUV";

	for(int i = 0; letters[i] != '\0'; i++)
		if(attr & (1 << i))
			fprint(2, "%c", letters[i]);
}

static void
showwords(Words *w)
{
	for(int i = 0; i < w->n; i++)
		fprint(2, " %q", w->w[i]);
}

void
showrules(void)
{
	if(!(dflags & Dparse))
		return;
	showvars();
	for(Rule *r = rules; r != nil; r = r->next) {
		fprint(2, "%q:", r->target);
		showattr(r->attr);
		fprint(2, ":");
		showwords(&r->prereq);
		fprint(2, "\n%s", r->recipe);
	}
}

static void
shownode(Node *n, int depth)
{
	fprint(2, "%*s%q: time %ud attributes ", 2 * depth, "", n->name, n->time);
	showattr(n->attr);
	fprint(2, "\n");
	for(Arc *a = n->arcs; a != nil; a = a->next)
		if(a->n != nil)
			shownode(a->n, depth + 1);
}

void
showgraph(Node *n)
{
	if(dflags & Dgraph)
		shownode(n, 0);
}

void
showjob(char *what, Job *j)
{
	if(!(dflags & Dexec))
		return;
	fprint(2, "%s %d:", what, j->pid);
	showwords(&j->target);
	fprint(2, "\n");
}

/* another number of recipes is going to run */
void
account(int running)
{
	uvlong now;

	if(!uflag)
		return;
	if(spent == nil)
		spent = check(mallocz((nproc + 1) * sizeof *spent, 1));
	now = nsec();
	if(since != 0)
		spent[running] += now - since;
	since = now;
}

void
showusage(void)
{
	if(spent == nil)
		return;
	for(int i = 0; i <= nproc; i++)
		fprint(1, "%d: %llud\n", i, (spent[i] + 500000000) / 1000000000);
}
