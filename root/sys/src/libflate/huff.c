/* Huffman codes: lengths from frequencies, codes from lengths; deflate's tables */
#include <u.h>
#include <libc.h>
#include <flate.h>
#include "huff.h"

const ushort _lenbase[29] = {3,  4,  5,  6,  7,  8,  9,  10, 11,  13,  15,  17,  19,  23, 27,
			     31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258};
const uchar _lenextra[29] = {0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2,
			     2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0};
const ushort _distbase[Ndist] = {1,    2,    3,    4,    5,    7,    9,    13,    17,    25,
				 33,   49,   65,   97,   129,  193,  257,  385,   513,   769,
				 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577};
const uchar _distextra[Ndist] = {0, 0, 0, 0, 1, 1, 2, 2,  3,  3,  4,  4,  5,  5,  6,
				 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13};
const uchar _clenorder[Nclen] = {16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15};

void
_fixedlens(uchar *lit, uchar *dist)
{
	int i;

	for(i = 0; i < Nlit; i++)
		lit[i] = i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8;
	for(i = 0; i < Ndist; i++)
		dist[i] = 5;
}

/* codes as they are sent: the first bit is the lowest */
void
_huffcodes(const uchar *len, int n, ushort *code)
{
	int count[Maxbits + 1] = {0}, next[Maxbits + 1], i, b, c;

	for(i = 0; i < n; i++)
		count[len[i]]++;
	count[0] = 0;
	for(b = 1, c = 0; b <= Maxbits; b++) {
		c = (c + count[b - 1]) << 1;
		next[b] = c;
	}
	for(i = 0; i < n; i++) {
		if(len[i] == 0)
			continue;
		c = next[len[i]]++;
		code[i] = 0;
		for(b = 0; b < len[i]; b++)
			code[i] |= (c >> b & 1) << (len[i] - 1 - b);
	}
}

typedef struct Node Node;
struct Node
{
	ulong freq;
	int sym; /* leaf, or */
	int up;  /* later: parent, depth */
};

static int
byfreq(const void *a, const void *b)
{
	const Node *p = a, *q = b;

	if(p->freq != q->freq)
		return p->freq < q->freq ? -1 : 1;
	return p->sym - q->sym;
}

/* the least of the leaves that are left and the inner nodes that are left, which are in order too */
static int
least(Node *t, int *leaf, int nleaf, int *inner, int end)
{
	if(*leaf < nleaf && (*inner >= end || t[*leaf].freq <= t[*inner].freq))
		return (*leaf)++;
	return (*inner)++;
}

/* the longest length; leaves' depths are put into len */
static int
build(const ulong *freq, int n, uchar *len)
{
	Node t[2 * Nlit];
	int i, nleaf = 0, leaf = 0, inner, end, a, b, max = 0;

	for(i = 0; i < n; i++) {
		len[i] = 0;
		if(freq[i] != 0) {
			t[nleaf].freq = freq[i];
			t[nleaf++].sym = i;
		}
	}
	if(nleaf == 1)
		len[t[0].sym] = 1;
	if(nleaf < 2)
		return nleaf;
	qsort(t, nleaf, sizeof t[0], byfreq);
	inner = end = nleaf;
	for(i = 0; i < nleaf - 1; i++) {
		a = least(t, &leaf, nleaf, &inner, end);
		b = least(t, &leaf, nleaf, &inner, end);
		t[end].freq = t[a].freq + t[b].freq;
		t[a].up = t[b].up = end;
		end++;
	}
	t[end - 1].up = 0; /* the root's depth; then those below it */
	for(i = end - 2; i >= 0; i--) {
		t[i].up = t[t[i].up].up + 1;
		if(i < nleaf) {
			len[t[i].sym] = t[i].up > 255 ? 255 : t[i].up;
			if(t[i].up > max)
				max = t[i].up;
		}
	}
	return max;
}

/* lengths of at most limit: frequencies are made more alike until they come out */
void
_hufflens(const ulong *freq, int n, int limit, uchar *len)
{
	ulong f[Nlit];
	int i;

	memmove(f, freq, n * sizeof f[0]);
	while(build(f, n, len) > limit)
		for(i = 0; i < n; i++)
			f[i] = (f[i] + 1) / 2;
}
