/*
 * Names of files, their times, and what is in directories.
 */
#include <u.h>
#include <libc.h>
#include <cmd.h>

/* a part of name */
char *
lastelem(char *name)
{
	char *s;

	s = strrchr(name, '/');
	return s ? s + 1 : name;
}

/* what ctime gives, also of times that are too far off for its long; valid until the next call */
char *
timetext(vlong t)
{
	static Tm tm;

	return asctime(tmtime(&tm, t, tzload("local")));
}

/* the caller frees it */
char *
joinpath(char *dir, char *elem)
{
	long n = strlen(dir), m = strlen(elem) + 1;
	char *path = check(malloc(n + 1 + m));

	memmove(path, dir, n);
	if(n == 0 || path[n - 1] != '/')
		path[n++] = '/';
	memmove(path + n, elem, m);
	return path;
}

/* cut off slashes at the end, but that of / */
void
trimslashes(char *name)
{
	for(int n = strlen(name); n > 1 && name[n - 1] == '/'; n--)
		name[n - 1] = 0;
}

int
isdir(char *name)
{
	Dir *d;
	int r;

	d = dirstat(name);
	r = d != nil && (d->mode & DMDIR);
	free(d);
	return r;
}

/* are these one file */
int
samedir(Dir *a, Dir *b)
{
	return a->type == b->type && a->dev == b->dev && a->qid.path == b->qid.path &&
	       a->qid.vers == b->qid.vers && a->qid.type == b->qid.type;
}

/* all entries, in the order of the server; free gets rid of them.  -1 if it cannot be read */
long
readdir(char *name, Dir **d)
{
	long n;
	int fd;

	*d = nil;
	fd = open(name, OREAD);
	if(fd < 0)
		return -1;
	n = dirreadall(fd, d);
	close(fd);
	if(n <= 0)
		*d = nil;
	return n;
}

static int
byname(const void *a, const void *b)
{
	return strcmp(((Dir *)a)->name, ((Dir *)b)->name);
}

void
sortdir(Dir *d, long n)
{
	qsort(d, n, sizeof *d, byname);
}
