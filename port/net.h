/*
 * What #I does for the rest of the kernel.
 */
#pragma once
#include "u.h"

/* Upcalls.resolved: the answer to one of its questions */
void ipresolved(u32int id, int err, const char *text);
