/*
 * The time of day.  It is the host's, plus what a program that keeps the clock (timesync) has
 * set through /dev/time or /dev/bintime: the host's own clock is not ours to set.
 */
#pragma once
#include "u.h"

s64int todget(void);    /* nanoseconds since 1970 */
void todset(s64int ns); /* that is the time now */
/* go delta nanoseconds ahead of the present course, spread over secs seconds; false: too much */
bool todadjust(s64int delta, u32int secs);
u64int todfreq(void); /* ticks of hostcycles in a second */
void todsetfreq(u64int hz);
