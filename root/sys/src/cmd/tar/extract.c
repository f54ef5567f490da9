/*
 * extract.c: what is in an archive, and getting it out.
 */
#include "tar.h"

static int
wanted(char *name, char **files)
{
	int n;

	if(*files == nil)
		return 1;
	for(; *files; files++) {
		n = strlen(*files);
		while(n > 0 && (*files)[n - 1] == '/')
			n--;
		if(strncmp(name, *files, n) == 0 && (name[n] == 0 || name[n] == '/'))
			return 1;
	}
	return 0;
}

static void
list(Header *h, char *name)
{
	char *date;

	if(!verbose) {
		print("%s\n", name);
		return;
	}
	date = timetext(number(h->mtime, sizeof h->mtime));
	print("%c%.3llo %8lld %.12s %.4s %s\n", isdirectory(h, name) ? 'd' : '-',
	      number(h->mode, sizeof h->mode) & 0777, filesize(h), date + 4, date + 24, name);
}

static void
makeparents(char *name)
{
	char *p;
	int fd;

	for(p = name + 1; (p = strchr(p, '/')) != nil; p++) {
		*p = 0;
		if(access(name, AEXIST) < 0) {
			fd = create(name, OREAD, DMDIR | 0777);
			if(fd >= 0)
				close(fd);
		}
		*p = '/';
	}
}

static void
setattr(int fd, Header *h)
{
	Dir d;

	nulldir(&d);
	d.mode = number(h->mode, sizeof h->mode) & 0777;
	if(keeptime)
		d.mtime = number(h->mtime, sizeof h->mtime);
	dirfwstat(fd, &d); /* a server need not agree */
	if(!keeptime || strncmp(h->magic, "ustar", 5) != 0)
		return;
	/* and this it does for few, so it is not asked together with the rest */
	nulldir(&d);
	h->uname[sizeof h->uname - 1] = 0;
	h->gname[sizeof h->gname - 1] = 0;
	d.uid = h->uname;
	d.gid = h->gname;
	dirfwstat(fd, &d);
}

/* where a file goes: never outside the directory, unless R says so of names with / */
static char *
target(char *name)
{
	char *s, *t;

	for(s = name; *s == '/' && !absolute; s++)
		;
	s = cleanname(check(smprint("%s", *s ? s : ".")));
	if(strcmp(s, "..") == 0 || strncmp(s, "../", 3) == 0) {
		werrstr("it is outside this directory");
		warn("not extracted:", name);
		free(s);
		return nil;
	}
	if(s[0] == '#') { /* no device */
		t = check(smprint("./%s", s));
		free(s);
		s = t;
	}
	return s;
}

static int
opentarget(Header *h, char *name, char *path)
{
	int fd;

	if(isdirectory(h, name)) {
		makeparents(path);
		fd = open(path, OREAD);
		if(fd < 0)
			fd = create(path, OREAD, DMDIR | 0777);
	} else {
		if(keep && access(path, AEXIST) == 0)
			return -1;
		fd = create(path, OWRITE, number(h->mode, sizeof h->mode) & 0777);
		if(fd < 0) {
			makeparents(path);
			fd = create(path, OWRITE, number(h->mode, sizeof h->mode) & 0777);
		}
	}
	if(fd < 0)
		warn("can't create", path);
	return fd;
}

static void
getdata(int fd, char *path, vlong size)
{
	uchar b[Block];
	long n;

	for(; size > 0; size -= n) {
		if(!getblock(b))
			sysfatal("archive ends too early");
		n = size < Block ? size : Block;
		if(fd >= 0 && write(fd, b, n) != n) {
			warn("error writing", path);
			fd = -1;
		}
	}
}

static void
extract(Header *h, char *name)
{
	char *path;
	int fd;

	if(h->linkflag == '1' || h->linkflag == '2') {
		fprint(2, "tar: %s: a link to %.*s, not made\n", name, Namelen, h->linkname);
		status = "errors";
		return;
	}
	if(strchr("01257", h->linkflag) == nil) {
		fprint(2, "tar: %s: of unknown kind %c, not made\n", name, h->linkflag);
		status = "errors";
		skip(filesize(h));
		return;
	}
	path = target(name);
	if(path == nil) {
		skip(filesize(h));
		return;
	}
	if(verbose)
		fprint(2, "%s\n", name);
	fd = opentarget(h, name, path);
	if(!isdirectory(h, name))
		getdata(fd, path, filesize(h));
	if(fd >= 0) {
		if(!isdirectory(h, name) || keeptime)
			setattr(fd, h);
		close(fd);
	}
	free(path);
}

void
readarchive(char **files)
{
	Header h;
	char *name;

	while(gethdr(&h, &name)) {
		if(!wanted(name, files))
			skip(filesize(&h));
		else if(verb == 't') {
			list(&h, name);
			skip(filesize(&h));
		} else
			extract(&h, name);
		free(name);
	}
}
