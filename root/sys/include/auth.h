/*
 * auth.h: mounting servers that may want authentication, as auth(2) describes it.
 */
#pragma once
#pragma lib "libauth.a"

extern int amount(int, const char *, int, const char *);
