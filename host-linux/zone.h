/*
 * The host's time zone in Plan 9's form: zone.c.
 */
#pragma once
#include "u.h"

enum
{
	Zonename = 16,
};

void zonetext(char *buf, usize n, s64int now);
