/*
 * Renaming and removing as Linux has it.  There a rename takes the place of what has the new name, at one
 * instant.  Files of the host can do that.  A rename of Plan 9 does not replace: so what has the
 * name gets another one first, and is removed when the rename is done; for a moment there is nothing of that
 * name, but if anything fails all is as it was, and who looks in between finds nothing lost.
 * To another directory there is no way, which programs know from moves between file systems.
 */
#include "unixfile.h"
#include "err.h"
#include "host.h"
#include "lib.h"
#include "proc.h"

static bool
isadir(Chan *c)
{
	Qid q;

	return exqid(c, &q) == 0 && (q.type & QTdir);
}

static int
setname(Chan *c, const char *name)
{
	Dir d;

	nulldir(&d);
	d.name = (char *)(uintptr)name;
	return wish(c, &d);
}

/* Give the file at place there, in dir, a name that nothing has; result: the place then, or nil */
static Chan *
aside(Chan *dir, Chan *there)
{
	char name[32];

	snprint(name, sizeof name, ".replaced.%llx", (u64int)hostmono());
	return setname(there, name) < 0 ? nil : exwalk(dir, name);
}

/* File gets the name of there, which goes, in steps each of which can be taken back */
static int
displace(Chan *file, Chan *dir, Chan *there, const char *name)
{
	char err[Errmax], old[Errmax];
	Chan *away, *now;
	Attr a;
	int ok;

	if(getattr(file, &a) < 0)
		return -1;
	strecpy(old, old + sizeof old, a.d.name);
	putattr(&a);
	away = aside(dir, there);
	if(away == nil)
		return -1;
	ok = setname(file, name);
	if(ok == 0 && exremove(away) < 0) {
		strecpy(err, err + Errmax, up->errstr);
		now = exwalk(dir, name);
		if(now != nil)
			setname(now, old);
		exclose(now);
		ok = bad(err);
	}
	if(ok < 0) {
		strecpy(err, err + Errmax, up->errstr);
		setname(away, name);
		bad(err);
	}
	exclose(away);
	return ok;
}

/* the same at once, if that can be */
static int
replace(Chan *file, Chan *dir, Chan *there, const char *name)
{
	bool isdir = isadir(there);
	int done;

	if(isdir != isadir(file))
		return bad(isdir ? Eisdir : Enotdir);
	done = exreplace(file, there);
	if(done == 0)
		return displace(file, dir, there, name);
	return done < 0 ? -1 : 0;
}

int
renamefile(Chan *file, Chan *from, Chan *dir, const char *name, Chan **now)
{
	Chan *there;
	int ok;

	*now = nil;
	if(!exsame(from, dir))
		return bad("file is in another directory");
	there = exwalk(dir, name);
	if(there == nil)
		ok = setname(file, name);
	else if(exsame(there, file)) {
		exclose(there);
		return 0;
	} else
		ok = replace(file, dir, there, name);
	exclose(there);
	if(ok < 0)
		return -1;
	*now = exwalk(dir, name);
	return 0;
}

int
removename(Chan *dir, const char *name, bool isdir)
{
	Chan *file;
	int ok;

	if(strcmp(name, "..") == 0)
		return bad(Ebadarg);
	file = exwalk(dir, name);
	if(file == nil)
		return -1;
	if(isadir(file) != isdir)
		ok = bad(isdir ? Enotdir : Eisdir);
	else
		ok = exremove(file);
	exclose(file);
	return ok;
}
