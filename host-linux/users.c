/*
 * Names of users and groups.  /etc/passwd and /etc/group are read with plain
 * system calls, a line at a time, since this runs in cloned processes; the kernel keeps the answers.
 * Users that the host knows by other means (a directory service) have numbers for names, except
 * the one who runs the emu: that name is asked for once, at boot, when libc may be used.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <pwd.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "linux.h"

enum
{
	Linesize = 512,
	Namesize = 64,
};

/* set at boot, before the first clone, so every process has a copy */
static u32int selfuid;
static char selfname[Namesize]; /* empty: unknown */

void
hostusersinit(void)
{
	struct passwd *pw = getpwuid(getuid());

	if(pw != nil && strlen(pw->pw_name) < sizeof selfname) {
		selfuid = getuid();
		strcpy(selfname, pw->pw_name);
	}
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
	char *p = strchr(s, ':');
	u64int v = 0;

	*name = s;
	if(p == nil || p == s)
		return false;
	*p = '\0';
	p = strchr(p + 1, ':');
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
			if(strcmp(found, name) == 0)
				r = foundid;
		} else if(foundid == id && (int)strlen(found) < n) {
			strcpy(buf, found);
			r = (s64int)strlen(found);
		}
	}
	sys(SYS_close, t.fd);
	return r;
}

int
hostusername(u32int uid, char *buf, int n)
{
	int r = (int)search("/etc/passwd", nil, uid, buf, n);

	if(r >= 0 || selfname[0] == '\0' || uid != selfuid || (int)strlen(selfname) >= n)
		return r;
	strcpy(buf, selfname);
	return (int)strlen(buf);
}

int
hostgroupname(u32int gid, char *buf, int n)
{
	return (int)search("/etc/group", nil, gid, buf, n);
}

s64int
hostgroupid(const char *name)
{
	return search("/etc/group", name, 0, nil, 0);
}
