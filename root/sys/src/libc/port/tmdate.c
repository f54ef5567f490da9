/*
 * Dates in any time zone: Tm from seconds and back, and formats for them.
 */
#include <u.h>
#include <libc.h>
#include "_tm.h"

enum
{
	Second = 1000000000,
};

char *_tmmonths[] = {"January", "February", "March",     "April",   "May",      "June",
		     "July",    "August",   "September", "October", "November", "December"};
char *_tmdaynames[] = {"Sunday",   "Monday", "Tuesday", "Wednesday",
		       "Thursday", "Friday", "Saturday"};

/* ---- zones ---- */

static char *
readfile(char *name)
{
	char *s = nil, *t;
	long n, len = 0;
	int fd = open(name, OREAD);

	if(fd < 0)
		return nil;
	for(;;) {
		t = realloc(s, len + 8192 + 1);
		if(t == nil)
			break;
		s = t;
		n = read(fd, s + len, 8192);
		if(n <= 0)
			break;
		len += n;
	}
	close(fd);
	if(s != nil)
		s[len] = '\0';
	return s;
}

/* +HHMM, +HH:MM */
static int
offset(Tzone *z, char *s)
{
	long h, m;
	char *e;

	if((s[0] != '+' && s[0] != '-') || s[strspn(s + 1, "0123456789:") + 1] != '\0')
		return -1;
	h = strtol(s + 1, &e, 10);
	m = *e == ':' ? strtol(e + 1, nil, 10) : h % 100;
	if(*e != ':')
		h /= 100;
	if(h > 24 || m > 59)
		return -1;
	z->off[0] = (h * 60 + m) * (s[0] == '-' ? -60 : 60);
	strecpy(z->name[0], z->name[0] + sizeof z->name[0], s);
	return 0;
}

static int
load(Tzone *z, char *name)
{
	char *file, *s;
	int r;

	if(strcmp(name, "GMT") == 0 || strcmp(name, "UTC") == 0 || strcmp(name, "Z") == 0) {
		strcpy(z->name[0], name[0] == 'Z' ? "GMT" : name);
		return 0;
	}
	if(offset(z, name) == 0)
		return 0;
	if(strcmp(name, "local") == 0)
		s = getenv("timezone");
	else if(strchr(name, '/') != nil)
		s = readfile(name);
	else {
		file = smprint("/adm/timezone/%s", name);
		s = file != nil ? readfile(file) : nil;
		free(file);
	}
	r = s != nil ? _tmzone(z, s) : -1;
	free(s);
	if(r < 0 && strcmp(name, "local") == 0) {
		memset(z->off, 0, sizeof z->off);
		z->n = 0;
		strcpy(z->name[0], "GMT");
		z->name[1][0] = '\0';
		r = 0;
	}
	return r;
}

Tzone *
tzload(char *name)
{
	static QLock lk;
	static Tzone *zones;
	Tzone *z;

	qlock(&lk);
	for(z = zones; z != nil; z = z->next)
		if(strcmp(z->key, name) == 0)
			break;
	if(z == nil && (z = mallocz(sizeof *z, 1)) != nil) {
		z->key = strdup(name);
		if(z->key != nil && load(z, name) == 0) {
			z->next = zones;
			zones = z;
		} else {
			free(z->key);
			free(z);
			z = nil;
			werrstr("unknown time zone %s", name);
		}
	}
	qunlock(&lk);
	return z;
}

/* ---- dates ---- */

Tm *
tmtimens(Tm *t, vlong sec, int ns, Tzone *z)
{
	int dst = z != nil ? _tmdaylight(z, sec) : 0;

	memset(t, 0, sizeof *t);
	t->tz = z;
	t->tzoff = z != nil ? z->off[dst] : 0;
	strecpy(t->zone, t->zone + sizeof t->zone, z != nil ? z->name[dst] : "GMT");
	_tmset(t, sec + t->tzoff);
	t->nsec = ns;
	return t;
}

Tm *
tmtime(Tm *t, vlong sec, Tzone *z)
{
	return tmtimens(t, sec, 0, z);
}

Tm *
tmnow(Tm *t, Tzone *z)
{
	vlong now = nsec();

	return tmtimens(t, now / Second, now % Second, z);
}

