/*
 * The host's time zone as Plan 9 programs read it from /env/timezone: a line of the standard name and offset
 * from Greenwich in seconds and the same for daylight time, then pairs of times since 1970
 * between which it is daylight time.
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <string.h>
#include <time.h>
#include "linux.h"
#include "zone.h"

enum
{
	Day = 24 * 60 * 60,
	Step = 20 * Day, /* no zone keeps daylight time for less */
	Year = 365 * Day,
	Past = 30 * Year, /* how far back pairs are given; and always to Lastyear */
	Lastyear = 2037 - 1970,
};

/* is it daylight time at t? */
static bool
isdaylight(time_t t, struct tm *tm)
{
	return localtime_r(&t, tm) != nil && tm->tm_isdst > 0;
}

/* the first second in (from, to] that is as to is, where from is not */
static time_t
change(time_t from, time_t to)
{
	struct tm tm;
	bool there = isdaylight(to, &tm);

	while(to - from > 1) {
		time_t mid = from + (to - from) / 2;
		if(isdaylight(mid, &tm) == there)
			to = mid;
		else
			from = mid;
	}
	return to;
}

/* names are letters; newer zones that have none are called by their number, as in "+03" */
static void
zonename(char *to, const struct tm *tm)
{
	const char *s = tm->tm_zone;

	snprintf(to, Zonename, "%s",
		 (s[0] >= 'A' && s[0] <= 'Z') || (s[0] >= 'a' && s[0] <= 'z') ? s : "LOC");
}

/* Write the zone's text to buf: "" where the host keeps Greenwich's time, all that Plan 9 knows
 * without being told. */
void
zonetext(char *buf, usize n, s64int now)
{
	char name[2][Zonename] = {"", ""};
	long off[2] = {0, 0};
	struct tm tm;
	bool was;
	int len;

	buf[0] = 0;
	/* its names and offsets are those of this year */
	for(time_t t = now; t < now + Year; t += Step) {
		int d = isdaylight(t, &tm);
		if(name[d][0] == 0) {
			zonename(name[d], &tm);
			off[d] = tm.tm_gmtoff;
		}
	}
	if(name[0][0] == 0 || (name[1][0] == 0 && off[0] == 0))
		return;
	len = snprintf(buf, n, "%s %ld %s %ld\n", name[0], off[0], name[1][0] ? name[1] : name[0],
		       name[1][0] ? off[1] : off[0]);
	if(name[1][0] == 0)
		return;
	was = false;
	for(time_t t = now - Past; t < (time_t)Lastyear * Year && (usize)len < n - 2 * Zonename;
	    t += Step) {
		bool is = isdaylight(t, &tm);
		if(is != was)
			len += snprintf(buf + len, n - (usize)len, "%lld%c",
					(long long)change(t - Step, t), is ? ' ' : '\n');
		was = is;
	}
}
