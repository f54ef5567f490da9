/* dates in any zone: formats, parsing, and going from one zone to the other */
#include "test.h"

static char *
text(Tm *t, char *fmt)
{
	static char buf[200];

	snprint(buf, sizeof buf, "%τ", tmfmt(t, fmt));
	return buf;
}

static void
formats(void)
{
	Tm t;

	tmfmtinstall();
	tmtimens(&t, 1000000000, 7008009, nil);
	eqstr(text(&t, nil), "Sun Sep  9 01:46:40 GMT 2001");
	eqstr(text(&t, "YYYY-MM-DDThh:mm:ssZZ"), "2001-09-09T01:46:40+00:00");
	eqstr(text(&t, "Y YY M MM MMM MMMM D DD W WW WWW"),
	      "2001 01 9 09 Sep September 9 09 0 Sun Sunday");
	eqstr(text(&t, "h hh m mm s ss a A Z ZZ ZZZ"), "1 01 46 46 40 40 am AM +0000 +00:00 GMT");
	eqstr(text(&t, "t tt u uu uuu uuuu"), "7 007 8 008 7008 007008");
	eqstr(text(&t, "n nn nnn nnnn nnnnn nnnnnn"), "8009 008009 9 009 7008009 007008009");
	eqstr(text(&t, "[hour \\] ]__h|_D|é"), "hour ]   1| 9|é");
	tmtime(&t, -1, nil);
	eqstr(text(&t, "YYYY MM DD hh:mm:ss"), "1969 12 31 23:59:59");
	tmtime(&t, 253402300800LL, nil);
	eqstr(text(&t, "Y"), "10000");
}

static void
zones(void)
{
	Tzone *z, *l;
	Tm t;
	int fd;

	tmfmtinstall();
	putenv("timezone", "CET 3600 CES 7200\n 1000000 2000000 3000000 4000000\n");
	l = tzload("local");
	ok(l != nil && l == tzload("local"));
	ok(tzload("nowhere") == nil);
	z = tzload("-0330");
	ok(z != nil && tzload("+9900") == nil);
	tmtime(&t, 1500000, l);
	eqstr(text(&t, nil), "Sun Jan 18 10:40:00 CES 1970");
	eqstr(text(tmtime(&t, tmnorm(&t), z), "DD hh:mm ZZ"), "18 05:10 -03:30");
	fd = create("/tmp/zone", OWRITE, 0666);
	fprint(fd, "EASTERN 36000 SUMMER 39600\n");
	close(fd);
	eqstr(text(tmtime(&t, 0, tzload("/tmp/zone")), "hh ZZZ"), "10 EASTERN");
	/* a day more at the end of daylight saving has an hour more */
	tmtime(&t, 2000000 - 3600, l);
	t.mday++;
	eqint(tmnorm(&t), 2000000 - 3600 + 25 * 3600);
	eqstr(t.zone, "CET");
	t.mon = 14;
	t.sec = -1;
	t.nsec = -1;
	tmnorm(&t);
	eqstr(text(&t, "YYYY-MM-DD ss nnnnnn"), "1971-03-25 58 999999999");
	ok(tmnow(&t, nil) == &t && t.year > 100);
}

