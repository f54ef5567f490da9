/*
 * Exact decimal numbers: multiplied by powers of two digit by digit, and rounded to
 * the nearest, ties to even.
 */
#include <u.h>
#include <libc.h>
#include "_dec.h"

static void
strip(Dec *a)
{
	while(a->nd > 0 && a->d[a->nd - 1] == 0)
		a->nd--;
	if(a->nd == 0)
		a->dp = 0;
}

void
_decint(Dec *a, uvlong v)
{
	int i, n = 0;
	uvlong w;

	for(w = v; w != 0; w /= 10)
		n++;
	a->nd = a->dp = n;
	a->trunc = 0;
	for(i = n - 1; i >= 0; i--, v /= 10)
		a->d[i] = v % 10;
	strip(a);
}

static void
append(Dec *a, int *w, int digit)
{
	if(*w < Decmax)
		a->d[(*w)++] = digit;
	else if(digit != 0)
		a->trunc = 1;
}

/* divide by 2^k, k at most 58 */
static void
right(Dec *a, int k)
{
	uvlong n = 0, mask = ((uvlong)1 << k) - 1;
	int r = 0, w = 0;

	for(; (n >> k) == 0; r++) { /* digits for the first of the quotient */
		if(r >= a->nd && n == 0) {
			a->nd = 0;
			return;
		}
		n = n * 10 + (r < a->nd ? a->d[r] : 0);
	}
	a->dp -= r - 1;
	for(; r < a->nd; r++) {
		int c = a->d[r];

		a->d[w++] = n >> k;
		n = (n & mask) * 10 + c;
	}
	for(; n > 0; n = (n & mask) * 10)
		append(a, &w, n >> k);
	a->nd = w;
	strip(a);
}

/* multiply by 2^k, k at most 58 */
static void
left(Dec *a, int k)
{
	char d[Decmax + 20];
	int r, w = sizeof d, nd;
	uvlong n = 0;

	for(r = a->nd - 1; r >= 0 || n > 0; r--) {
		n += r >= 0 ? (uvlong)a->d[r] << k : 0;
		d[--w] = n % 10;
		n /= 10;
	}
	nd = sizeof d - w;
	a->dp += nd - a->nd;
	for(r = Decmax; r < nd; r++)
		if(d[w + r] != 0)
			a->trunc = 1;
	a->nd = nd < Decmax ? nd : Decmax;
	memmove(a->d, d + w, a->nd);
	strip(a);
}

/* multiply by 2^k */
void
_decshift(Dec *a, int k)
{
	int n;

	if(a->nd == 0)
		return;
	for(; k > 0; k -= n)
		left(a, n = k < 58 ? k : 58);
	for(; k < 0; k += n)
		right(a, n = -k < 58 ? -k : 58);
}

/* does rounding to nd digits go up? */
int
_decroundup(const Dec *a, int nd)
{
	if(nd < 0 || nd >= a->nd)
		return 0;
	if(a->d[nd] == 5 && nd + 1 == a->nd)
		return a->trunc || (nd > 0 && (a->d[nd - 1] & 1));
	return a->d[nd] >= 5;
}

void
_decround(Dec *a, int nd)
{
	int i, up;

	if(nd < 0 || nd >= a->nd) {
		if(nd < 0)
			a->nd = a->dp = 0;
		return;
	}
	up = _decroundup(a, nd);
	a->nd = nd;
	if(up) {
		for(i = nd - 1; i >= 0 && a->d[i] == 9; i--) {
		}
		if(i < 0) {
			a->d[0] = 1;
			a->nd = 1;
			a->dp++;
		} else {
			a->d[i]++;
			a->nd = i + 1;
		}
	}
	strip(a);
}
