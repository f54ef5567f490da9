/*
 * format.c: printf.  Each conversion is done by print(2), with the values made to fit it.
 */
#include "awk.h"

static void
conversion(Fmt *out, char *spec, int verb, Val v)
{
	char fmt[64];
	Str *s;
	double d;

	switch(verb) {
	case 'd':
	case 'i':
		snprint(fmt, sizeof fmt, "%slld", spec);
		d = tonum(v);
		fmtprint(out, fmt, (vlong)d);
		break;
	case 'o':
	case 'x':
	case 'X':
	case 'u':
		snprint(fmt, sizeof fmt, "%s%s", spec,
			verb == 'u'   ? "llud"
			: verb == 'o' ? "llo"
			: verb == 'x' ? "llux"
				      : "lluX");
		d = tonum(v);
		fmtprint(out, fmt, (vlong)d);
		break;
	case 'e':
	case 'f':
	case 'g':
	case 'E':
	case 'F':
	case 'G':
		snprint(fmt, sizeof fmt, "%s%c", spec, verb == 'F' ? 'f' : verb);
		fmtprint(out, fmt, tonum(v));
		break;
	case 'c':
		/* a number is a character; of a string the first */
		if(v.kind == Isnum) {
			snprint(fmt, sizeof fmt, "%sC", spec);
			fmtprint(out, fmt, (Rune)v.n);
			break;
		}
		s = tostr(v);
		snprint(fmt, sizeof fmt, "%s.1s", spec);
		fmtprint(out, fmt, s->s);
		dropstr(s);
		break;
	case 's':
		snprint(fmt, sizeof fmt, "%ss", spec);
		s = tostr(v);
		fmtprint(out, fmt, s->s);
		dropstr(s);
		break;
	default:
		fatal("bad conversion %%%c in a format", verb);
	}
}

Str *
format(char *f, Val *args, int n)
{
	Fmt out;
	Rune r;
	char spec[40], *s;
	int k, i;
	Str *str;

	fmtstrinit(&out);
	i = 0;
	while(*f) {
		if(*f != '%') {
			f += chartorune(&r, f);
			fmtrune(&out, r);
			continue;
		}
		if(f[1] == '%') {
			fmtrune(&out, '%');
			f += 2;
			continue;
		}
		/* flags, width and precision; * takes an argument */
		k = 0;
		spec[k++] = *f++;
		while(*f && strchr("-+ #0123456789.*hlL", *f) && k < sizeof spec - 12) {
			if(*f == '*')
				k += snprint(spec + k, 12, "%d", i < n ? (int)tonum(args[i++]) : 0);
			else if(!strchr("hlL", *f))
				spec[k++] = *f;
			f++;
		}
		spec[k] = 0;
		if(*f == 0)
			fatal("format ends within a conversion");
		if(i >= n)
			fatal("not enough arguments for format");
		conversion(&out, spec, *f++, args[i++]);
	}
	s = check(fmtstrflush(&out));
	str = newstr(s, strlen(s));
	free(s);
	return str;
}