/* the zones of /adm/timezone, of which local is the variable */
static void
files(void)
{
	Tm t;
	Tzone *z;
	char name[64];
	Dir *d;
	long n;
	int fd;

	tmfmtinstall();
	/* both sides of a change of the clock, north and south */
	z = tzload("US_Eastern");
	eqstr(text(tmtime(&t, 1741503599, z), "YYYY-MM-DD hh:mm:ss ZZZ"),
	      "2025-03-09 01:59:59 EST");
	eqstr(text(tmtime(&t, 1741503600, z), "YYYY-MM-DD hh:mm:ss ZZZ"),
	      "2025-03-09 03:00:00 EDT");
	eqstr(text(tmtime(&t, 126687600, z), "YYYY-MM-DD hh:mm ZZZ"), "1974-01-06 03:00 EDT");
	z = tzload("CET");
	eqstr(text(tmtime(&t, 1761440399, z), "DD hh:mm:ss ZZZ"), "26 02:59:59 CEST");
	eqstr(text(tmtime(&t, 1761440400, z), "DD hh:mm:ss ZZZ"), "26 02:00:00 CET");
	z = tzload("NewZealand");
	eqstr(text(tmtime(&t, 1743861599, z), "DD hh:mm:ss ZZZ"), "06 02:59:59 NZDT");
	eqstr(text(tmtime(&t, 1743861600, z), "DD hh:mm:ss ZZZ"), "06 02:00:00 NZST");
	eqstr(text(tmtime(&t, 2145916799, z), "YYYY ZZZ"), "2038 NZDT");
	eqstr(text(tmtime(&t, 0, tzload("Nepal")), "hh:mm ZZ"), "05:45 +05:45");
	fd = open("/adm/timezone", OREAD);
	n = dirreadall(fd, &d);
	ok(n > 30, "%ld zones", n);
	for(long i = 0; i < n; i++) {
		snprint(name, sizeof name, "/adm/timezone/%s", d[i].name);
		ok(strcmp(d[i].name, "local") == 0 || tzload(name) != nil, "%s: %r", name);
	}
	free(d);
	close(fd);
}

/* what text says by fmt, in seconds; 1: it is no date */
static vlong
seconds(char *fmt, char *date)
{
	Tm t;
	char *e;

	if(tmparse(&t, fmt, date, nil, &e) == nil || *e != '\0')
		return 1;
	return tmnorm(&t);
}

static void
parsing(void)
{
	static char fmt[] = "?WWW, ?MM ?DD hh:mm:ss ?Z YYYY";
	Tm t;
	char *e;

	tmfmtinstall();
	eqint(seconds(fmt, "Tue, Dec 10 12:36:00 PST 2019"), 1576010160);
	eqint(seconds(fmt, "tuesday, 12 10  15:36:00 -05:00 2019"), 1576010160);
	eqint(seconds("YYYY-MM-DD", "2001-09-09"), 999993600);
	eqint(seconds("YYYY-MM-DD", "2001-13-09"), 1);
	eqint(seconds("~YYYY-MM-DD", "2001-13-09"), 1010534400);
	eqint(seconds("h:mm a", "3:05 PM"), (15 * 60 + 5) * 60);
	eqint(seconds("h:mm a", "12:05 am"), 5 * 60);
	eqint(seconds("YY MMMM D", "99 february 1"), 917827200);
	eqint(seconds("[at] hh", "AT 05"), 5 * 3600);
	eqint(seconds("MMM", "Foo"), 1);
	eqint(seconds(nil, "Sun Sep  9 01:46:40 GMT 2001"), 1000000000);
	eqint(seconds(nil, "Sun, 9 Sep 2001 01:46:40 +0000"), 1000000000);
	eqint(seconds(nil, "2001-09-09T03:46:40+02:00"), 1000000000);
	eqint(seconds(nil, "2001-09-09 01:46:40Z"), 1000000000);
	eqint(seconds(nil, "2001-09-09"), 999993600);
	eqint(seconds(nil, "yesterday"), 1);
	ok(tmparse(&t, "ss.nnnnnn", " 05.25 rest", tzload("+0100"), &e) != nil);
	eqint(t.nsec, 250000000);
	eqstr(e, " rest");
	eqstr(t.zone, "+0100");
	ok(tmparse(&t, "hh ZZZ", "12 EST", tzload("+0100"), nil) != nil);
	eqstr(text(&t, "hh Z"), "18 +0100");
}

Case cases[] = {
	{"formats", formats}, {"zones", zones}, {"files", files}, {"parsing", parsing}, {nil},
};
