/*
 * qsort: median of three, the smaller part first, so that the stack stays shallow; short
 * parts by insertion.
 */
#include <u.h>
#include <libc.h>

typedef int Cmp(const void *, const void *);

static void
swap(uchar *a, uchar *b, usize size)
{
	uchar t;

	for(; size > 0; size--) {
		t = *a;
		*a++ = *b;
		*b++ = t;
	}
}

static void
insertion(uchar *a, usize n, usize size, Cmp *cmp)
{
	uchar *i, *j, *e = a + n * size;

	for(i = a + size; i < e; i += size)
		for(j = i; j > a && cmp(j - size, j) > 0; j -= size)
			swap(j - size, j, size);
}

/* put the median of first, middle and last first */
static void
pivot(uchar *a, usize n, usize size, Cmp *cmp)
{
	uchar *m = a + n / 2 * size, *l = a + (n - 1) * size;

	if(cmp(a, m) < 0) {
		if(cmp(m, l) < 0)
			swap(a, m, size);
		else if(cmp(a, l) < 0)
			swap(a, l, size);
	} else if(cmp(a, l) > 0)
		swap(a, cmp(m, l) > 0 ? m : l, size);
}

static void
sort(uchar *a, usize n, usize size, Cmp *cmp)
{
	uchar *i, *j;
	usize left;

	while(n > 8) {
		pivot(a, n, size, cmp);
		i = a;
		j = a + n * size;
		for(;;) {
			do
				i += size;
			while(i < a + n * size && cmp(i, a) < 0);
			do
				j -= size;
			while(j > a && cmp(j, a) > 0);
			if(i >= j)
				break;
			swap(i, j, size);
		}
		swap(a, j, size);
		left = (j - a) / size;
		if(left < n - left - 1) {
			sort(a, left, size, cmp);
			a = j + size;
			n -= left + 1;
		} else {
			sort(j + size, n - left - 1, size, cmp);
			n = left;
		}
	}
	if(n > 1)
		insertion(a, n, size, cmp);
}

void
qsort(void *a, usize n, usize size, _Compare cmp)
{
	sort(a, n, size, cmp.fn);
}
