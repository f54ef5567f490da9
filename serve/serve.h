/*
 * Serving the name space to others on this machine, or on the network: what the boot knows of it.
 */
#pragma once
#include "u.h"

/* Serve what up sees at an address: unix!path or tcp!host!port.  Of the network, only this machine's
 * own addresses are served unless insecure.  Raises; as process 1, once its name space is made */
void servelisten(const char *addr, bool insecure, u32int uid, const char *login);
void serveunlisten(void); /* nobody can come any more; never waits */
void servestop(void);     /* and nobody is there any more; [emu] in a kproc */
