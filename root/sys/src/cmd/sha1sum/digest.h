/*
 * digest.h: the digests of files, as md5sum and sha1sum print them.
 */
#pragma once
typedef DigestState *Digest(const uchar *, ulong, uchar *, DigestState *);

/* prints the digest of size bytes of what is in a file; gives a status, for eachfile */
extern char *digestfile(int, char *, Digest *, int);
