/*
 * SHA-1 (FIPS 180-4) and HMAC with it (RFC 2104): for capabilities, nothing more.
 */
#pragma once
#include "u.h"

enum
{
	Sha1len = 20,
};

void sha1(const void *p, usize n, u8int hash[Sha1len]);
void hmacsha1(const void *p, usize n, const void *key, usize nkey, u8int hash[Sha1len]);
