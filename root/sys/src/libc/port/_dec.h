/* exact decimal numbers, for conversion from and to double */
#pragma once
enum
{
	Decmax = 800, /* digits: 767 decide every double */
};
typedef struct Dec Dec;
struct Dec
{
	int nd;         /* digits */
	int dp;         /* place of the decimal point: 0.d0d1d2... * 10^dp */
	int trunc;      /* digits other than 0 were dropped at the end */
	char d[Decmax]; /* values 0 to 9 */
};
extern void _decint(Dec *, uvlong);
extern void _decshift(Dec *, int k);
extern int _decroundup(const Dec *, int nd);
extern void _decround(Dec *, int nd);
