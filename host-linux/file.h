/*
 * What the file parts of the Linux host share.
 */
#pragma once
#include "u.h"

enum
{
	Fdpathsize = 32
};
/* a path that leads to the file of descriptor fd, for calls that take no descriptor got with O_PATH */
void fdpath(char path[Fdpathsize], int fd);
