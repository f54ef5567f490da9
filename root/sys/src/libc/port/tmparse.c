/*
 * tmparse: dates from text, by the formats of tmdate.c.
 */
#include <u.h>
#include <libc.h>
#include <ctype.h>
#include "_tm.h"

typedef struct Parse Parse;
struct Parse
{
	char *s; /* what is left of the text */
	Tm *t;
	int loose;   /* ~: numbers may be too large */
	int pm;      /* a: -1 there was none, 0 am, 1 pm */
	int haszone; /* t->tzoff holds */
	char *zone;  /* its name, of */
	int zonelen; /* bytes */
};

static char *common[] = {
	"?W, ?D ?M YYYY hh:mm:ss ?Z",
	"?W, ?D ?M YYYY hh:mm:ss",
	"?W ?M ?D hh:mm:ss ?Z YYYY",
	"?W ?M ?D hh:mm:ss YYYY",
	"?D ?M YYYY hh:mm:ss ?Z",
	"?D ?M YYYY hh:mm:ss",
	"YYYY-MM-DDThh:mm:ss?Z",
	"YYYY-MM-DDThh:mm:ss",
	"YYYY-MM-DD hh:mm:ss ?Z",
	"YYYY-MM-DD hh:mm:ss",
	"YYYY-MM-DDThh:mm",
	"YYYY-MM-DD hh:mm",
	"YYYY-MM-DD",
	"?D ?M YYYY",
	"?M ?D, YYYY",
	"?M ?D YYYY",
};

static void
blanks(Parse *p)
{
	while(isspace(*(uchar *)p->s))
		p->s++;
}

/* a number of at most so many digits, between min and max; -1: there is none */
static int
number(Parse *p, int digits, int min, int max)
{
	int n, v = 0;

	for(n = 0; n < digits && isdigit(p->s[n]); n++)
		v = v * 10 + p->s[n] - '0';
	if(n == 0 || (!p->loose && (v < min || v > max)))
		return -1;
	p->s += n;
	return v;
}

/* one of some names, by its first len letters or, if that is 0, by all */
static int
name(Parse *p, char **names, int n, int len)
{
	for(int i = 0; i < n; i++) {
		int k = len != 0 ? len : strlen(names[i]);

		if(cistrncmp(p->s, names[i], k) == 0) {
			p->s += k;
			return i;
		}
	}
	return -1;
}

/* all ways, if fuzzy, or that of n letters, of which 1 and 2 are numbers if number is so */
static int
named(Parse *p, char **names, int count, int n, int fuzzy, int numbers)
{
	int v;

	if((fuzzy || n > numbers + 1) && (v = name(p, names, count, 0)) >= 0)
		return v;
	if((fuzzy || n == numbers + 1) && (v = name(p, names, count, 3)) >= 0)
		return v;
	if(!fuzzy && n > numbers)
		return -1;
	return number(p, 2, numbers - 1, count - 2 + numbers) - (numbers - 1);
}

static int
clock(Parse *p, int *v, int max)
{
	*v = number(p, 2, 0, max);
	return *v < 0 ? -1 : 0;
}

/* part of a second, as numbers of digits or, if n is odd, without leading zeros */
static int
fraction(Parse *p, int c, int n)
{
	int digits, unit, k, v = 0;

	unit = c == 't' ? 1000000 : c == 'u' ? 1000 : 1;
	digits = c == 't' ? 3 : c == 'u' ? (n > 2 ? 6 : 3) : n > 4 ? 9 : n > 2 ? 3 : 6;
	for(k = 0; k < digits && isdigit(p->s[k]); k++)
		v = v * 10 + p->s[k] - '0';
	p->s += k;
	if(k == 0)
		return -1;
	for(; n % 2 == 0 && k < digits; k++)
		v *= 10;
	p->t->nsec += v * unit;
	return 0;
}

static int
ampm(Parse *p)
{
	if(cistrncmp(p->s, "am", 2) != 0 && cistrncmp(p->s, "pm", 2) != 0)
		return -1;
	p->pm = tolower(p->s[0]) == 'p';
	p->s += 2;
	return 0;
}

/* +HHMM or +HH:MM */
static int
zoneoffset(Parse *p)
{
	int h, m, sign = *p->s == '-' ? -1 : 1;
	char *s = p->s;

	if(*s != '+' && *s != '-')
		return -1;
	p->s++;
	h = number(p, 2, 0, 24);
	if(h >= 0 && *p->s == ':')
		p->s++;
	m = number(p, 2, 0, 59);
	if(h < 0 || m < 0)
		return -1;
	p->zone = s;
	p->zonelen = p->s - s;
	p->t->tzoff = sign * (h * 60 + m) * 60;
	p->haszone = 1;
	return 0;
}

