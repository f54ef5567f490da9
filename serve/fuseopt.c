/*
 * The options of a mount: words that are separated by commas.
 */
#include "fuse.h"
#include "lib.h"

enum
{
	Maxword = 32,
	Second = 1000000000,
	Maxkeep = 86400, /* seconds */
};

/* what desktops look for in every directory that they show */
static const char desktops[] =
	".Trash:.Trash-*:.hidden:.directory:.DS_Store:._*:.localized:.Spotlight-*:.fseventsd:"
	".xdg-volume-info:.autorun:autorun.sh:autorun.inf:AUTORUN.INF:desktop.ini:Desktop.ini:"
	"Thumbs.db";

static s64int
seconds(const char *s)
{
	char *end;
	u64int v = strtou(s, &end, 10);

	if(end == s || *end != '\0' || v > Maxkeep)
		errorf("bad number of seconds: %.32s", s);
	return (s64int)v * Second;
}

static int
cachekind(const char *s)
{
	static const char *const kinds[] = {"auto", "none", "all"};

	for(int i = 0; i < nelem(kinds); i++)
		if(strcmp(s, kinds[i]) == 0)
			return i;
	errorf("cache is auto, none or all, not %.32s", s);
}

static void
option(Fuseopt *o, char *s)
{
	char *value = strchr(s, '=');

	if(value != nil)
		*value++ = '\0';
	if(value != nil && strcmp(s, "cache") == 0)
		o->cache = cachekind(value);
	else if(value != nil && strcmp(s, "entry") == 0)
		o->name = seconds(value);
	else if(value != nil && strcmp(s, "attr") == 0)
		o->attr = seconds(value);
	else if(value != nil && strcmp(s, "hide") == 0) {
		if(strlen(value) >= sizeof o->probe)
			error(Etoolong);
		strecpy(o->probe, o->probe + sizeof o->probe, value);
	} else if(value == nil && strcmp(s, "allow_other") == 0)
		o->other = true;
	else if(value == nil && strcmp(s, "ro") == 0)
		o->readonly = true;
	else if(value == nil && strcmp(s, "writeback") == 0)
		o->delay = true;
	else
		errorf("no such option: %.32s", s);
}

void
fuseoptions(Fuseopt *o, const char *s)
{
	char text[Maxoptions], *word[Maxword];
	int n;

	memset(o, 0, sizeof *o);
	if(strlen(s) >= sizeof text)
		error(Etoolong);
	strecpy(o->given, o->given + sizeof o->given, s);
	strecpy(o->probe, o->probe + sizeof o->probe, desktops);
	strecpy(text, text + sizeof text, s);
	n = getfields(text, word, nelem(word), true, ",");
	for(int i = 0; i < n; i++)
		if(word[i][0] != '\0')
			option(o, word[i]);
	o->delay = o->delay && o->cache != Keepnone;
}

/* does name fit the pattern of n bytes, of which a * at the end stands for any rest */
static bool
fits(const char *pattern, usize n, const char *name)
{
	if(n > 0 && pattern[n - 1] == '*')
		return strncmp(pattern, name, n - 1) == 0;
	return strlen(name) == n && strncmp(pattern, name, n) == 0;
}

bool
probed(const Fuseopt *o, const char *name)
{
	const char *p = o->probe, *end;

	for(;; p = end + 1) {
		for(end = p; *end != '\0' && *end != ':'; end++)
			;
		if(end > p && fits(p, (usize)(end - p), name))
			return true;
		if(*end == '\0')
			return false;
	}
}
