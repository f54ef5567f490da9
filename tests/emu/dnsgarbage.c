/*
 * Answers of name servers that are no such thing: random bytes, and good ones with random changes, into the
 * code that reads them, under AddressSanitizer.  And one good answer, to know that it is read at all.
 */
#include "../../host-linux/resolve.c"

#include <assert.h>

enum
{
	Rounds = 300000,
};

/* to a query of mx for x.org: "10 mx.x.org", names by reference */
static const u8int good[] = {0, 1,   0x81, 0x80, 0,  1, 0,  1, 0,  0,    0,   0,   1,    'x',
			     3, 'o', 'r',  'g',  0,  0, 15, 0, 1,  0xc0, 12,  0,   15,   0,
			     1, 0,   0,    0,    60, 0, 7,  0, 10, 2,    'm', 'x', 0xc0, 12};

static u64int state = 1;

static u32int
rnd(void)
{
	state = state * 6364136223846793005ULL + 1442695040888963407ULL;
	return (u32int)(state >> 33);
}

int
main(void)
{
	static const int types[] = {ns_t_mx, ns_t_srv, ns_t_txt, ns_t_soa, ns_t_cname, ns_t_ns};
	static Work w;
	u8int *p;
	int n;

	answers(&w, good, sizeof good, ns_t_mx);
	assert(strcmp(w.text, "10 mx.x.org\n") == 0);
	for(int i = 0; i < Rounds; i++) {
		n = rnd() % 2 ? (int)sizeof good : (int)(rnd() % 600);
		p = malloc((usize)n + 1); /* as long as that, so that one byte more is seen */
		for(int k = 0; k < n; k++)
			p[k] = n == sizeof good && rnd() % 8 ? good[k] : (u8int)rnd();
		if(n > 7 && rnd() % 2)
			p[4] = p[5] = p[6] = 0; /* no question: sooner to the answers */
		w.n = 0;
		w.text[0] = 0;
		answers(&w, p, n, types[rnd() % (sizeof types / sizeof types[0])]);
		assert(w.n >= 0 && w.n < Maxtext && (int)strlen(w.text) == w.n);
		free(p);
	}
	return 0;
}
