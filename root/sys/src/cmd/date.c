/*
 * date: print the time, now or of a number of seconds.
 */
#include <u.h>
#include <libc.h>
#include <cmd.h>

static void
usage(void)
{
	fprint(2, "usage: date [-itmnu] [-f format] [seconds]\n");
	exits("usage");
}

static void
zone(Tm *tm, char *sep)
{
	int off;
	char sign;

	off = tm->tzoff / 60;
	sign = '+';
	if(off < 0) {
		off = -off;
		sign = '-';
	}
	print("%c%.2d%s%.2d", sign, off / 60, sep, off % 60);
}

static void
isodate(Tm *tm, int withtime)
{
	print("%d-%.2d-%.2d", tm->year + 1900, tm->mon + 1, tm->mday);
	if(withtime) {
		print("T%.2d:%.2d:%.2d", tm->hour, tm->min, tm->sec);
		zone(tm, ":");
	}
	print("\n");
}

static void
maildate(Tm *tm)
{
	static char day[] = "SunMonTueWedThuFriSat";
	static char month[] = "JanFebMarAprMayJunJulAugSepOctNovDec";

	print("%.3s, %.2d %.3s %d %.2d:%.2d:%.2d ", day + 3 * tm->wday, tm->mday,
	      month + 3 * tm->mon, tm->year + 1900, tm->hour, tm->min, tm->sec);
	zone(tm, "");
	print("\n");
}

void
main(int argc, char **argv)
{
	vlong now;
	Tm tm;
	char *fmt;
	int how, gmt;

	how = gmt = 0;
	fmt = nil;
	ARGBEGIN
	{
	case 'n':
	case 'i':
	case 't':
	case 'm':
		how = ARGC();
		break;
	case 'f':
		fmt = EARGF(usage());
		break;
	case 'u':
		gmt = 1;
		break;
	default:
		usage();
	}
	ARGEND
	if(argc > 1)
		usage();
	now = (ulong)time(nil);
	if(argc == 1)
		now = numarg(argv[0], 0, 0, 0xFFFFFFFF, usage);
	tmtime(&tm, now, gmt ? nil : tzload("local"));
	tmfmtinstall();
	if(fmt != nil)
		print("%τ\n", tmfmt(&tm, fmt));
	else if(how == 'n')
		print("%lld\n", now);
	else if(how == 'i' || how == 't')
		isodate(&tm, how == 't');
	else if(how == 'm')
		maildate(&tm);
	else
		print("%s", asctime(&tm));
	exits(nil);
}
