/*
 * libsec.h: digests, as sechash(2) describes them.
 */
#pragma once
#pragma lib "libsec.a"

enum
{
	MD5dlen = 16,
	SHA1dlen = 20,
	SHA2_224dlen = 28,
	SHA2_256dlen = 32,
	SHA2_384dlen = 48,
	SHA2_512dlen = 64,
	Hmacblksz = 64, /* of MD5, SHA-1 and the smaller SHA-2s */
};

typedef struct DigestState DigestState;
struct DigestState
{
	uvlong len; /* bytes so far */
	union
	{
		u32int state[16];
		u64int bstate[8];
	};
	uchar buf[256]; /* what does not fill a block yet; for HMAC the key lies behind it */
	int blen;
	char malloced;
	char seeded;
};
typedef DigestState SHAstate; /* an old name */
typedef DigestState SHA1state;
typedef DigestState SHA2_224state;
typedef DigestState SHA2_256state;
typedef DigestState SHA2_384state;
typedef DigestState SHA2_512state;
typedef DigestState MD5state;

extern DigestState *md5(const uchar *, ulong, uchar *, DigestState *);
extern DigestState *sha1(const uchar *, ulong, uchar *, DigestState *);
extern DigestState *sha2_224(const uchar *, ulong, uchar *, DigestState *);
extern DigestState *sha2_256(const uchar *, ulong, uchar *, DigestState *);
extern DigestState *sha2_384(const uchar *, ulong, uchar *, DigestState *);
extern DigestState *sha2_512(const uchar *, ulong, uchar *, DigestState *);

extern DigestState *hmac_md5(const uchar *, ulong, const uchar *, ulong, uchar *, DigestState *);
extern DigestState *hmac_sha1(const uchar *, ulong, const uchar *, ulong, uchar *, DigestState *);
extern DigestState *hmac_sha2_224(const uchar *, ulong, const uchar *, ulong, uchar *,
				  DigestState *);
extern DigestState *hmac_sha2_256(const uchar *, ulong, const uchar *, ulong, uchar *,
				  DigestState *);
extern DigestState *hmac_sha2_384(const uchar *, ulong, const uchar *, ulong, uchar *,
				  DigestState *);
extern DigestState *hmac_sha2_512(const uchar *, ulong, const uchar *, ulong, uchar *,
				  DigestState *);
extern int tsmemcmp(const void *, const void *, ulong);
