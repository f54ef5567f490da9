/*
 * args: print each argument in brackets, so that a test sees where one ends.
 */
#include <u.h>
#include <libc.h>

void
main(int argc, char **argv)
{
	char *s = strdup("");

	for(argc--, argv++; argc > 0; argc--, argv++)
		s = smprint("%s[%s]", s, *argv);
	print("%s\n", s);
	exits(nil);
}
