/*
 * md5sum: RFC 1321's digest of files.
 */
#include <u.h>
#include <libc.h>
#include <libsec.h>
#include <cmd.h>
#include "digest.h"

static char *
sum(int fd, char *name)
{
	return digestfile(fd, name, md5, MD5dlen);
}

static void
usage(void)
{
	fprint(2, "usage: md5sum [file ...]\n");
	exits("usage");
}

void
main(int argc, char **argv)
{
	ARGBEGIN
	{
	default:
		usage();
	}
	ARGEND
	exits(eachfile(argc, argv, "can't open", sum));
}
