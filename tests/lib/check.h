/*
 * For tests that cannot use test.c, since their main is a library's: checks that are counted.
 */
#include <u.h>
#include <libc.h>

static long failed;

static int
check(int ok, char *file, int line, char *what)
{
	if(!ok) {
		ainc(&failed);
		fprint(2, "%s:%d: %s: does not hold (%r)\n", file, line, what);
	}
	return ok;
}

static int
checkint(vlong a, vlong b, char *file, int line, char *what)
{
	if(a == b)
		return 1;
	ainc(&failed);
	fprint(2, "%s:%d: %s: is %lld, not %lld (%r)\n", file, line, what, a, b);
	return 0;
}

static int
checkstr(const char *a, const char *b, char *file, int line, char *what)
{
	if(a != nil && b != nil && strcmp(a, b) == 0)
		return 1;
	ainc(&failed);
	fprint(2, "%s:%d: %s: is '%s', not '%s' (%r)\n", file, line, what, a, b);
	return 0;
}

#define ok(c)       check(!!(c), __FILE__, __LINE__, #c)
#define eqint(a, b) checkint(a, b, __FILE__, __LINE__, #a)
#define eqstr(a, b) checkstr(a, b, __FILE__, __LINE__, #a)
