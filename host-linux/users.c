/*
 * Names of users and groups.  /etc/passwd and /etc/group are read with plain
 * system calls, a line at a time, since this runs in cloned processes; the kernel keeps the answers.
 * Users that the host knows by other means (a directory service) have numbers for names, except
 * the one who runs the emu: that name is asked for once, at boot, when libc may be used.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>
#include "linux.h"

enum
{
	Linesize = 512,
	Namesize = 64,
};

/* libc's own string functions use vector registers, which are the user program's */
static int
length(const char *s)
{
	int n = 0;

	while(s[n] != '\0')
		n++;
	return n;
}

static bool
same(const char *a, const char *b)
{
	while(*a != '\0' && *a == *b) {
		a++;
		b++;
	}
	return *a == *b;
}

/* result: the length of s, or -1 when it does not fit */
static int
copy(char *to, int size, const char *s)
{
	int n = length(s);

	if(n >= size)
		return -1;
	for(int i = 0; i <= n; i++)
		to[i] = s[i];
	return n;
}

static char *
colon(char *s)
{
	while(*s != '\0' && *s != ':')
		s++;
	return *s == ':' ? s : nil;
}

/* set at boot, before the first clone, so every process has a copy */
static u32int selfuid;
static char selfname[Namesize]; /* empty: unknown */

void
hostusersinit(void)
{
	struct passwd *pw = getpwuid(getuid());

	if(pw != nil && copy(selfname, sizeof selfname, pw->pw_name) > 0)
		selfuid = getuid();
}

static u64int
changed(const char *file)
{
	struct stat st;

	if(sys(SYS_newfstatat, AT_FDCWD, file, &st, 0) < 0)
		return 0;
	return ((u64int)st.st_ctim.tv_sec << 30 | (u64int)st.st_ctim.tv_nsec) + st.st_ino;
}

u64int
hostusersvers(void)
{
	return changed("/etc/passwd") * 31 + changed("/etc/group");
}

/* a text file read through a small buffer */
typedef struct Text
{
	int fd;
	int n, i; /* bytes in buf, bytes used */
	char buf[Linesize];
} Text;

/* the start of the next line, at most size-1 bytes of it; false: end */
static bool
line(Text *t, char *to, int size)
{
	int len = 0;

	for(;;) {
		if(t->i == t->n) {
			s64int r = sys(SYS_read, t->fd, t->buf, sizeof t->buf);
			if(r <= 0)
				return false;
			t->n = (int)r;
			t->i = 0;
		}
		char c = t->buf[t->i++];
		if(c == '\n')
			break;
		if(len < size - 1)
			to[len++] = c;
	}
	to[len] = '\0';
	return true;
}

/* name:password:id:... cut up; false: not such a line */
static bool
parse(char *s, char **name, u32int *id)
{
	char *p = colon(s);
	u64int v = 0;

	*name = s;
	if(p == nil || p == s)
		return false;
	*p = '\0';
	p = colon(p + 1);
	if(p == nil || p[1] < '0' || p[1] > '9')
		return false;
	for(p++; *p >= '0' && *p <= '9'; p++)
		if((v = v * 10 + (u64int)(*p - '0')) > 0xffffffff)
			return false;
	*id = (u32int)v;
	return true;
}

/* the line of file with this id (name nil) or this name; result: as the contract says */
static s64int
search(const char *file, const char *name, u32int id, char *buf, int n)
{
	char s[Linesize], *found;
	u32int foundid;
	s64int r = -1;
	Text t = {.n = 0, .i = 0};

	t.fd = (int)sys(SYS_openat, AT_FDCWD, file, O_RDONLY | O_CLOEXEC);
	if(t.fd < 0)
		return t.fd;
	while(r < 0 && line(&t, s, sizeof s)) {
		if(!parse(s, &found, &foundid))
			continue;
		if(name != nil) {
			if(same(found, name))
				r = foundid;
		} else if(foundid == id)
			r = copy(buf, n, found);
	}
	sys(SYS_close, t.fd);
	return r;
}

int
hostusername(u32int uid, char *buf, int n)
{
	int r = (int)search("/etc/passwd", nil, uid, buf, n);

	if(r >= 0 || selfname[0] == '\0' || uid != selfuid)
		return r;
	return copy(buf, n, selfname);
}

int
hostgroupname(u32int gid, char *buf, int n)
{
	return (int)search("/etc/group", nil, gid, buf, n);
}

s64int
hostuserid(const char *name)
{
	s64int r = search("/etc/passwd", name, 0, nil, 0);

	return r < 0 && selfname[0] != '\0' && same(name, selfname) ? selfuid : r;
}

s64int
hostgroupid(const char *name)
{
	return search("/etc/group", name, 0, nil, 0);
}
