/*
 * The files: the list, in the order of names, which n prints as a menu; and their names, which are as
 * short as the working directory lets them be.
 */
#include <u.h>
#include <libc.h>
#include <bio.h>
#include <cmd.h>
#include "sam.h"

File **file;
int nfile;
File *curfile; /* or nil */
int quitok;    /* q was warned of */

static int
byname(const void *a, const void *b)
{
	File *x = *(File **)a, *y = *(File **)b;

	return strcmp(x->name, y->name);
}

void
sortfiles(void)
{
	qsort(file, nfile, sizeof *file, byname);
}

/* f has got a name: warn if another has it, or is the same file */
void
named(File *f)
{
	Dir *d;
	char *name = f->newname != nil ? f->newname : f->name;

	if(*name == '\0')
		return;
	for(int i = 0; i < nfile; i++)
		if(file[i] != f && strcmp(file[i]->name, name) == 0) {
			warn("duplicate file name `%s'", name);
			return;
		}
	d = dirstat(name);
	for(int i = 0; i < nfile && d != nil; i++)
		if(file[i] != f && file[i]->qid.path == d->qid.path && file[i]->dev == d->dev &&
		   file[i]->type == d->type && file[i]->qid.path != 0)
			warn("files might be aliased `%s' and `%s'", file[i]->name, name);
	free(d);
}

/* takes name, which is fixed */
File *
newfile(char *name)
{
	File *f = zalloc(sizeof *f);

	f->name = name;
	f->unread = 1;
	file = check(realloc(file, (nfile + 1) * sizeof *file));
	file[nfile++] = f;
	named(f);
	sortfiles();
	return f;
}

File *
lookfile(char *name)
{
	for(int i = 0; i < nfile; i++)
		if(strcmp(file[i]->name, name) == 0)
			return file[i];
	return nil;
}

/* also while a command is under way, whose changes will be there when it is done */
int
modified(File *f)
{
	return f->cleanseq != (changing(f) ? seq : f->seq);
}

/* the caller frees it */
char *
menuline(File *f)
{
	return check(smprint("%c-%c %s\n", modified(f) ? '\'' : ' ', f == curfile ? '.' : ' ',
			     f->newname != nil ? f->newname : f->name));
}

void
printname(File *f)
{
	char *s = menuline(f);

	Bprint(says(), "%s", s);
	free(s);
}

/* ---- closing ---- */

void
tryclose(File *f)
{
	if(f->deleted)
		return;
	if(modified(f) && !f->closeok) {
		f->closeok = 1;
		error("changes to \"%s\"", *f->name ? f->name : "nameless file");
	}
	f->deleted = 1;
}

void
tryquit(void)
{
	for(int i = 0; i < nfile && !quitok; i++)
		if(modified(file[i])) {
			quitok = 1;
			error("changed files");
		}
}

/* files that were closed leave the list when the command is done */
void
dropdeleted(void)
{
	File *f;
	int n = 0;

	for(int i = 0; i < nfile; i++) {
		f = file[i];
		if(!f->deleted) {
			file[n++] = f;
			continue;
		}
		if(f == curfile)
			curfile = nil;
		freelogs(f);
		free(f->text.r);
		free(f->name);
		free(f);
	}
	nfile = n;
}

/* ---- names ---- */

static char *
workdir(void)
{
	static char wd[1024];

	if(getwd(wd, sizeof wd) == nil) {
		warn("can't run pwd");
		return nil;
	}
	return wd;
}

/* name, which is allocated, relative to directory wd if it lies there */
static char *
shorten(char *name, char *wd)
{
	int n = wd != nil ? strlen(wd) : 0;

	cleanname(name);
	if(n > 1 && strncmp(name, wd, n) == 0 && name[n] == '/')
		memmove(name, name + n + 1, strlen(name + n));
	return name;
}

/* the name by which a file is known; the caller frees it */
char *
fixname(char *s)
{
	return shorten(check(strdup(s)), workdir());
}

/* cd: names stay names of the same files */
void
changedir(char *dir)
{
	char *old = workdir(), *wd, *name;
	char **full = check(malloc((nfile + 1) * sizeof *full));

	for(int i = 0; i < nfile; i++) {
		name = file[i]->name;
		if(*name == '/' || *name == '#' || *name == '\0' || old == nil)
			full[i] = check(strdup(name));
		else
			full[i] = joinpath(old, name);
	}
	if(chdir(dir) < 0) {
		Bprint(says(), "chdir: ");
		error("I/O error: \"%r\"");
	}
	wd = workdir();
	for(int i = 0; i < nfile; i++) {
		free(file[i]->name);
		file[i]->name = *full[i] ? shorten(full[i], wd) : full[i];
	}
	free(full);
	sortfiles();
	Bprint(says(), "!\n");
}
