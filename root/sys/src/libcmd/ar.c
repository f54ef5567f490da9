/*
 * Archives of ar(6), read member after member.
 */
#include <u.h>
#include <libc.h>
#include <ar.h>
#include <cmd.h>

_Static_assert(sizeof(struct ar_hdr) == SAR_HDR, "a header is text without gaps");

/* how many of n bytes at off there are */
static long
readat(int fd, char *buf, long n, vlong off)
{
	long have = 0, m;

	while(have < n && (m = pread(fd, buf + have, n - have, off + have)) > 0)
		have += m;
	return have;
}

/* all that a member holds, with a NUL behind it, to be freed; nil: it is not all there */
void *
ardata(Archive *a, Member *m)
{
	char *p = check(malloc(m->size + 1));

	p[m->size] = '\0';
	if(readat(a->fd, p, m->size, m->data) == m->size)
		return p;
	free(p);
	werrstr("damaged archive");
	return nil;
}

/* -1: it is no archive */
int
aropen(Archive *a, int fd)
{
	char magic[SARMAG];

	memset(a, 0, sizeof *a);
	a->fd = fd;
	a->next = SARMAG;
	if(pread(fd, magic, SARMAG, 0) == SARMAG && memcmp(magic, ARMAG, SARMAG) == 0)
		return 0;
	werrstr("not an archive");
	return -1;
}

void
arclose(Archive *a)
{
	free(a->longnames);
	close(a->fd);
}

static vlong
field(char *s, int n, int base)
{
	char buf[32];

	snprint(buf, sizeof buf, "%.*s", n, s);
	return strtoll(buf, nil, base);
}

/* a name without what fills its field; with a slash and a number it is in the table; malloced */
static char *
membername(Archive *a, char *s)
{
	char *e = s + SARNAME;
	vlong n;

	if(s[0] == '/' && s[1] >= '0' && s[1] <= '9') {
		n = field(s + 1, SARNAME - 1, 10);
		if(a->longnames == nil || n >= strlen(a->longnames))
			return nil;
		s = a->longnames + n;
		e = s + strcspn(s, "\n");
	}
	while(e > s && (e[-1] == ' ' || e[-1] == '\0'))
		e--;
	if(e > s + 1 && e[-1] == '/')
		e--;
	return check(smprint("%.*s", utfnlen(s, e - s), s));
}

static int
damaged(void)
{
	werrstr("damaged archive");
	return -1;
}

/* whether it is of the archive itself: its index or table of names */
static int
special(char *name)
{
	return strncmp(name, "/ ", 2) == 0 || strncmp(name, "/SYM64/ ", 8) == 0 ||
	       strncmp(name, "__.SYMDEF", 9) == 0;
}

/* 1: m is the next member, whose name is to be freed; 0: there is none; -1: the archive is damaged */
int
arnext(Archive *a, Member *m)
{
	struct ar_hdr h;
	long n;

	for(;;) {
		n = readat(a->fd, (char *)&h, SAR_HDR, a->next);
		if(n == 0)
			return 0;
		if(n != SAR_HDR || memcmp(h.fmag, ARFMAG, 2) != 0)
			return damaged();
		m->head = a->next;
		m->data = a->next + SAR_HDR;
		m->size = field(h.size, sizeof h.size, 10);
		if(m->size < 0)
			return damaged();
		a->next = m->data + m->size + (m->size & 1);
		if(strncmp(h.name, "// ", 3) == 0) { /* long names, which end in "/\n" */
			free(a->longnames);
			a->longnames = ardata(a, m);
			if(a->longnames == nil)
				return -1;
		} else if(!special(h.name))
			break;
	}
	m->name = membername(a, h.name);
	m->mtime = field(h.date, sizeof h.date, 10);
	m->mode = field(h.mode, sizeof h.mode, 8);
	m->uid = field(h.uid, sizeof h.uid, 10);
	m->gid = field(h.gid, sizeof h.gid, 10);
	return m->name != nil ? 1 : damaged();
}
