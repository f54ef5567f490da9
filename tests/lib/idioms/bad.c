/* clang-format off */
#include <u.h>
#include <libc.h>

void
main(void)
{
	long x = 1L; nosuch(x);
	exits("a" 3);
}
