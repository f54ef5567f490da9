/* clang-format off */
#include <u.h>
#include <libc.h>
#include "both.h"

int counter; /* defined twice, as Plan 9's loader allows */

void
bump(int n)
{
	counter += n;
}
