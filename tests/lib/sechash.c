/* libsec: digests of known texts, all at once and in pieces */
#include "test.h"
#include <libsec.h>

typedef DigestState *Digest(const uchar *, ulong, uchar *, DigestState *);
typedef DigestState *Hmac(const uchar *, ulong, const uchar *, ulong, uchar *, DigestState *);

static char *
hex(uchar *d, int n)
{
	static char buf[200];

	buf[0] = '\0';
	for(; n > 0; n--)
		seprint(buf + strlen(buf), buf + sizeof buf, "%.2x", *d++);
	return buf;
}

static void
try(Digest *f, int dlen, char *empty, char *abc, char *as)
{
	uchar d[64], text[1000];
	DigestState *s = nil;
	int i, n;

	ok(f(nil, 0, d, nil) == nil);
	eqstr(hex(d, dlen), empty);
	ok(f((uchar *)"abc", 3, d, nil) == nil);
	eqstr(hex(d, dlen), abc);
	memset(text, 'a', sizeof text);
	for(i = 0, n = 0; i < 100000; i += n) { /* 100000 times a, in pieces of all sizes */
		n = (n + 7) % 300;
		if(n > 100000 - i)
			n = 100000 - i;
		s = f(text, n, nil, s);
	}
	f(nil, 0, d, s);
	eqstr(hex(d, dlen), as);
}

static void
digests(void)
{
	try(md5, MD5dlen, "d41d8cd98f00b204e9800998ecf8427e", "900150983cd24fb0d6963f7d28e17f72",
	    "1af6d6f2f682f76f80e606aeaaee1680");
	try(sha1, SHA1dlen, "da39a3ee5e6b4b0d3255bfef95601890afd80709",
	    "a9993e364706816aba3e25717850c26c9cd0d89d", "c4d4b30851182fc4eb8675494d42fd7f17e29c93");
	try(sha2_224, SHA2_224dlen, "d14a028c2a3a2bc9476102bb288234c415a2b01f828ea62ac5b3e42f",
	    "23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7",
	    "c8eb6e0f37cef2bfcbc86f1539001ad556923ff0b9b226488edb5a13");
	try(sha2_256, SHA2_256dlen,
	    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
	    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
	    "6d1cf22d7cc09b085dfc25ee1a1f3ae0265804c607bc2074ad253bcc82fd81ee");
	try(sha2_384, SHA2_384dlen,
	    "38b060a751ac96384cd9327eb1b1e36a21fdb71114be07434c0cc7bf63f6e1da"
	    "274edebfe76f65fbd51ad2f14898b95b",
	    "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed"
	    "8086072ba1e7cc2358baeca134c825a7",
	    "2e4f5d0c97727dca717971ab1b119efe577a3491d8769bb0d0177265ae903289"
	    "bf372e23964ff68a70e13aeef8cbbeb0");
	try(sha2_512, SHA2_512dlen,
	    "cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce"
	    "47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e",
	    "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
	    "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
	    "c7664ff18bbefa5868d1eba38637087ad70e6380013f52f4ce3dd4a98bebd493"
	    "53ce40be1dfddad2259bacdc7bd10e98d44a6a68d5d1091bcd55b47efb5cd50e");
}

static void
macs(void)
{
	static uchar key[200], text[300];
	uchar d[64];
	DigestState *s;
	int i;

	hmac_md5((uchar *)"what do ya want for nothing?", 28, (uchar *)"Jefe", 4, d, nil);
	eqstr(hex(d, MD5dlen), "750c783e6ab0b503eaa86e310a5db738");
	hmac_sha1((uchar *)"what do ya want for nothing?", 28, (uchar *)"Jefe", 4, d, nil);
	eqstr(hex(d, SHA1dlen), "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79");
	hmac_sha2_224((uchar *)"what do ya want for nothing?", 28, (uchar *)"Jefe", 4, d, nil);
	eqstr(hex(d, SHA2_224dlen), "a30e01098bc6dbbf45690f3a7e9e6d0f8bbea2a39e6148008fd05e44");
	hmac_sha2_256((uchar *)"what do ya want for nothing?", 28, (uchar *)"Jefe", 4, d, nil);
	eqstr(hex(d, SHA2_256dlen),
	      "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
	hmac_sha2_384((uchar *)"what do ya want for nothing?", 28, (uchar *)"Jefe", 4, d, nil);
	eqstr(hex(d, SHA2_384dlen),
	      "af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e"
	      "8e2240ca5e69e2c78b3239ecfab21649");
	hmac_sha2_512((uchar *)"what do ya want for nothing?", 28, (uchar *)"Jefe", 4, d, nil);
	eqstr(hex(d, SHA2_512dlen),
	      "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554"
	      "9758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737");
	for(i = 0; i < sizeof key; i++)
		key[i] = i;
	for(i = 0; i < sizeof text; i++)
		text[i] = i * 3;
	hmac_md5(text, 300, key, 200, d, nil);
	eqstr(hex(d, MD5dlen), "6a37bf28292e9926e886d74f3b493468");
	hmac_sha1(text, 300, key, 200, d, nil);
	eqstr(hex(d, SHA1dlen), "9a3150120cd5d021eba22bb11a7472d293f1eebb");
	hmac_sha2_224(text, 300, key, 200, d, nil);
	eqstr(hex(d, SHA2_224dlen), "63e2ba13efe5c58db3a583d41c93b58aa9c832f43876e7bfd7a3c6d4");
	hmac_sha2_256(text, 300, key, 200, d, nil);
	eqstr(hex(d, SHA2_256dlen),
	      "9183e86b907d6e459920adffd6d81ee33c739bedecb69ad425431d90aa8144c4");
	hmac_sha2_384(text, 300, key, 200, d, nil);
	eqstr(hex(d, SHA2_384dlen),
	      "1a868ad254166ca3eeeb7bbca0be86845ee561d34555f49b7854776d529c394a"
	      "118a6cee21098b5adaf1cf0bd49b8a66");
	hmac_sha2_512(text, 300, key, 200, d, nil);
	eqstr(hex(d, SHA2_512dlen),
	      "2b1fce4802a1ffcf7978dcf4d11812f7b146758396fedbdc881662b9e3342724"
	      "8391eb89609368dfa58209f04cfee6ac59c06bf9e24d84008bfa945bc081f955");
	s = hmac_sha2_256(text, 100, key, 200, nil, nil);
	s = hmac_sha2_256(text + 100, 100, key, 200, nil, s);
	hmac_sha2_256(text + 200, 100, key, 200, d, s);
	eqstr(hex(d, SHA2_256dlen),
	      "9183e86b907d6e459920adffd6d81ee33c739bedecb69ad425431d90aa8144c4");
	eqint(tsmemcmp("abc", "abc", 3), 0);
	ok(tsmemcmp("abc", "abd", 3) != 0);
}

Case cases[] = {{"digests", digests}, {"macs", macs}, {nil}};
