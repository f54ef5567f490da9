/*
 * tr: translate, delete and squeeze characters.
 */
#include <u.h>
#include <libc.h>
#include <bio.h>
#include <cmd.h>

typedef struct Set Set;
struct Set
{
	Rune *r;
	long n;
	long max;
};

static uchar flag[Runeself]; /* by letter */
static uchar *member;        /* bit map: runes of the first set */
static uchar *squeeze;       /* and of those to squeeze */
static Rune *map;            /* what a rune becomes */

static void
usage(void)
{
	fprint(2, "usage: tr [-cds] [string1 [string2]]\n");
	exits("usage");
}

static void
addrune(Set *s, Rune r)
{
	if(s->n == s->max) {
		s->max = s->max ? 2 * s->max : 64;
		s->r = check(realloc(s->r, s->max * sizeof *s->r));
	}
	s->r[s->n++] = r;
}

/* one character, \ooo, \xhhhh, or \ before any other */
static char *
getrune(char *s, Rune *r)
{
	int n;

	if(*s != '\\' || s[1] == 0)
		return s + chartorune(r, s);
	s++;
	if(*s == 'x' && dec16chr(s[1]) >= 0) {
		*r = 0;
		for(s++, n = 0; n < 6 && dec16chr(*s) >= 0; s++, n++)
			*r = *r * 16 + dec16chr(*s);
	} else if(*s >= '0' && *s <= '7') {
		*r = 0;
		for(n = 0; n < 3 && *s >= '0' && *s <= '7'; s++, n++)
			*r = *r * 8 + *s - '0';
	} else if(*s == 'n') {
		*r = '\n';
		s++;
	} else if(*s == 't') {
		*r = '\t';
		s++;
	} else
		s += chartorune(r, s);
	if(*r > Runemax)
		sysfatal("no such character in a string");
	return s;
}

static void
parse(char *s, Set *set)
{
	Rune last, r;

	if(*s == 0)
		return;
	s = getrune(s, &last);
	addrune(set, last);
	while(*s) {
		if(*s != '-' || s[1] == 0) {
			s = getrune(s, &last);
			addrune(set, last);
			continue;
		}
		/* what comes behind the last one, up to that; perhaps nothing */
		s = getrune(s + 1, &r);
		while(last < r)
			addrune(set, ++last);
		last = r;
	}
}

#define ISSET(m, r)  ((m)[(r) >> 3] & 1 << ((r)&7))
#define SETBIT(m, r) ((m)[(r) >> 3] |= 1 << ((r)&7))

static void
tables(Set *from, Set *to)
{
	long i, k;
	Rune r;

	for(i = 0; i < from->n; i++)
		SETBIT(member, from->r[i]);
	if(flag['c'])
		for(i = 0; i <= Runemax / 8; i++)
			member[i] = ~member[i];
	for(i = 0; i < to->n; i++)
		SETBIT(squeeze, to->r[i]);
	if(to->n == 0)
		memmove(squeeze, member, Runemax / 8 + 1);
	if(flag['d'] || to->n == 0)
		return;
	map = check(malloc((Runemax + 1) * sizeof *map));
	for(r = 0; r <= Runemax; r++)
		map[r] = r;
	/* a short second string goes on with its last character */
	if(!flag['c'])
		for(i = from->n - 1; i >= 0; i--)
			map[from->r[i]] = to->r[i < to->n ? i : to->n - 1];
	else
		for(r = 0, k = 0; r <= Runemax; r++)
			if(ISSET(member, r)) {
				map[r] = to->r[k];
				if(k < to->n - 1)
					k++;
			}
}

void
main(int argc, char **argv)
{
	Biobuf in, out;
	Set from, to;
	long c, last;

	ARGBEGIN
	{
	case 'c':
	case 'd':
	case 's':
		flag[ARGC()] = 1;
		break;
	default:
		usage();
	}
	ARGEND
	if(argc > 2)
		usage();
	memset(&from, 0, sizeof from);
	memset(&to, 0, sizeof to);
	if(argc > 0)
		parse(argv[0], &from);
	if(argc > 1)
		parse(argv[1], &to);
	member = check(mallocz(Runemax / 8 + 1, 1));
	squeeze = check(mallocz(Runemax / 8 + 1, 1));
	tables(&from, &to);
	Binit(&in, 0, OREAD);
	Blethal(&in, nil);
	openstdout(&out);
	last = -1;
	while((c = Bgetrune(&in)) >= 0) {
		if(flag['d'] && ISSET(member, c))
			continue;
		if(map != nil)
			c = map[c];
		if(flag['s'] && c == last && ISSET(squeeze, c))
			continue;
		Bputrune(&out, c);
		last = c;
	}
	Bterm(&out);
	exits(nil);
}
