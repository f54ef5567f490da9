/*
 * Watching: look for a condition for a moment instead of going to sleep at once.  When
 * the one that will make it true runs on another processor just now, an exchange costs a
 * tenth of what a sleep and a wake-up do; else the time is lost, so it is left out for
 * longer and longer while it does not pay.
 */
#pragma once
#include "u.h"

/* Whether it paid lately: for one process, or one place where processes wait; that several may spoil
 * each other's counts is no harm. */
typedef struct Watch
{
	_Atomic int misses; /* times in vain since it last paid */
	_Atomic int skip;   /* waits to come without it */
} Watch;

/* cond must not sleep or raise an error.  Result: it is true */
bool watch(Watch *w, bool (*cond)(void *), void *arg);
