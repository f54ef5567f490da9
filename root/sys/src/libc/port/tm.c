/*
 * Calendar time: seconds since 1970 to and from dates, in the time zone of /env/timezone.
 */
#include <u.h>
#include <libc.h>
#include <ctype.h>
#include "_tm.h"

static Tm tm;

/* days from 1970-01-01 to the first of March of year y, in the calendar extended to all times */
static vlong
marchdays(vlong y)
{
	return 365 * y +
	       (y >= 0 ? y / 4 - y / 100 + y / 400
		       : -((3 - y) / 4) + (99 - y) / 100 - (399 - y) / 400) -
	       719468;
}

vlong
_tmdays(vlong y, int mon, int mday)
{
	y += mon < 2 ? -1 : 0;
	return marchdays(y) + ((mon + 10) % 12 * 306 + 5) / 10 + mday - 1;
}

void
_tmset(Tm *t, vlong sec)
{
	vlong d = sec / Day, y;
	int s = sec % Day;

	if(s < 0) {
		s += Day;
		d--;
	}
	t->sec = s % 60;
	t->min = s / 60 % 60;
	t->hour = s / 3600;
	t->wday = (int)((d % 7 + 11) % 7);
	y = 1970 + d / 366 - 1;
	while(_tmdays(y + 1, 0, 1) <= d)
		y++;
	while(_tmdays(y, 0, 1) > d)
		y--;
	t->year = y - 1900;
	t->yday = d - _tmdays(y, 0, 1);
	for(t->mon = 0; t->mon < 11 && _tmdays(y, t->mon + 1, 1) <= d; t->mon++) {
	}
	t->mday = d - _tmdays(y, t->mon, 1) + 1;
}

Tm *
gmtime(long sec)
{
	memset(&tm, 0, sizeof tm);
	_tmset(&tm, sec);
	strcpy(tm.zone, "GMT");
	return &tm;
}

static int
readname(char **p, char *name)
{
	char *s = *p;
	int n;

	while(isspace(*s))
		s++;
	for(n = 0; s[n] && !isspace(s[n]); n++) {
	}
	if(n < 3)
		return -1;
	snprint(name, 16, "%.*s", utfnlen(s, n), s);
	*p = s + n;
	return 0;
}

/* standard name, offset, daylight name, offset, pairs of times between which it is daylight */
int
_tmzone(Tzone *z, char *p)
{
	int i;
	char *q;

	for(i = 0; i < 2; i++) {
		if(readname(&p, z->name[i]) < 0)
			return -1;
		z->off[i] = strtol(p, &q, 10);
		if(q == p)
			return -1;
		p = q;
	}
	for(z->n = 0; z->n < Ntrans; z->n++) {
		z->trans[z->n] = strtoll(p, &q, 10);
		if(q == p || z->trans[z->n] == 0)
			break;
		p = q;
	}
	return 0;
}

int
_tmdaylight(Tzone *z, vlong sec)
{
	for(int i = 0; i + 1 < z->n; i += 2)
		if(sec >= z->trans[i] && sec < z->trans[i + 1])
			return 1;
	return 0;
}

/* the same that tzload gives, or Greenwich's */
static Tzone *
localzone(void)
{
	static Tzone gmt = {.name = {"GMT"}};
	Tzone *z = tzload("local");

	return z != nil ? z : &gmt;
}

Tm *
localtime(long sec)
{
	Tzone *z = localzone();
	int dst = _tmdaylight(z, sec);

	memset(&tm, 0, sizeof tm);
	_tmset(&tm, (vlong)sec + z->off[dst]);
	strecpy(tm.zone, tm.zone + sizeof tm.zone, z->name[dst]);
	tm.tzoff = z->off[dst];
	return &tm;
}

long
tm2sec(Tm *t)
{
	vlong sec = _tmdays(t->year + 1900LL, t->mon, t->mday) * Day + t->hour * 3600 +
		    t->min * 60 + t->sec;
	Tzone *z;
	int dst = 0;

	if(strcmp(t->zone, "GMT") == 0)
		return sec;
	z = localzone();
	if(strcmp(t->zone, z->name[1]) == 0)
		dst = 1;
	else if(t->zone[0] == '\0')
		dst = _tmdaylight(z, sec - z->off[1]);
	return sec - z->off[dst];
}

/* Thu Jan  1 00:00:00 GMT 1970 */
char *
asctime(Tm *t)
{
	static char buf[48];

	snprint(buf, sizeof buf, "%.3s %.3s %2d %.2d:%.2d:%.2d %.3s %d\n",
		&"SunMonTueWedThuFriSat"[t->wday % 7 * 3],
		&"JanFebMarAprMayJunJulAugSepOctNovDec"[t->mon % 12 * 3], t -> mday, t -> hour,
		t -> min, t -> sec, t -> zone, t -> year + 1900);
	return buf;
}

char *
ctime(long sec)
{
	return asctime(localtime(sec));
}
