/*
 * sha1sum: digests of files: SHA-1, and with -2 those of the SHA-2 family.
 */
#include <u.h>
#include <libc.h>
#include <libsec.h>
#include <cmd.h>
#include "digest.h"

typedef struct Kind Kind;
struct Kind
{
	int bits; /* as -2 has them */
	Digest *digest;
	int size; /* bytes */
};

static Kind kinds[] = {
	{0, sha1, SHA1dlen},           {224, sha2_224, SHA2_224dlen}, {256, sha2_256, SHA2_256dlen},
	{384, sha2_384, SHA2_384dlen}, {512, sha2_512, SHA2_512dlen},
};
static Kind *kind = kinds;

static char *
sum(int fd, char *name)
{
	return digestfile(fd, name, kind->digest, kind->size);
}

static void
sha2(int bits)
{
	for(kind = kinds + 1; kind < kinds + nelem(kinds); kind++)
		if(kind->bits == bits)
			return;
	sysfatal("bits are 224, 256, 384 or 512");
}

static void
usage(void)
{
	fprint(2, "usage: sha1sum [-2 bits] [file ...]\n");
	exits("usage");
}

void
main(int argc, char **argv)
{
	ARGBEGIN
	{
	case '2':
		sha2(atoi(EARGF(usage())));
		break;
	default:
		usage();
	}
	ARGEND
	exits(eachfile(argc, argv, "can't open", sum));
}
