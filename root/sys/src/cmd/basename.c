/*
 * basename: strip directory and suffix off a name, or with -d all but the directory.
 */
#include <u.h>
#include <libc.h>

static void
usage(void)
{
	fprint(2, "usage: basename [-d] string [suffix]\n");
	exits("usage");
}

void
main(int argc, char **argv)
{
	char *p;
	int dir, n;

	dir = 0;
	ARGBEGIN
	{
	case 'd':
		dir = 1;
		break;
	default:
		usage();
	}
	ARGEND
	if(argc < 1 || argc > 2 || (dir && argc > 1))
		usage();
	p = strrchr(argv[0], '/');
	if(dir) {
		if(p == nil)
			print(".\n");
		else {
			*p = 0;
			print("%s\n", argv[0]);
		}
		exits(nil);
	}
	p = p ? p + 1 : argv[0];
	if(argc > 1) {
		n = strlen(p) - strlen(argv[1]);
		if(n >= 0 && strcmp(p + n, argv[1]) == 0)
			p[n] = 0;
	}
	print("%s\n", p);
	exits(nil);
}
