/*
 * join: the lines of two sorted files that agree in a field, joined.
 */
#include <u.h>
#include <libc.h>
#include <bio.h>
#include <cmd.h>

typedef struct Row Row;
typedef struct Input Input;
struct Row
{
	char *s; /* the line, cut into fields */
	char **f;
	int n;
};
struct Input
{
	Biobuf *b;
	Row *rows; /* all that agree with the first */
	int n;
	int max;
	Row next; /* the one after them; s is nil at the end */
	int key;
};

static Input in[2] = {{.key = 0}, {.key = 0}};
static int unpaired[2];
static int discard; /* -v was not Plan 9's, but -a without the pairs is of use */
static char *empty = "";
static Rune sep;
static char **outlist;
static int noutlist;
static Biobuf bout;

static void
usage(void)
{
	fprint(2,
	       "usage: join [-a[12]] [-v12] [-e string] [-j[12] m] [-1 m] [-2 m] [-o list] [-t c] "
	       "file1 file2\n");
	exits("usage");
}

static void
cut(Row *r)
{
	char *s, *e;
	char t[UTFmax + 1];
	int max;

	max = 16;
	r->f = check(malloc(max * sizeof *r->f));
	r->n = 0;
	t[runetochar(t, &sep)] = 0;
	s = r->s;
	for(;;) {
		if(sep == 0) {
			s += strspn(s, " \t");
			if(*s == 0)
				return;
			e = s + strcspn(s, " \t");
			if(*e == 0)
				e = nil;
		} else
			e = utfrune(s, sep);
		if(r->n == max)
			r->f = check(realloc(r->f, (max *= 2) * sizeof *r->f));
		r->f[r->n++] = s;
		if(e == nil)
			return;
		*e = 0;
		s = e + (sep ? strlen(t) : 1);
	}
}

static void
readnext(Input *p)
{
	p->next.s = Brdstr(p->b, '\n', 1);
	if(p->next.s != nil)
		cut(&p->next);
}

static char *
key(Input *p, Row *r)
{
	return p->key < r->n ? r->f[p->key] : "";
}

/* drop the group there is and read the next; says if there was one */
static int
readgroup(Input *p)
{
	for(int i = 0; i < p->n; i++) {
		free(p->rows[i].s);
		free(p->rows[i].f);
	}
	p->n = 0;
	while(p->next.s != nil) {
		if(p->n > 0 && strcmp(key(p, &p->rows[0]), key(p, &p->next)) != 0)
			break;
		if(p->n == p->max) {
			p->max = p->max ? 2 * p->max : 8;
			p->rows = check(realloc(p->rows, p->max * sizeof *p->rows));
		}
		p->rows[p->n++] = p->next;
		readnext(p);
	}
	return p->n > 0;
}

static void
put(char *s, int first)
{
	if(!first)
		Bputrune(&bout, sep ? sep : ' ');
	Bprint(&bout, "%s", s == nil || *s == 0 ? empty : s);
}

static void
putlist(Row *r[2])
{
	char *s;
	int file, f;

	for(int i = 0; i < noutlist; i++) {
		file = outlist[i][0] - '1';
		f = atoi(outlist[i] + 2) - 1;
		s = nil;
		if(outlist[i][0] == '0') {
			file = r[0] ? 0 : 1;
			f = in[file].key;
		}
		if(r[file] && f < r[file]->n)
			s = r[file]->f[f];
		put(s, i == 0);
	}
}

static void
putpair(Row *a, Row *b)
{
	Row *r[2];

	r[0] = a;
	r[1] = b;
	if(noutlist > 0)
		putlist(r);
	else {
		put(a ? key(&in[0], a) : key(&in[1], b), 1);
		for(int i = 0; i < 2; i++)
			for(int f = 0; r[i] && f < r[i]->n; f++)
				if(f != in[i].key)
					put(r[i]->f[f], 0);
	}
	Bputc(&bout, '\n');
}

static void
putalone(int which)
{
	if(!unpaired[which])
		return;
	for(int i = 0; i < in[which].n; i++)
		if(which == 0)
			putpair(&in[0].rows[i], nil);
		else
			putpair(nil, &in[1].rows[i]);
}

static void
putjoined(void)
{
	if(discard)
		return;
	for(int i = 0; i < in[0].n; i++)
		for(int k = 0; k < in[1].n; k++)
			putpair(&in[0].rows[i], &in[1].rows[k]);
}

static void
join(void)
{
	int a, b, c;

	readnext(&in[0]);
	readnext(&in[1]);
	a = readgroup(&in[0]);
	b = readgroup(&in[1]);
	while(a || b) {
		if(!a)
			c = 1;
		else if(!b)
			c = -1;
		else
			c = strcmp(key(&in[0], &in[0].rows[0]), key(&in[1], &in[1].rows[0]));
		if(c < 0)
			putalone(0);
		else if(c > 0)
			putalone(1);
		else
			putjoined();
		if(c <= 0)
			a = readgroup(&in[0]);
		if(c >= 0)
			b = readgroup(&in[1]);
	}
}

static void
addout(char *s)
{
	char *f[256];
	int n;

	n = gettokens(s, f, nelem(f), ", \t");
	for(int i = 0; i < n; i++) {
		if(strcmp(f[i], "0") != 0 &&
		   ((f[i][0] != '1' && f[i][0] != '2') || f[i][1] != '.' || atoi(f[i] + 2) < 1))
			usage();
		outlist = check(realloc(outlist, (noutlist + 1) * sizeof *outlist));
		outlist[noutlist++] = f[i];
	}
}

static int
fieldno(char *s)
{
	int n;

	n = s ? atoi(s) : 0;
	if(n < 1)
		usage();
	return n - 1;
}

static int
isoutfield(char *s)
{
	return s && (strcmp(s, "0") == 0 || ((s[0] == '1' || s[0] == '2') && s[1] == '.'));
}

/* -a and -v: 1 or 2, or both sides.  Says if s was none of its own. */
static int
addunpaired(char *s)
{
	if(s != nil && (strcmp(s, "1") == 0 || strcmp(s, "2") == 0)) {
		unpaired[*s - '1'] = 1;
		return 0;
	}
	unpaired[0] = unpaired[1] = 1;
	return s != nil;
}

void
main(int argc, char **argv)
{
	char *s;

	ARGBEGIN
	{
	case 'a':
	case 'v':
		if(ARGC() == 'v')
			discard = 1;
		s = ARGF();
		if(addunpaired(s) && s == argv[0]) { /* it belonged to something else */
			argc++;
			argv--;
		}
		break;
	case 'e':
		empty = EARGF(usage());
		break;
	case 'j':
		s = EARGF(usage());
		if((strcmp(s, "1") == 0 || strcmp(s, "2") == 0) && s != argv[0]) {
			if(argv[1] == nil)
				usage();
			in[*s - '1'].key = fieldno(argv[1]);
			argc--;
			argv++;
		} else
			in[0].key = in[1].key = fieldno(s);
		break;
	case '1':
	case '2':
		in[ARGC() - '1'].key = fieldno(EARGF(usage()));
		break;
	case 'o':
		addout(EARGF(usage()));
		while(isoutfield(argv[1])) {
			addout(argv[1]);
			argc--;
			argv++;
		}
		break;
	case 't':
		chartorune(&sep, EARGF(usage()));
		break;
	default:
		usage();
	}
	ARGEND
	if(argc != 2)
		usage();
	for(int i = 0; i < 2; i++)
		in[i].b = opendash(argv[i]);
	openstdout(&bout);
	join();
	Bterm(&bout);
	exits(nil);
}
