/*
 * The devices of this kernel.
 */
#include "u.h"
#include "dev.h"

extern const Dev rootdev, consdev, dupdev, envdev, pipedev, procdev, mntdev, srvdev, shrdev, capdev,
	fsdev, ipdev, progdev, cmddev, fusedev;

const Dev *const devtab[] = {
	&rootdev, &consdev, &envdev, &pipedev, &procdev, &mntdev, &srvdev,  &shrdev,
	&dupdev,  &capdev,  &fsdev,  &ipdev,   &progdev, &cmddev, &fusedev, nil,
};
