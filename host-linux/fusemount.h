/*
 * Mounting by FUSE: what fuse.c wants of fusemount.c.
 */
#pragma once

/* mount at dir: the open device, and the socket whose end unmounts; -1: why not */
int fusedevice(const char *dir, const char *options, int *comm, char *why, int n);
/* unmount, as soon as nobody uses it any more; < 0: why not */
int fuserelease(const char *dir, char *why, int n);
