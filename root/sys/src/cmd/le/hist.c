/*
 * The history: a file of lines, the newest last, that all shells of a user append to.  It is read
 * when a line of it is first asked for.
 *
 * The file is one for exclusive use (see open(2)), so that whoever has it open has it alone; who
 * finds it open tries again for a while, and then does without.
 */
#include <u.h>
#include <libc.h>
#include "le.h"

enum
{
	Most = 256 * 1024, /* bytes of the file; then it is cut */
	Keep = 128 * 1024, /* to this */
	Longest = 4096,    /* bytes of a line that is kept */
	Tries = 50,
	Pause = 10, /* ms */
};

static char *file;
static char **lines;
static int nline, loaded;

void
histfile(char *name)
{
	file = name;
}

static int
openshared(void)
{
	char err[ERRMAX];
	int fd, i;

	for(i = 0; i < Tries; i++) {
		fd = open(file, ORDWR);
		rerrstr(err, sizeof err);
		if(fd >= 0 || strstr(err, "exclusive") == nil)
			return fd;
		sleep(Pause);
	}
	return -1;
}

/* make the file, and the directory it is in; another shell may be faster */
static int
makefile(void)
{
	char *dir = estrdup(file), *slash = strrchr(dir, '/');
	int fd;

	if(slash != nil && slash != dir) {
		*slash = '\0';
		fd = create(dir, OREAD | OEXCL, DMDIR | 0755);
		if(fd >= 0)
			close(fd);
	}
	free(dir);
	fd = create(file, ORDWR | OEXCL, DMEXCL | 0600);
	return fd >= 0 ? fd : openshared();
}

static int
openhist(void)
{
	int fd;

	if(file == nil || file[0] == '\0')
		return -1;
	fd = openshared();
	return fd >= 0 ? fd : makefile();
}

/* the last n bytes of the file, or all, from the begin of a line on; for the caller to free */
static char *
tail(int fd, int n)
{
	vlong size = seek(fd, 0, 2);
	char *s, *p;

	if(size < 0)
		size = 0;
	if(n > size)
		n = size;
	s = emalloc(n + 1);
	seek(fd, size - n, 0);
	n = readn(fd, s, n);
	s[n < 0 ? 0 : n] = '\0';
	if(n == size)
		return s;
	p = strchr(s, '\n');
	p = p == nil ? s + strlen(s) : p + 1;
	memmove(s, p, strlen(p) + 1);
	return s;
}

static void
load(void)
{
	char *s, *p;
	int fd = openhist();

	loaded = 1;
	if(fd < 0)
		return;
	s = tail(fd, Most);
	close(fd);
	for(; (p = strchr(s, '\n')) != nil; s = p + 1) {
		*p = '\0';
		if(nline > 0 && strcmp(lines[nline - 1], s) == 0)
			continue;
		if(nline % 256 == 0)
			lines = erealloc(lines, (nline + 256) * sizeof *lines);
		lines[nline++] = s;
	}
}

int
nhist(void)
{
	if(!loaded)
		load();
	return nline;
}

char *
hist(int i)
{
	return lines[i];
}

/* leave out the oldest lines when there are too many */
static void
cut(int fd)
{
	Dir d;
	char *s;

	if(seek(fd, 0, 2) <= Most)
		return;
	s = tail(fd, Keep);
	nulldir(&d);
	d.length = 0;
	if(dirfwstat(fd, &d) >= 0)
		pwrite(fd, s, strlen(s), 0);
	free(s);
}

/* is s the last line? */
static int
islast(int fd, char *s)
{
	char *t = tail(fd, Longest + 2), *p;
	int n = strlen(t), same;

	if(n > 0)
		t[n - 1] = '\0';
	p = strrchr(t, '\n');
	same = n > 0 && strcmp(p == nil ? t : p + 1, s) == 0;
	free(t);
	return same;
}

void
histadd(char *s)
{
	char *t;
	int fd, n = strlen(s);

	if(n == 0 || n > Longest || s[0] == ' ' || s[strspn(s, " \t")] == '\0')
		return;
	fd = openhist();
	if(fd < 0)
		return;
	if(!islast(fd, s)) {
		t = smprint("%s\n", s);
		seek(fd, 0, 2);
		if(t != nil)
			write(fd, t, n + 1);
		free(t);
		cut(fd);
	}
	close(fd);
}
