/*
 * Serving the name space to others on this machine, or on the network: what the boot knows of it.
 */
#pragma once
#include "u.h"

/* who runs this emu, by number and name on the host: as process 1, before what follows */
void serveuser(u32int uid, const char *login);
/* Serve what up sees at an address: unix!path or tcp!host!port.  Of the network, only this machine's
 * own addresses are served unless insecure.  Raises; as process 1, once its name space is made */
void servelisten(const char *addr, bool insecure, u32int uid, const char *login);
void servetrace(void);    /* print what clients ask and are answered [boot] */
void serveunlisten(void); /* nobody can come any more; never waits */
/* fuse.c: mount what up sees at the host's dir, with options as fuse(3) has them.  Raises */
void fusemount(const char *dir, const char *options);
void fuseoff(void);   /* programs are not to mount: no #F [boot] */
bool fuseidle(void);  /* nothing is mounted */
void fusestop(void);  /* unmount all; [emu] in a kproc */
void fusewait(void);  /* and nobody serves them any more */
void servestop(void); /* and nobody is there any more; [emu] in a kproc */
