/*
 * Files and their times; lib.a(member) is a member of an archive, as old as the archive says.
 */
#include <u.h>
#include <libc.h>
#include <ar.h>
#include <bio.h>
#include <regexp.h>
#include <cmd.h>
#include "mk.h"

/* an archive that was read; until a recipe has run its members stay as they are */
typedef struct Library Library;
struct Library
{
	char *name;
	Member *m;
	int n;
	Library *next;
};

static Library *libraries;

int
ismember(char *name)
{
	char *p = strchr(name, '('), *e = name + strlen(name) - 1;

	return p != nil && p > name && *e == ')' && e > p + 1;
}

static void
readmembers(Library *l, int fd)
{
	Archive a;
	Member m;
	int r = aropen(&a, fd);

	while(r >= 0 && (r = arnext(&a, &m)) > 0) {
		l->m = check(realloc(l->m, (l->n + 1) * sizeof *l->m));
		l->m[l->n++] = m;
	}
	if(r < 0)
		fprint(2, "mk: %s: %r\n", l->name);
	arclose(&a);
}

/* without members if it is not there; takes name */
static Library *
library(char *name)
{
	Library *l;
	int fd;

	for(l = libraries; l != nil; l = l->next)
		if(strcmp(l->name, name) == 0) {
			free(name);
			return l;
		}
	l = check(mallocz(sizeof *l, 1));
	l->name = name;
	l->next = libraries;
	libraries = l;
	fd = open(name, OREAD);
	if(fd >= 0)
		readmembers(l, fd);
	return l;
}

/* a recipe may have changed any */
void
forgetlibraries(void)
{
	Library *l;

	while((l = libraries) != nil) {
		libraries = l->next;
		for(int i = 0; i < l->n; i++)
			free(l->m[i].name);
		free(l->m);
		free(l->name);
		free(l);
	}
}

/* nil: there is no such archive, or it has no such member */
static Member *
member(char *name, Library **l)
{
	Member *m = nil;
	char *p, *s;

	if(!ismember(name))
		return nil;
	p = strchr(name, '(');
	*l = library(between(name, p));
	s = between(p + 1, name + strlen(name) - 1);
	for(int i = 0; i < (*l)->n; i++)
		if(strcmp((*l)->m[i].name, s) == 0)
			m = &(*l)->m[i];
	free(s);
	return m;
}

/* when a file or member was changed; 0: it is not there */
uint
timeof(char *name)
{
	Library *l;
	Dir *d = dirstat(name);
	Member *m = d == nil ? member(name, &l) : nil;
	uint t = d != nil ? d->mtime : m != nil ? m->mtime : 0;

	free(d);
	return t;
}

static void
touchmember(Library *l, Member *m)
{
	char date[sizeof((struct ar_hdr *)nil)->date + 1];
	int fd = open(l->name, OWRITE);

	snprint(date, sizeof date, "%-12lud", (ulong)time(nil));
	if(fd < 0 || pwrite(fd, date, sizeof date - 1, m->head + offsetof(struct ar_hdr, date)) !=
			     sizeof date - 1)
		fprint(2, "mk: cannot touch %s: %r\n", l->name);
	if(fd >= 0)
		close(fd);
	forgetlibraries();
}

/* change it now, or make it empty; of archives there must be the member */
void
touchfile(char *name)
{
	Library *l;
	Member *m = member(name, &l);
	Dir d;

	nulldir(&d);
	d.mtime = time(nil);
	if(m != nil)
		touchmember(l, m);
	else if(ismember(name))
		fprint(2, "mk: cannot touch %s: it is not there\n", name);
	else if(dirwstat(name, &d) < 0)
		close(create(name, OWRITE, 0666));
}
