/*
 * cleanname: names without . .. and double slashes, relative to a directory if wanted.
 */
#include <u.h>
#include <libc.h>
#include <cmd.h>

static void
usage(void)
{
	fprint(2, "usage: cleanname [-d pwd] name ...\n");
	exits("usage");
}

void
main(int argc, char **argv)
{
	char *dir, *name;

	dir = nil;
	ARGBEGIN
	{
	case 'd':
		dir = EARGF(usage());
		break;
	default:
		usage();
	}
	ARGEND
	if(argc < 1)
		usage();
	for(int i = 0; i < argc; i++) {
		if(dir == nil || argv[i][0] == '/' || argv[i][0] == '#')
			/* an empty name grows to . */
			name = check(smprint("%s%.*s", argv[i], argv[i][0] ? 0 : 1, "."));
		else
			name = check(smprint("%s/%s", dir, argv[i]));
		print("%s\n", cleanname(name));
		free(name);
	}
	exits(nil);
}
