/*
 * Watching: look for a condition for a moment instead of going to sleep at once.  When
 * the one that will make it true runs on another processor just now, an exchange costs a
 * tenth of what a sleep and a wake-up do; else the time is lost, so it is left out for
 * longer and longer while it does not pay.
 */
#pragma once
#include "u.h"

/* whether it paid lately: for one process, or one place where processes wait */
typedef struct Watch
{
	int misses; /* times in vain since it last paid */
	int skip;   /* waits to come without it */
} Watch;

/* cond must not sleep or raise an error.  Result: it came true */
bool watch(Watch *w, bool (*cond)(void *), void *arg);
