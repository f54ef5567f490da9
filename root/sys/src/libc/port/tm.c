/*
 * Calendar time: seconds since 1970 to and from dates, in the time zone of /env/timezone.
 */
#include <u.h>
#include <libc.h>
#include <ctype.h>

enum
{
	Day = 24 * 60 * 60,
	Ntrans = 600, /* changes of the clock, in pairs */
};

static struct
{
	int read;
	char name[2][4]; /* standard, daylight */
	long off[2];
	int n;
	vlong trans[Ntrans];
} zone;

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

static vlong
days(vlong y, int mon, int mday)
{
	y += mon < 2 ? -1 : 0;
	return marchdays(y) + ((mon + 10) % 12 * 306 + 5) / 10 + mday - 1;
}

static void
settm(Tm *t, vlong sec)
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
	while(days(y + 1, 0, 1) <= d)
		y++;
	while(days(y, 0, 1) > d)
		y--;
	t->year = y - 1900;
	t->yday = d - days(y, 0, 1);
	for(t->mon = 0; t->mon < 11 && days(y, t->mon + 1, 1) <= d; t->mon++) {
	}
	t->mday = d - days(y, t->mon, 1) + 1;
}

Tm *
gmtime(long sec)
{
	memset(&tm, 0, sizeof tm);
	settm(&tm, sec);
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
	utfecpy(name, name + 4, s);
	*p = s + n;
	return 0;
}

/* standard name, offset, daylight name, offset, pairs of times between which it is daylight */
static int
parsezone(char *p)
{
	int i;
	char *q;

	for(i = 0; i < 2; i++) {
		if(readname(&p, zone.name[i]) < 0)
			return -1;
		zone.off[i] = strtol(p, &q, 10);
		if(q == p)
			return -1;
		p = q;
	}
	for(zone.n = 0; zone.n < Ntrans; zone.n++) {
		zone.trans[zone.n] = strtoll(p, &q, 10);
		if(q == p || zone.trans[zone.n] == 0)
			break;
		p = q;
	}
	return 0;
}

static void
readzone(void)
{
	char *p;

	if(zone.read)
		return;
	p = getenv("timezone");
	if(p == nil || parsezone(p) < 0) {
		strcpy(zone.name[0], "GMT");
		zone.off[0] = zone.n = 0;
	}
	free(p);
	zone.read = 1;
}

Tm *
localtime(long sec)
{
	int i, dst = 0;

	readzone();
	for(i = 0; i + 1 < zone.n; i += 2)
		if(sec >= zone.trans[i] && sec < zone.trans[i + 1])
			dst = 1;
	memset(&tm, 0, sizeof tm);
	settm(&tm, (vlong)sec + zone.off[dst]);
	strecpy(tm.zone, tm.zone + sizeof tm.zone, zone.name[dst]);
	tm.tzoff = zone.off[dst];
	return &tm;
}

long
tm2sec(Tm *t)
{
	vlong sec = days(t->year + 1900LL, t->mon, t->mday) * Day + t->hour * 3600 + t->min * 60 +
		    t->sec;
	int i, dst = 0;

	if(strcmp(t->zone, "GMT") == 0)
		return sec;
	readzone();
	if(strcmp(t->zone, zone.name[1]) == 0)
		dst = 1;
	else if(t->zone[0] == '\0')
		for(i = 0; i + 1 < zone.n; i += 2)
			if(sec - zone.off[1] >= zone.trans[i] &&
			   sec - zone.off[1] < zone.trans[i + 1])
				dst = 1;
	return sec - zone.off[dst];
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
