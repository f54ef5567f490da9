/*
 * What #C does for the rest of the kernel.
 */
#pragma once
#include "u.h"

/* Upcalls.cmddied: perhaps one of its commands */
void cmddied(int hostpid, bool killed, int code, s64int user, s64int sys);
void cmdoff(void); /* there is to be no #C [boot] */
