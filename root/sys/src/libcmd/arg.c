/*
 * Numbers that are arguments.
 */
#include <u.h>
#include <libc.h>
#include <cmd.h>

/* all of s must be a number from min to max; usage does not return */
vlong
numarg(char *s, int base, vlong min, vlong max, void (*usage)(void))
{
	vlong v;
	char *e;

	if(s == nil)
		usage();
	v = strtoll(s, &e, base);
	if(e == s || *e != 0 || v < min || v > max)
		usage();
	return v;
}
