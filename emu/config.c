/*
 * Options that stand elsewhere than in the command line: the user's file, lines of name=value, and
 * $EMU, words like those of the command line.  What they say stays in the texts kept here, since options
 * point to it.
 */
#include "u.h"
#include "lib.h"
#include "host.h"
#include "log.h"
#include "emu.h"

enum
{
	Maxtext = 16 * KiB,
	Maxname = 1100,
	Maxwords = 256,
};

static int
unreadable(const char *name, const char *why)
{
	char buf[Maxname + 128];
	int n = snprint(buf, sizeof buf, "emu: %s: %s\n", name, why);

	hostlog(buf, n);
	return 2;
}

/* A file that is there can be named; one below a directory that is not for us is not our user's. */
static bool
isthere(const char *name)
{
	int fd = hostopenroot(name, Hopath);

	if(fd >= 0)
		hostclose(fd);
	return fd >= 0;
}

/* the whole file in buf, ended by a NUL; result: length, 0 when there is no file, < 0: said why not */
static s64int
slurp(const char *name, char *buf, usize size)
{
	s64int n, got = 0;
	int fd = hostopenroot(name, Horead);

	if(fd < 0 && !isthere(name))
		return 0;
	if(fd < 0) {
		unreadable(name, hosterrstr(fd));
		return -1;
	}
	while((n = hostread(fd, (uintptr)buf + (usize)got, size - (usize)got, -1)) > 0) {
		got += n;
		if((usize)got == size) {
			unreadable(name, "it is too long");
			n = got = -1;
			break;
		}
	}
	hostclose(fd);
	if(n < 0 && got >= 0)
		unreadable(name, hosterrstr((int)n));
	if(n < 0)
		return -1;
	buf[got] = 0;
	return got;
}

/* a line of characters that can be shown */
static bool
istext(const char *s, const char *end)
{
	Rune r;

	while(s < end) {
		s += chartorune(&r, s);
		if(r == Runeerror || r == 0x7f || (r < ' ' && r != '\t' && r != '\r'))
			return false;
	}
	return true;
}

/* Do all quotes have an end?  A comment is cut off, if there can be one; two quotes in a word are
 * one, and do not change that. */
static bool
closed(char *s, bool comments)
{
	bool quoted = false, start = true;

	for(; *s != 0; s++) {
		if(*s == '#' && start && !quoted && comments) {
			*s = 0;
			break;
		}
		if(*s == '\'')
			quoted = !quoted;
		start = *s == ' ' || *s == '\t';
	}
	return !quoted;
}

/* one line, quoted as in rc; it is cut up */
static int
oneline(Options *o, char *s, const char *end)
{
	char *words[2];
	int n;

	if(!istext(s, end))
		return usage(o, "this is no text", "");
	if(!closed(s, true))
		return usage(o, "a quote is not closed: ", s);
	n = tokenize(s, words, 2);
	if(n == 0)
		return -1;
	if(n > 1)
		return usage(o, "more than one word; quote blanks as rc does: ", words[1]);
	return nameoption(o, words[0]);
}

static int
userfile(Options *o)
{
	static char name[Maxname], where[Maxname + 16], text[Maxtext];
	char *s, *nl, *end;
	s64int n;
	int r = -1, line = 0;

	hostconfigname(name, sizeof name);
	if(name[0] == 0)
		return -1;
	n = slurp(name, text, sizeof text);
	if(n < 0)
		return 2;
	o->where = where;
	end = text + n;
	for(s = text; s < end && r < 0; s = nl + 1) {
		nl = memchr(s, '\n', (usize)(end - s));
		if(nl == nil)
			nl = end;
		*nl = 0;
		snprint(where, sizeof where, "%s:%d: ", name, ++line);
		r = oneline(o, s, nl);
	}
	return r;
}

static int
environment(Options *o)
{
	static char text[Maxtext];
	static char *words[Maxwords + 1];
	const char *s = hostgetenv("EMU");
	int n, r;

	if(s == nil)
		return -1;
	o->where = "$EMU: ";
	if(strlen(s) >= sizeof text)
		return usage(o, "it is too long", "");
	strecpy(text, text + sizeof text, s);
	if(!closed(text, false))
		return usage(o, "a quote is not closed", "");
	n = tokenize(text, words, Maxwords);
	if(n == Maxwords)
		return usage(o, "too many words", "");
	words[n] = nil;
	r = wordoptions(o, words);
	if(r < 0 && o->argv[0] != nil)
		return usage(o, "this is no option: ", o->argv[0]);
	return r;
}

int
configoptions(Options *o)
{
	int r = userfile(o);

	return r >= 0 ? r : environment(o);
}
