/*
 * create.c: putting files into an archive.
 */
#include "tar.h"

/* as many bytes as the header promised, whatever happens to the file */
static void
putdata(int fd, char *name, vlong size)
{
	uchar b[Block];
	vlong off;
	long n, want;
	int bad;

	off = 0;
	for(bad = 0; size > 0; size -= want) {
		memset(b, 0, sizeof b);
		want = size < Block ? size : Block;
		n = bad ? 0 : readn(fd, b, want);
		off += want;
		if(n < 0 && ignore && seek(fd, off, 0) == off)
			fprint(2, "tar: ignoring: reading %s: %r\n", name);
		else if(n < want && !bad) {
			bad = 1;
			werrstr("it shrank");
			warn("reading", name);
		}
		putblock(b);
	}
}

static void
add(char *path)
{
	Dir *d, *e;
	char *name, *p;
	long n;
	int fd;

	fd = open(path, OREAD);
	d = fd < 0 ? nil : dirfstat(fd);
	if(d == nil) {
		warn("can't open", path);
		if(fd >= 0)
			close(fd);
		return;
	}
	/* names in archives are relative */
	for(name = path; *name == '/'; name++)
		;
	if(verbose)
		fprint(2, "%s\n", path);
	if(*name)
		puthdr(name, d);
	if(d->mode & DMDIR) {
		n = dirreadall(fd, &e);
		for(long i = 0; i < n; i++) {
			p = joinpath(path, e[i].name);
			/* . is no part of names */
			add(strncmp(p, "./", 2) == 0 ? p + 2 : p);
			free(p);
		}
		if(n > 0)
			free(e);
	} else
		putdata(fd, path, d->length);
	close(fd);
	free(d);
}

void
createarchive(char **files)
{
	Header h;

	for(; *files; files++)
		add(cleanname(*files));
	memset(&h, 0, sizeof h);
	putblock(&h);
	putblock(&h);
	flushrecord();
}

/* -r: find the end, and write from there */
void
append(char **files)
{
	Header h;
	char *name;
	vlong off;

	for(off = 0; gethdr(&h, &name);) {
		free(name);
		skip(filesize(&h));
		off = where();
	}
	restart(off);
	createarchive(files);
}
