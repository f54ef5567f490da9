/*
 * cal: the calendar of a month or a year; that of September 1752 has the days that England
 * skipped.
 */
#include <u.h>
#include <libc.h>
#include <bio.h>
#include <cmd.h>

enum
{
	Width = 20, /* of a month */
};
static char *months[] = {"January", "February", "March",     "April",   "May",      "June",
			 "July",    "August",   "September", "October", "November", "December"};
static int mondayfirst;
static Biobuf bout;

static void
usage(void)
{
	fprint(2, "usage: cal [-s1] [month] [year]\n");
	exits("usage");
}

static int
leap(int y)
{
	return y % 4 == 0 && (y <= 1752 || y % 100 != 0 || y % 400 == 0);
}

static int
ndays(int y, int m)
{
	static int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

	return days[m] + (m == 1 && leap(y));
}

/* the weekday of the first of a month, 0 for Sunday */
static int
firstday(int y, int m)
{
	vlong n;

	n = (y - 1) * 365LL + (y - 1) / 4;
	if(y > 1752) {
		/* since then centuries count, and 11 days are missing */
		n -= (y - 1) / 100 - 1752 / 100;
		n += (y - 1) / 400 - 1752 / 400;
		n -= 11;
	}
	for(int i = 0; i < m; i++)
		n += ndays(y, i);
	if(y == 1752 && m > 8)
		n -= 11;
	return (n + 6) % 7;
}

/* six lines of Width columns each, without their heads */
static void
fill(int y, int m, char lines[6][Width + 1])
{
	int col, row, n;

	for(int i = 0; i < 6; i++) {
		memset(lines[i], ' ', Width);
		lines[i][Width] = 0;
	}
	col = (firstday(y, m) + 7 - mondayfirst) % 7;
	row = 0;
	n = ndays(y, m);
	for(int d = 1; d <= n; d++) {
		if(y == 1752 && m == 8 && d == 3)
			d = 14;
		if(d >= 10)
			lines[row][3 * col] = '0' + d / 10;
		lines[row][3 * col + 1] = '0' + d % 10;
		if(++col == 7) {
			col = 0;
			row++;
		}
	}
}

static void
put(char *s)
{
	int n;

	for(n = strlen(s); n > 0 && s[n - 1] == ' ';)
		s[--n] = 0;
	Bprint(&bout, "%s\n", s);
}

static char *
days(void)
{
	return mondayfirst ? " M Tu  W Th  F  S  S" : " S  M Tu  W Th  F  S";
}

static void
month(int y, int m)
{
	char lines[6][Width + 1];

	Bprint(&bout, "   %s %d\n", months[m], y);
	Bprint(&bout, "%s\n", days());
	fill(y, m, lines);
	for(int i = 0; i < 6; i++)
		put(lines[i]);
}

static void
year(int y)
{
	char lines[3][6][Width + 1], buf[256];

	Bprint(&bout, "\n\n\n%*s%d\n\n", 32, "", y);
	for(int m = 0; m < 12; m += 3) {
		buf[0] = 0;
		for(int i = 0; i < 3; i++) {
			fill(y, m + i, lines[i]);
			snprint(buf + strlen(buf), sizeof buf - strlen(buf), "%9s%-14.3s", "",
				months[m + i]);
		}
		put(buf);
		snprint(buf, sizeof buf, "%s   %s   %s", days(), days(), days());
		put(buf);
		for(int k = 0; k < 6; k++) {
			snprint(buf, sizeof buf, "%s   %s   %s", lines[0][k], lines[1][k],
				lines[2][k]);
			put(buf);
		}
	}
}

/* a number, or a name of which three letters are enough */
static int
monthno(char *s)
{
	int n;
	char *e;

	n = strtol(s, &e, 10);
	if(*s != 0 && *e == 0)
		return n >= 1 && n <= 12 ? n - 1 : -1;
	n = strlen(s);
	if(n >= 3)
		for(int i = 0; i < 12; i++)
			if(cistrncmp(s, months[i], n) == 0)
				return i;
	return -1;
}

static int
yearno(char *s)
{
	int y;
	char *e;

	y = strtol(s, &e, 10);
	if(*e != 0 || y < 1 || y > 9999)
		sysfatal("bad year %s", s);
	return y;
}

void
main(int argc, char **argv)
{
	Tm *tm;
	int m;

	ARGBEGIN
	{
	case 's':
		mondayfirst = atoi(EARGF(usage())) == 1;
		break;
	default:
		usage();
	}
	ARGEND
	if(argc > 2)
		usage();
	openstdout(&bout);
	tm = localtime(time(nil));
	if(argc == 0)
		month(tm->year + 1900, tm->mon);
	else if(argc == 1) {
		/* a month of this year, unless it is a year */
		m = monthno(argv[0]);
		if(m >= 0)
			month(tm->year + 1900, m);
		else
			year(yearno(argv[0]));
	} else {
		m = monthno(argv[0]);
		if(m < 0)
			sysfatal("bad month %s", argv[0]);
		month(yearno(argv[1]), m);
	}
	Bterm(&bout);
	exits(nil);
}
