/*
 * What boot puts into #/boot: programs and texts that are built into the kernel.
 */
#pragma once
#include "u.h"

/* [boot] a file of n bytes at data, which stay where they are, as does the name */
void rootfile(const char *name, const void *data, usize n);
