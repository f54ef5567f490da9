/*
 * bind: give a file or directory another name in this name space.
 */
#include <u.h>
#include <libc.h>
#include <cmd.h>

static void
usage(void)
{
	fprint(2, "usage: bind [-abcCq] new old\n");
	exits("usage");
}

void
main(int argc, char **argv)
{
	int flag, quiet;

	flag = MREPL;
	quiet = 0;
	ARGBEGIN
	{
	case 'q':
		quiet = 1;
		break;
	default:
		if(!mountflag(ARGC(), &flag))
			usage();
	}
	ARGEND
	if(argc != 2 || (flag & MORDER) == (MBEFORE | MAFTER))
		usage();
	if(bind(argv[0], argv[1], flag) < 0) {
		if(quiet)
			exits("bind");
		/* the error string tells which of the names it is about */
		fprint(2, "bind %s %s: %r\n", argv[0], argv[1]);
		exits("bind");
	}
	exits(nil);
}
