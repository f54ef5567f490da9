/*
 * Mounts on the host: what they are told.
 */
#include "fuse.h"
#include "unit.h"

static bool
refused(const char *s)
{
	Fuseopt o;

	if(waserror())
		return true;
	fuseoptions(&o, s);
	poperror();
	return false;
}

UNIT(options)
{
	Fuseopt o;

	kernelup();
	fuseoptions(&o, "");
	checkint(o.cache, Keepauto);
	checkint(o.name, 0);
	check(!o.other && !o.readonly);
	fuseoptions(&o, "ro,cache=none,,attr=2,entry=3,allow_other");
	checkint(o.cache, Keepnone);
	checkint(o.attr, 2000000000);
	checkint(o.name, 3000000000);
	check(o.other && o.readonly);
	checkstr(o.given, "ro,cache=none,,attr=2,entry=3,allow_other");
	check(!o.delay);
	fuseoptions(&o, "writeback");
	check(o.delay);
	fuseoptions(&o, "writeback,cache=none");
	check(!o.delay);
	check(refused("rw"));
	check(refused("cache"));
	check(refused("cache=some"));
	check(refused("attr="));
	check(refused("attr=1s"));
	check(refused("attr=99999999999999999999"));
	check(refused("ro=1"));
}

UNIT(hidden)
{
	Fuseopt o;

	kernelup();
	fuseoptions(&o, "");
	check(probed(&o, ".Trash"));
	check(probed(&o, ".Trash-1000"));
	check(!probed(&o, ".Trashes"));
	check(probed(&o, "autorun.inf"));
	check(!probed(&o, ".git"));
	check(!probed(&o, "x"));
	fuseoptions(&o, "hide=a:b*::c");
	check(probed(&o, "a"));
	check(!probed(&o, "ab"));
	check(probed(&o, "b"));
	check(probed(&o, "bc"));
	check(probed(&o, "c"));
	check(!probed(&o, ""));
	check(!probed(&o, ".Trash"));
	fuseoptions(&o, "hide=");
	check(!probed(&o, ".Trash"));
	check(!probed(&o, ""));
}
