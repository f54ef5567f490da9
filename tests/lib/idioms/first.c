/* clang-format off */
#include <u.h>
#include <libc.h>
#include "both.h"

int counter;

void
main(void)
{
	bump(2);
	bump(40);
	print("%d\n", counter);
	exits(nil);
}
