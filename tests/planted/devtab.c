/*
 * The devices of emu-planted: those that a name space needs, and the one with bugs.
 */
#include "planted.h"

extern const Dev rootdev, consdev, dupdev, envdev, pipedev, procdev, mntdev, srvdev, fsdev;

const Dev *const devtab[] = {
	&rootdev, &consdev, &envdev, &pipedev,    &procdev, &mntdev,
	&srvdev,  &dupdev,  &fsdev,  &planteddev, nil,
};
