/*
 * fuse: mount the name space on a directory of the host, by #F.
 */
#include <u.h>
#include <libc.h>
#include <bio.h>

static char *ctlfile = "#F/ctl";

static void
usage(void)
{
	fprint(2, "usage: fuse [-o options] hostdir\n"
		  "       fuse -u hostdir\n"
		  "       fuse\n");
	exits("usage");
}

static void
list(void)
{
	Biobuf *b = Bopen(ctlfile, OREAD), out;
	char *s;

	if(b == nil)
		sysfatal("%s: %r", ctlfile);
	Binit(&out, 1, OWRITE);
	while((s = Brdstr(b, '\n', 0)) != nil) {
		Bprint(&out, "%s", s);
		free(s);
	}
	Bterm(&out);
	Bterm(b);
}

void
main(int argc, char **argv)
{
	char *options = "";
	int fd, unmount = 0, r;

	ARGBEGIN
	{
	case 'o':
		options = EARGF(usage());
		break;
	case 'u':
		unmount = 1;
		break;
	default:
		usage();
	}
	ARGEND
	if(argc == 0 && !unmount && *options == 0) {
		list();
		exits(nil);
	}
	if(argc != 1 || (unmount && *options != 0))
		usage();
	quotefmtinstall();
	fd = open(ctlfile, OWRITE);
	if(fd < 0)
		sysfatal("%s: %r", ctlfile);
	if(unmount)
		r = fprint(fd, "unmount %q", argv[0]);
	else
		r = fprint(fd, "mount %q %q", argv[0], options);
	if(r < 0)
		sysfatal("%r");
	exits(nil);
}
