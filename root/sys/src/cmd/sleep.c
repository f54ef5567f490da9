/*
 * sleep: wait for some seconds, which may have a fraction.
 */
#include <u.h>
#include <libc.h>

static void
usage(void)
{
	fprint(2, "usage: sleep time\n");
	exits("usage");
}

/* milliseconds of a decimal number of seconds, or -1 */
static vlong
parsetime(char *s)
{
	vlong ms;
	int unit;

	if((*s < '0' || *s > '9') && *s != '.')
		return -1;
	for(ms = 0; *s >= '0' && *s <= '9'; s++)
		if(ms < 1000000000000000LL)
			ms = ms * 10 + *s - '0';
	ms *= 1000;
	if(*s == '.')
		for(s++, unit = 100; *s >= '0' && *s <= '9'; s++, unit /= 10)
			ms += (*s - '0') * unit;
	return *s ? -1 : ms;
}

void
main(int argc, char **argv)
{
	vlong ms, step;

	ARGBEGIN
	{
	default:
		usage();
	}
	ARGEND
	if(argc != 1)
		usage();
	ms = parsetime(argv[0]);
	if(ms < 0)
		usage();
	/* sleep's argument has 32 bits */
	for(; ms > 0; ms -= step) {
		step = ms < 1000000000 ? ms : 1000000000;
		sleep(step);
	}
	exits(nil);
}
