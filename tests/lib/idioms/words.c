/* clang-format off */
/* words of standard input by how often they come, with libbio, libregexp and a hash table */
#include <u.h>
#include <libc.h>
#include <bio.h>
#include <regexp.h>

typedef struct Word Word;
struct Word
{
	char *s;
	int n;
	Word *next;
};

enum{
	NHASH = 101
};

Word *hash[NHASH];
Biobuf bin, bout;
int nword;

Word*
lookup(char *s, int n)
{
	ulong h;
	int i;
	Word *w;

	h = 0;
	for(i = 0; i < n; i++)
		h = 31*h + (uchar)s[i];
	for(w = hash[h%NHASH]; w; w = w->next)
		if(strlen(w->s) == n && strncmp(w->s, s, n) == 0)
			return w;
	w = mallocz(sizeof *w, 1);
	w->s = mallocz(n+1, 1);
	memmove(w->s, s, n);
	w->next = hash[h%NHASH];
	hash[h%NHASH] = w;
	nword++;
	return w;
}

int
wcmp(Word **a, Word **b)
{
	if((*a)->n != (*b)->n)
		return (*b)->n - (*a)->n;
	return strcmp((*a)->s, (*b)->s);
}

void
regerror(char *s)
{
	sysfatal("%s", s);
}

void
main(int argc, char **argv)
{
	char *line, *p;
	Reprog *re;
	Resub m[1];
	Word *w, **v;
	int i;

	USED(argc);
	re = regcomp(argv[1]);
	Binit(&bin, 0, OREAD);
	Binit(&bout, 1, OWRITE);
	while(line = Brdline(&bin, '\n')){
		line[Blinelen(&bin)-1] = 0;
		p = line;
		for(;;){
			memset(m, 0, sizeof m);
			if(!regexec(re, p, m, 1) || m[0].ep == m[0].sp)
				break;
			lookup(m[0].sp, m[0].ep-m[0].sp)->n++;
			p = m[0].ep;
		}
	}
	v = malloc(nword*sizeof *v);
	nword = 0;
	for(i = 0; i < NHASH; i++)
		for(w = hash[i]; w; w = w->next)
			v[nword++] = w;
	qsort(v, nword, sizeof v[0], (int(*)(const void*, const void*))wcmp);
	for(i = 0; i < nword; i++)
		Bprint(&bout, "%d %s\n", v[i]->n, v[i]->s);
	exits(nil);
}
