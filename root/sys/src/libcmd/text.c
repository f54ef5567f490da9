/*
 * Textbuf that grows, and text in which matches of a regular expression are replaced.
 */
#include <u.h>
#include <libc.h>
#include <regexp.h>
#include <cmd.h>

/* n bytes at s */
void
textaddn(Textbuf *t, char *s, long n)
{
	if(t->n + n + 1 > t->max) {
		t->max = 2 * (t->n + n) + 64;
		t->s = check(realloc(t->s, t->max));
	}
	memmove(t->s + t->n, s, n);
	t->n += n;
	t->s[t->n] = 0;
}

void
textadd(Textbuf *t, char *s)
{
	textaddn(t, s, strlen(s));
}

void
textaddrune(Textbuf *t, Rune r)
{
	char buf[UTFmax];

	textaddn(t, buf, runetochar(buf, &r));
}

/* forget what there was */
void
textset(Textbuf *t, char *s)
{
	t->n = 0;
	textadd(t, s);
}

/* put with in place of a match: & and \0 to \9 are what was matched, \n a newline, other characters themselves */
void
textmatch(Textbuf *t, char *with, Resub *m)
{
	int k;

	for(; *with; with++) {
		k = -1;
		if(*with == '&')
			k = 0;
		else if(*with == '\\' && with[1]) {
			with++;
			if(*with >= '0' && *with <= '9')
				k = *with - '0';
			else if(*with == 'n') {
				textaddn(t, "\n", 1);
				continue;
			}
		}
		if(k < 0)
			textaddn(t, with, 1);
		else if(m[k].sp != nil)
			textaddn(t, m[k].sp, m[k].ep - m[k].sp);
	}
}

/*
 * Put s into t with the nth match replaced, and if all is set those after it.  Says how many were
 * replaced.  An empty match where the last one ended does not count.
 */
int
textsubst(Textbuf *t, Reprog *re, char *s, char *with, int nth, int all,
	  void (*put)(Textbuf *, char *, Resub *))
{
	Resub m[10];
	char *p, *last;
	Rune r;
	int n, w;

	textset(t, "");
	last = nil;
	n = 0;
	for(p = s;;) {
		memset(m, 0, sizeof m);
		m[0].sp = p;
		if(regexec(re, s, m, nelem(m)) <= 0)
			break;
		textaddn(t, p, m[0].sp - p);
		p = m[0].ep;
		if(m[0].sp != m[0].ep || m[0].sp != last) {
			if(++n >= nth)
				put(t, with, m);
			else
				textaddn(t, m[0].sp, m[0].ep - m[0].sp);
			if(n >= nth && !all)
				break;
		}
		last = m[0].ep;
		if(m[0].sp == m[0].ep) {
			if(*p == 0)
				break;
			w = chartorune(&r, p);
			textaddn(t, p, w);
			p += w;
		}
	}
	textadd(t, p);
	return n < nth ? 0 : n - nth + 1;
}

/* how the rune at s is to be seen, in buf, which has room for Visible bytes; gives its length at s */
int
visible(char *buf, char *s)
{
	static char from[] = "\t\b\n\\", to[] = "tbn\\";
	Rune r;
	char *p;
	int w;

	w = chartorune(&r, s);
	p = r < Runeself ? strchr(from, r) : nil;
	if(p != nil)
		snprint(buf, Visible, "\\%c", to[p - from]);
	else if(r < ' ' || r == 0x7f || (r == Runeerror && w == 1))
		snprint(buf, Visible, "\\x%.2ux", *(uchar *)s);
	else
		snprint(buf, Visible, "%C", r);
	return w;
}
