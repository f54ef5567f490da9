/*
 * Renaming and removing as Linux has it.  There a rename takes the place of what has the new name, at one
 * instant.  Plan 9's does not, and stays in the directory: so what has the name is removed
 * first, and to another directory there is no way, which programs know from moves between file systems.
 */
#include "unixfile.h"
#include "err.h"
#include "lib.h"

static bool
isadir(Chan *c)
{
	Qid q;

	return exqid(c, &q) == 0 && (q.type & QTdir);
}

/* make room for file, at another one of the same name */
static int
displace(Chan *file, Chan *there)
{
	bool dir = isadir(there);

	if(dir != isadir(file))
		return bad(dir ? Eisdir : Enotdir);
	return exremove(there);
}

int
renamefile(Chan *file, Chan *from, Chan *dir, const char *name, Chan **now)
{
	Chan *there;
	int ok = 0;
	bool same;
	Dir d;

	*now = nil;
	if(!exsame(from, dir))
		return bad("file is in another directory");
	there = exwalk(dir, name);
	if(there != nil) {
		same = exsame(there, file);
		if(!same)
			ok = displace(file, there);
		exclose(there);
		if(same || ok < 0)
			return ok;
	}
	nulldir(&d);
	d.name = (char *)(uintptr)name;
	if(wish(file, &d) < 0)
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