/* with a zone its offset is what holds at that time there, else the one in t */
vlong
tmnorm(Tm *t)
{
	Tm old = *t;
	vlong sec, ns, mon;
	Tzone *z = t->tz;

	mon = t->year * 12LL + t->mon;
	t->mon = (mon % 12 + 12) % 12;
	t->year = (mon - t->mon) / 12;
	ns = t->nsec % Second;
	sec = _tmdays(t->year + 1900LL, t->mon, 1) * Day + (t->mday - 1LL) * Day +
	      t->hour * 3600LL + t->min * 60LL + t->sec + t->nsec / Second;
	if(ns < 0) {
		ns += Second;
		sec--;
	}
	if(z != nil) {
		sec -= z->off[_tmdaylight(z, sec - z->off[1])];
		tmtimens(t, sec, ns, z);
		return sec;
	}
	sec -= old.tzoff;
	tmtimens(t, sec, ns, nil);
	_tmset(t, sec + old.tzoff);
	t->tzoff = old.tzoff;
	memmove(t->zone, old.zone, sizeof t->zone);
	return sec;
}

/* ---- formats ---- */

Tmfmt
tmfmt(Tm *t, char *fmt)
{
	return (Tmfmt){fmt, t};
}

/* the zone, as +0100, +01:00 or by its name */
static char *
zonetext(char *buf, int size, Tm *t, int n)
{
	int off = abs(t->tzoff) / 60;

	if(n >= 3)
		snprint(buf, size, "%s", t->zone);
	else
		snprint(buf, size, "%c%.2d%s%.2d", t->tzoff < 0 ? '-' : '+', off / 60,
			n == 2 ? ":" : "", off % 60);
	return buf;
}

/* a number, which has digits if n is even */
static char *
numtext(char *buf, int size, int v, int n, int digits)
{
	snprint(buf, size, "%.*d", n % 2 == 0 ? digits : 1, v);
	return buf;
}

/* parts of a second */
static char *
fraction(char *buf, int size, int c, int n, int ns)
{
	if(c == 't')
		return numtext(buf, size, ns / 1000000, n, 3);
	if(c == 'u')
		return numtext(buf, size, n > 2 ? ns / 1000 : ns / 1000 % 1000, n, n > 2 ? 6 : 3);
	if(n > 4)
		return numtext(buf, size, ns, n, 9);
	return numtext(buf, size, n > 2 ? ns % 1000 : ns % 1000000, n, n > 2 ? 3 : 6);
}

/* what n letters c stand for */
static char *
component(char *buf, int size, Tm *t, int c, int n)
{
	char *s;

	switch(c) {
	case 'Y':
		return numtext(buf, size, n == 2 ? t->year % 100 : t->year + 1900, n,
			       n == 2 ? 2 : 4);
	case 'M':
		s = _tmmonths[t->mon % 12];
		if(n < 3)
			return numtext(buf, size, t->mon + 1, n, 2);
		snprint(buf, size, "%.*s", n == 3 ? 3 : 100, s);
		return buf;
	case 'D':
		return numtext(buf, size, t->mday, n, 2);
	case 'W':
		s = _tmdaynames[t->wday % 7];
		if(n == 1)
			return numtext(buf, size, t->wday, n, 1);
		snprint(buf, size, "%.*s", n == 2 ? 3 : 100, s);
		return buf;
	case 'h':
		return numtext(buf, size, t->hour, n, 2);
	case 'm':
		return numtext(buf, size, t->min, n, 2);
	case 's':
		return numtext(buf, size, t->sec, n, 2);
	case 'Z':
		return zonetext(buf, size, t, n);
	case 'a':
		return t->hour < 12 ? "am" : "pm";
	case 'A':
		return t->hour < 12 ? "AM" : "PM";
	}
	return fraction(buf, size, c, n, t->nsec);
}

/* the text in brackets at s; a \ quotes what follows */
static char *
quoted(Fmt *f, char *s)
{
	Rune r;

	for(s++; *s != '\0' && *s != ']';) {
		if(*s == '\\' && s[1] != '\0')
			s++;
		s += chartorune(&r, s);
		fmtrune(f, r);
	}
	return *s == ']' ? s + 1 : s;
}

static int
taufmt(Fmt *f)
{
	Tmfmt tf = va_arg(f->args, Tmfmt);
	char buf[32], *s = tf.fmt != nil ? tf.fmt : "WW MMM _D hh:mm:ss ZZZ YYYY";
	int n, pad = 0;
	Rune r;

	while(*s != '\0') {
		for(n = 1; s[n] == s[0]; n++) {
		}
		if(*s == '_')
			pad = n;
		else if(strchr("YMDWhmstunZaA", *s) != nil) {
			fmtprint(f, "%*s", pad > 0 ? pad + n : 0,
				 component(buf, sizeof buf, tf.tm, *s, n));
			pad = 0;
		} else if(*s == '[') {
			s = quoted(f, s);
			continue;
		} else if(*s != '?' && *s != '~') {
			s += chartorune(&r, s);
			fmtrune(f, r);
			continue;
		}
		s += n;
	}
	return 0;
}

void
tmfmtinstall(void)
{
	fmtinstall(L'τ', taufmt);
}
