/*
 * Splitting strings into fields, in place: getfields by any separators, tokenize and
 * gettokens with the quoting of rc.
 */
#include <u.h>
#include <libc.h>

/* with many, runs of separators count as one and none begins or ends a field */
int
getfields(char *s, char **args, int max, int many, char *seps)
{
	Rune r;
	int n = 0, len, intok = 0;

	if(max <= 0)
		return 0;
	if(!many) {
		args[n++] = s;
		intok = 1;
	}
	for(; *s; s += len) {
		len = chartorune(&r, s);
		if(utfrune(seps, r) == nil) {
			if(!intok) {
				args[n++] = s;
				intok = 1;
			}
			continue;
		}
		if(many && (!intok || n >= max)) {
			if(intok && n >= max)
				break;
			continue;
		}
		if(!many && n >= max)
			break;
		memset(s, 0, len);
		if(many)
			intok = 0;
		else
			args[n++] = s + len;
	}
	return n;
}

/* take the quotes out of the token at s and end it with NUL; what follows it */
static char *
qtoken(char *s, char *seps)
{
	int quoting = 0;
	char *t = s;

	for(; *s && (quoting || utfrune(seps, *s) == nil); s++) {
		if(*s != '\'')
			*t++ = *s;
		else if(!quoting)
			quoting = 1;
		else if(s[1] == '\'')
			*t++ = *s++;
		else
			quoting = 0;
	}
	if(*s)
		s++;
	*t = '\0';
	return s;
}

/* the same without changing anything: tokens are left as they are */
static char *
etoken(char *s, char *seps)
{
	int quoting = 0;

	for(; *s && (quoting || utfrune(seps, *s) == nil); s++) {
		if(*s != '\'')
			continue;
		if(quoting && s[1] == '\'')
			s++;
		else
			quoting = !quoting;
	}
	return s;
}

int
gettokens(char *s, char **args, int max, char *seps)
{
	int n;

	for(n = 0; n < max; n++) {
		while(*s && utfrune(seps, *s) != nil)
			*s++ = '\0';
		if(*s == '\0')
			break;
		args[n] = s;
		s = etoken(s, seps);
	}
	return n;
}

int
tokenize(char *s, char **args, int max)
{
	int n;

	for(n = 0; n < max; n++) {
		while(*s && strchr(" \t\r\n", *s) != nil)
			s++;
		if(*s == '\0')
			break;
		args[n] = s;
		s = qtoken(s, " \t\r\n");
	}
	return n;
}
