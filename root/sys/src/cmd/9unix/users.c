/*
 * Users and groups: the server tells numbers, and what they are called is in the host's files here.
 */
#include <u.h>
#include <libc.h>
#include <bio.h>
#include <fcall.h>
#include <thread.h>
#include <9p.h>
#include "9unix.h"

enum
{
	Fresh = 10, /* seconds for which what was read is good */
	Maxfield = 5,
};

typedef struct User User;
struct User
{
	User *next;
	int group;
	u32int id;
	u32int gid; /* of a user */
	char name[1];
};

static QLock lk;
static User *users; /* [lk] */
static long due;    /* [lk] */

/* lk is held in these */
static void
readfile(char *file, int group)
{
	char *line, *f[Maxfield];
	Biobuf *b;
	User *u, **l;

	b = Bopen(file, OREAD);
	if(b == nil)
		return;
	for(l = &users; *l != nil; l = &(*l)->next) {
	}
	for(; (line = Brdstr(b, '\n', 1)) != nil; free(line)) {
		if(getfields(line, f, Maxfield, 0, ":") < 4)
			continue;
		u = emalloc9p(sizeof *u + strlen(f[0]));
		strcpy(u->name, f[0]);
		u->group = group;
		u->id = strtoul(f[2], nil, 10);
		u->gid = strtoul(f[3], nil, 10);
		*l = u;
		l = &u->next;
	}
	Bterm(b);
}

static void
refresh(void)
{
	User *u;

	if(time(nil) < due)
		return;
	while((u = users) != nil) {
		users = u->next;
		free(u);
	}
	readfile("#U/etc/passwd", 0);
	readfile("#U/etc/group", 1);
	due = time(nil) + Fresh;
}

static User *
named(char *name, int group)
{
	User *u;

	refresh();
	for(u = users; u != nil; u = u->next)
		if(u->group == group && strcmp(u->name, name) == 0)
			return u;
	return nil;
}

char *
username(u32int id, int group)
{
	User *u;
	char *s, buf[16];

	qlock(&lk);
	refresh();
	for(u = users; u != nil && (u->group != group || u->id != id); u = u->next) {
	}
	snprint(buf, sizeof buf, "%ud", id);
	s = estrdup9p(u != nil ? u->name : id == Noid ? "?" : buf);
	qunlock(&lk);
	return s;
}

u32int
groupid(char *name)
{
	User *u;
	u32int id;
	char *e;

	qlock(&lk);
	u = named(name, 1);
	if(u != nil)
		id = u->id;
	else {
		id = strtoul(name, &e, 10);
		if(*e != 0 || e == name)
			id = Noid;
	}
	qunlock(&lk);
	return id;
}

/* the numbers that this process has on the host */
static void
self(u32int *uid, u32int *gid)
{
	Biobuf *b;
	char *line;

	b = Bopen("#U/proc/self/status", OREAD);
	if(b == nil)
		return;
	for(; (line = Brdstr(b, '\n', 1)) != nil; free(line))
		if(strncmp(line, "Uid:", 4) == 0)
			*uid = strtoul(line + 4, nil, 10);
		else if(strncmp(line, "Gid:", 4) == 0)
			*gid = strtoul(line + 4, nil, 10);
	Bterm(b);
}

/* who runs this system is, for the host, who runs emu, whatever his name here */
void
whoami(char *uname, u32int *uid, u32int *gid)
{
	User *u;

	*uid = *gid = Noid;
	if(strcmp(uname, getuser()) == 0 && strcmp(uname, "none") != 0)
		self(uid, gid);
	if(*uid != Noid)
		return;
	qlock(&lk);
	u = named(strcmp(uname, "none") == 0 ? "nobody" : uname, 0);
	if(u != nil) {
		*uid = u->id;
		*gid = u->gid;
	}
	qunlock(&lk);
}