/* those that mail may have, and the local ones */
static int
zonename(Parse *p)
{
	static struct
	{
		char *name;
		int hours;
	} names[] = {
		{"GMT", 0},  {"UTC", 0},  {"UT", 0},   {"EST", -5}, {"EDT", -4}, {"CST", -6},
		{"CDT", -5}, {"MST", -7}, {"MDT", -6}, {"PST", -8}, {"PDT", -7}, {"Z", 0},
	};
	Tzone *z = tzload("local");
	int n;

	for(n = 0; isalpha(p->s[n]); n++) {
	}
	p->zone = p->s;
	p->zonelen = n;
	for(int i = 0; n > 0 && z != nil && i < 2; i++)
		if(strlen(z->name[i]) == n && cistrncmp(p->s, z->name[i], n) == 0) {
			p->t->tzoff = z->off[i];
			goto found;
		}
	for(int i = 0; n > 0 && i < nelem(names); i++)
		if(strlen(names[i].name) == n && cistrncmp(p->s, names[i].name, n) == 0) {
			p->t->tzoff = names[i].hours * 3600;
			goto found;
		}
	return -1;
found:
	p->s += n;
	p->haszone = 1;
	return 0;
}

static int
year(Parse *p, int n)
{
	int v = number(p, n == 2 ? 2 : 4, 0, 9999);

	if(v < 0)
		return -1;
	/* two digits are of the years around now */
	p->t->year = n == 2 && v < 70 ? v + 100 : n == 2 ? v : v - 1900;
	return 0;
}

/* what n letters c stand for; below 0: the text has something else */
static int
component(Parse *p, int c, int n, int fuzzy)
{
	Tm *t = p->t;
	int v;

	switch(c) {
	case 'Y':
		return year(p, n);
	case 'M':
		v = named(p, _tmmonths, 12, n, fuzzy, 2);
		t->mon = v;
		return v;
	case 'W':
		return named(p, _tmdaynames, 7, n, fuzzy, 1);
	case 'D':
		t->mday = number(p, 2, 1, 31);
		return t->mday;
	case 'h':
		return clock(p, &t->hour, 23);
	case 'm':
		return clock(p, &t->min, 59);
	case 's':
		return clock(p, &t->sec, 60);
	case 'Z':
		if((fuzzy || n < 3) && zoneoffset(p) == 0)
			return 0;
		return fuzzy || n == 3 ? zonename(p) : -1;
	case 'a':
	case 'A':
		return ampm(p);
	}
	return fraction(p, c, n);
}

/* what stands for itself; below 0: the text has something else */
static int
literal(Parse *p, char **fmt, int inquote)
{
	Rune a, b;
	int w;

	if(inquote && **fmt == '\\' && (*fmt)[1] != '\0')
		(*fmt)++;
	if(isspace(*(uchar *)*fmt) || (!inquote && **fmt == '_')) {
		(*fmt)++;
		blanks(p);
		return 0;
	}
	*fmt += chartorune(&a, *fmt);
	w = chartorune(&b, p->s);
	if(tolowerrune(a) != tolowerrune(b))
		return -1;
	p->s += w;
	return 0;
}

static int
parse(Parse *p, char *fmt)
{
	int n, fuzzy = 0, inquote = 0;

	blanks(p);
	while(*fmt != '\0') {
		for(n = 1; fmt[n] == fmt[0]; n++) {
		}
		if(!inquote && strchr("YMDWhmstunZaA", *fmt) != nil) {
			if(component(p, *fmt, n, fuzzy) < 0)
				return -1;
			fmt += n;
			fuzzy = 0;
		} else if(!inquote && *fmt == '?') {
			fuzzy = 1;
			fmt++;
		} else if(!inquote && *fmt == '~') {
			p->loose = 1;
			fmt++;
		} else if(*fmt == (inquote ? ']' : '[')) {
			inquote = !inquote;
			fmt++;
		} else if(literal(p, &fmt, inquote) < 0)
			return -1;
	}
	return 0;
}

/* t as text and fmt say, before its zone is looked at */
static int
tryformat(Parse *p, Tm *t, char *fmt, char *text)
{
	memset(t, 0, sizeof *t);
	t->mday = 1;
	t->year = 70;
	*p = (Parse){.s = text, .t = t, .pm = -1};
	if(parse(p, fmt) < 0)
		return -1;
	if(p->pm >= 0)
		t->hour = t->hour % 12 + 12 * p->pm;
	return 0;
}

Tm *
tmparse(Tm *t, char *fmt, char *text, Tzone *zone, char **ep)
{
	Parse p;
	vlong sec;
	int i, r = -1;

	if(fmt != nil)
		r = tryformat(&p, t, fmt, text);
	else
		for(i = 0; i < nelem(common) && r < 0; i++)
			r = tryformat(&p, t, common[i], text);
	if(r < 0) {
		werrstr("invalid date %s", text);
		return nil;
	}
	if(ep != nil)
		*ep = p.s;
	if(!p.haszone) {
		t->tz = zone;
		strcpy(t->zone, "GMT");
		tmnorm(t);
		return t;
	}
	snprint(t->zone, sizeof t->zone, "%.*s", utfnlen(p.zone, p.zonelen), p.zone);
	sec = tmnorm(t);
	return zone != nil ? tmtimens(t, sec, t->nsec, zone) : t;
}
