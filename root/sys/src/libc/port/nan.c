/* doubles that are no numbers; none of these raises an exception */
#include <u.h>
#include <libc.h>

enum
{
	Expmask = 0x7ff00000,
};

double
NaN(void)
{
	FPdbleword a = {.hi = Expmask | 0x80000, .lo = 0};

	return a.x;
}

double
Inf(int sign)
{
	FPdbleword a = {.hi = Expmask, .lo = 0};

	if(sign < 0)
		a.hi |= 0x80000000;
	return a.x;
}

int
isNaN(double d)
{
	FPdbleword a = {.x = d};

	return (a.hi & Expmask) == Expmask && ((a.hi & ~(Expmask | 0x80000000)) | a.lo) != 0;
}

/* sign > 0: +Inf, < 0: -Inf, 0: either */
int
isInf(double d, int sign)
{
	FPdbleword a = {.x = d};

	if(a.lo != 0 || (a.hi & 0x7fffffff) != Expmask)
		return 0;
	return sign == 0 || (sign < 0) == (a.hi >> 31);
}
