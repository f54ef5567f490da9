/*
 * The console, as boot and the host's event loop see it.  A program gets at it through
 * /dev/cons (devcons.c), or through Chans over the descriptors that emu was started
 * with (devstd.c).
 */
#pragma once
#include "u.h"
#include "chan.h"
#include "host.h"

/*
 * An open Chan over the host's descriptor 0, 1 or 2: what is read and written there is
 * the host's byte for byte, a terminal included, which keeps its own line editing.  Closing the
 * last Chan over 0 or 1 lets go of the host's file.  Raises; gives a reference.
 */
Chan *stdchan(int hostfd);

/* [boot] what the files of #c tell about the host; hp must remain */
void consparam(const Hostparam *hp);

/* When standard input is a terminal and /dev/cons is read, the host passes what is typed to the
 * loop, where it is edited by lines.  All in the first process's main thread. */
void consinput(const char *p, int n); /* Upcalls.input */
void conswake(void);                  /* part of Upcalls.wake */
/* post interrupt to the note group that has the console: who read it last, else group */
void consinterrupt(u32int group);
