/*
 * Mounting by FUSE: what fuse.c wants of fusemount.c.
 */
#pragma once

/* mount at dir: the open device, and what makes the watchdog unmount when nobody has it any more; -1: why
 * not */
int fusedevice(const char *dir, const char *options, int *dog, char *why, int n);
void fusedone(int dog); /* it is unmounted: the watchdog goes */
/* unmount, as soon as nobody uses it any more; < 0: why not */
int fuserelease(const char *dir, char *why, int n);
