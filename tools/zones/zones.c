/*
 * zones: make the files of /adm/timezone from rules, which say what they are.
 *
 *	zones RULES DIRECTORY
 *
 * A file is the line of names and offsets that timezone(6) describes, and pairs of times between which
 * daylight saving holds.
 */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum
{
	Maxrules = 200,
	Namelen = 32,
	Firstyear = 1970,
	Lastyear = 2037, /* 32 bits end in the year after */
	Day = 24 * 60 * 60,
};

typedef struct When
{
	int month; /* from 0 */
	char day[Namelen];
	int secs; /* from midnight */
	char by;  /* u: in GMT, s: in standard time, w: by the clock */
} When;

typedef struct Rule
{
	char name[Namelen];
	int first, last;
	When begin, end;
} Rule;

static const char *file;
static int lineno;
static Rule rules[Maxrules];
static int nrules;

static void
bad(const char *what)
{
	errx(1, "%s:%d: %s", file, lineno, what);
}

/* ---- the calendar ---- */

static int
leap(int y)
{
	return (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
}

static int
monthdays(int y, int m)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

	return days[m] + (m == 1 && leap(y));
}

/* days since the beginning of 1970, which was a Thursday */
static long
daynumber(int y, int m, int d)
{
	long n = d - 1;

	for(int i = Firstyear; i < y; i++)
		n += 365 + leap(i);
	for(int i = 0; i < m; i++)
		n += monthdays(y, i);
	return n;
}

static int
weekday(long day)
{
	return (int)((day + 4) % 7);
}

/* place of the three letters at s in a list of such */
static int
place(const char *s, const char *list)
{
	const char *p = strlen(s) >= 3 ? strstr(list, (char[]){s[0], s[1], s[2], 0}) : NULL;

	if(p == NULL || (p - list) % 3 != 0)
		bad("month or day");
	return (int)(p - list) / 3;
}

static int
weekdayname(const char *s)
{
	return place(s, "SunMonTueWedThuFriSat");
}

/* the day that w is in year y */
static long
dayof(const When *w, int y)
{
	const char *d = w->day;
	long n;
	int back;

	if(strncmp(d, "last", 4) == 0) {
		n = daynumber(y, w->month, monthdays(y, w->month));
		back = weekday(n) - weekdayname(d + 4);
		return n - (back + 7) % 7;
	}
	if(strncmp(d + (strlen(d) > 3 ? 3 : 0), ">=", 2) == 0) {
		n = daynumber(y, w->month, atoi(d + 5));
		return n + (weekdayname(d) - weekday(n) + 7) % 7;
	}
	if(atoi(d) <= 0)
		bad("day");
	return daynumber(y, w->month, atoi(d));
}

/* seconds since 1970; std and now are the offsets of standard time and of the clock then */
static long
secondof(const When *w, int y, int std, int now)
{
	return dayof(w, y) * Day + w->secs - (w->by == 'u' ? 0 : w->by == 's' ? std : now);
}

/* ---- the rules ---- */

/* [-]h:mm, and a letter behind it, or w */
static int
clocktime(const char *s, char *by)
{
	int h, m, n = 0, sign = *s == '-' ? -1 : 1;

	if(*s == '-')
		s++;
	if(sscanf(s, "%d:%2d%n", &h, &m, &n) != 2 || n == 0 ||
	   (s[n] != 0 && (s[n + 1] != 0 || by == NULL)))
		bad("time");
	if(by != NULL)
		*by = s[n] != 0 ? s[n] : 'w';
	return sign * (h * 60 + m) * 60;
}

static void
when(When *w, char **f)
{
	w->month = place(f[0], "JanFebMarAprMayJunJulAugSepOctNovDec");
	snprintf(w->day, sizeof w->day, "%s", f[1]);
	w->secs = clocktime(f[2], &w->by);
}

static void
addrule(char **f, int n)
{
	Rule *r = &rules[nrules++];

	if(n != 10)
		bad("rule");
	if(nrules == Maxrules)
		bad("too many rules");
	snprintf(r->name, sizeof r->name, "%s", f[1]);
	r->first = atoi(f[2]);
	r->last = atoi(f[3]);
	if(r->first < Firstyear || r->last > Lastyear || r->first > r->last)
		bad("years");
	when(&r->begin, f + 4);
	when(&r->end, f + 7);
}

/* the pairs of a rule; how many rules have that name */
static int
pairs(FILE *out, const char *name, int std, int dst)
{
	int found = 0;

	for(Rule *r = rules; r < rules + nrules; r++) {
		if(strcmp(r->name, name) != 0)
			continue;
		found++;
		for(int y = r->first; y <= r->last; y++)
			fprintf(out, "%ld %ld\n", secondof(&r->begin, y, std, std),
				secondof(&r->end, y + (r->end.month < r->begin.month), std, dst));
	}
	return found;
}

/* without daylight saving its name and offset are those of standard time again */
static void
zone(const char *dir, char **f, int n)
{
	char name[1024];
	FILE *out;
	int std, dst;

	if(n != 4 && n != 7)
		bad("zone");
	snprintf(name, sizeof name, "%s/%s", dir, f[1]);
	out = fopen(name, "w");
	if(out == NULL)
		err(1, "%s", name);
	std = clocktime(f[3], NULL);
	dst = n == 7 ? clocktime(f[5], NULL) : std;
	fprintf(out, "%s %d %s %d\n", f[2], std, n == 7 ? f[4] : f[2], dst);
	if(n == 7 && pairs(out, f[6], std, dst) == 0)
		bad("no such rule");
	fprintf(out, "0\n");
	if(fclose(out) != 0)
		err(1, "%s", name);
}

int
main(int argc, char **argv)
{
	char line[256], *f[12], *s;
	FILE *in;
	int n;

	if(argc != 3)
		errx(2, "usage: zones rules directory");
	file = argv[1];
	in = fopen(file, "r");
	if(in == NULL)
		err(1, "%s", file);
	while(fgets(line, sizeof line, in) != NULL) {
		lineno++;
		n = 0;
		for(s = strtok(line, " \t\n"); s != NULL && n < 12; s = strtok(NULL, " \t\n"))
			f[n++] = s;
		if(n == 0 || f[0][0] == '#')
			continue;
		if(strcmp(f[0], "rule") == 0)
			addrule(f, n);
		else if(strcmp(f[0], "zone") == 0)
			zone(argv[2], f, n);
		else
			bad("neither rule nor zone");
	}
	fclose(in);
	return 0;
}
