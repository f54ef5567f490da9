/*
 * SHA-1 and HMAC against the examples of FIPS 180-4 and RFC 2202, and capabilities.
 */
#include "usercall.h"
#include "dev.h"
#include "mem.h"
#include "proc.h"
#include "sha1.h"

static const char *
hex(const u8int *hash)
{
	static char text[2 * Sha1len + 1];

	for(int i = 0; i < Sha1len; i++)
		snprint(text + 2 * i, 3, "%.2x", hash[i]);
	return text;
}

UNIT(sha1)
{
	static char a[1000];
	u8int hash[Sha1len];

	sha1("", 0, hash);
	checkstr(hex(hash), "da39a3ee5e6b4b0d3255bfef95601890afd80709");
	sha1("abc", 3, hash);
	checkstr(hex(hash), "a9993e364706816aba3e25717850c26c9cd0d89d");
	sha1("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 56, hash);
	checkstr(hex(hash), "84983e441c3bd26ebaae4aa1f95129e5e54670f1");
	memset(a, 'a', sizeof a);
	sha1(a, 64, hash);
	checkstr(hex(hash), "0098ba824b5c16427bd7a1122a5a442a25ec644d");
}

UNIT(hmac)
{
	u8int hash[Sha1len], key[80];

	memset(key, 0x0b, 20);
	hmacsha1("Hi There", 8, key, 20, hash);
	checkstr(hex(hash), "b617318655057264e28bc0b6fb378c8ef146be00");
	hmacsha1("what do ya want for nothing?", 28, "Jefe", 4, hash);
	checkstr(hex(hash), "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79");
	memset(key, 0xaa, 80);
	hmacsha1("Test Using Larger Than Block-Size Key - Hash Key First", 54, key, 80, hash);
	checkstr(hex(hash), "aa4ae5e15272d00e95705637ce8a3b55ed402112");
}

static void
grant(int fd, const char *who, const char *key)
{
	u8int hash[Sha1len];

	hmacsha1(who, strlen(who), key, strlen(key), hash);
	checkint(uwrite(fd, hash, Sha1len), Sha1len);
}

static const char *want;
static void
isuser(Proc *p)
{
	checkstr(p->user, want);
}

static void
becoming(void *arg)
{
	int hash, use;

	USED(arg);
	hash = uopen("#¤/caphash", Owrite);
	use = uopen("#¤/capuse", Owrite);
	check(hash >= 0 && use >= 0);
	grant(hash, "glenda@philw", "secret");
	ucheckerr(uwrite(use, "glenda@philw@wrong", 18), "invalid capability glenda@philw@wrong");
	checkint(uwrite(use, "glenda@philw@secret", 19), 19);
	want = "philw";
	ukernel(isuser);
	/* once */
	checkint(uwrite(use, "glenda@philw@secret", 19), -1);
	grant(hash, "glenda@doug", "k");
	ucheckerr(uwrite(use, "glenda@doug@k", 13), "capability must match user");
	grant(hash, "ken", "k");
	checkint(uwrite(use, "ken@k", 5), 5);
	want = "ken";
	ukernel(isuser);
	ucheckerr(uwrite(use, "nokey", 5), "i/o count too small");
	ucheckerr(uwrite(hash, "short", 5), "i/o count too small");
	ucheckerr(uopen("#¤/caphash", Owrite), "'#¤/caphash' permission denied");
	ucheckerr(uremove("#¤/caphash"), "permission denied");
	ucheckerr(uopen("#¤", Oread), "permission denied");
}
UNIT(becoming)
{
	kernelup();
	userrun(becoming);
	checkleaks();
}

static void
limits(void *arg)
{
	char key[16], text[64];
	int hash, use;

	USED(arg);
	hash = uopen("#¤/caphash", Owrite);
	use = uopen("#¤/capuse", Owrite);
	for(int i = 0; i < 257; i++) {
		snprint(key, sizeof key, "k%d", i);
		grant(hash, "glenda", key);
	}
	/* the oldest had to go */
	checkint(uwrite(use, "glenda@k0", 9), -1);
	checkint(uwrite(use, "glenda@k1", 9), 9);
	ucall(SLEEP, 59 * 1000);
	checkint(uwrite(use, "glenda@k2", 9), 9);
	ucall(SLEEP, 2 * 1000);
	checkint(uwrite(use, "glenda@k256", 11), -1);
	snprint(text, sizeof text, "x");
	checkint(uremove("#¤/caphash"), 0);
	ucheckerr(uopen("#¤/caphash", Owrite), "'#¤/caphash' file does not exist");
}
UNIT(limits)
{
	kernelup();
	userrun(limits);
	checkleaks();
}
