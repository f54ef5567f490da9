/* strings */
#include <u.h>
#include <libc.h>

long
strlen(const char *s)
{
	const char *p = s;

	while(*p)
		p++;
	return p - s;
}

char *
strcpy(char *to, const char *from)
{
	memmove(to, from, strlen(from) + 1);
	return to;
}

/* copy, but not beyond e; the NUL's place */
char *
strecpy(char *to, char *e, const char *from)
{
	if(to >= e)
		return to;
	while(to < e - 1 && *from)
		*to++ = *from++;
	*to = '\0';
	return to;
}

char *
strncpy(char *to, const char *from, usize n)
{
	usize i;

	for(i = 0; i < n && from[i]; i++)
		to[i] = from[i];
	for(; i < n; i++)
		to[i] = '\0';
	return to;
}

char *
strcat(char *to, const char *from)
{
	strcpy(to + strlen(to), from);
	return to;
}

char *
strncat(char *to, const char *from, usize n)
{
	char *p = to + strlen(to);

	while(n-- > 0 && *from)
		*p++ = *from++;
	*p = '\0';
	return to;
}

int
strcmp(const char *a, const char *b)
{
	while(*a && *a == *b) {
		a++;
		b++;
	}
	return (*(uchar *)a > *(uchar *)b) - (*(uchar *)a < *(uchar *)b);
}

int
strncmp(const char *a, const char *b, usize n)
{
	for(; n > 0; n--, a++, b++) {
		if(*a != *b)
			return *(uchar *)a < *(uchar *)b ? -1 : 1;
		if(*a == '\0')
			break;
	}
	return 0;
}

char *
strchr(const char *s, int c)
{
	for(;; s++) {
		if(*s == (char)c)
			return (char *)s;
		if(*s == '\0')
			return nil;
	}
}

char *
strrchr(const char *s, int c)
{
	const char *r = nil;

	do {
		if(*s == (char)c)
			r = s;
	} while(*s++);
	return (char *)r;
}

long
strspn(const char *s, const char *set)
{
	const char *p;

	for(p = s; *p && strchr(set, *p) != nil; p++) {
	}
	return p - s;
}

long
strcspn(const char *s, const char *set)
{
	const char *p;

	for(p = s; *p && strchr(set, *p) == nil; p++) {
	}
	return p - s;
}

char *
strpbrk(const char *s, const char *set)
{
	s += strcspn(s, set);
	return *s ? (char *)s : nil;
}

char *
strstr(const char *s, const char *sub)
{
	long n = strlen(sub);

	if(n == 0)
		return (char *)s;
	for(; (s = strchr(s, *sub)) != nil; s++)
		if(strncmp(s, sub, n) == 0)
			return (char *)s;
	return nil;
}

char *
strdup(const char *s)
{
	long n = strlen(s) + 1;
	char *t = malloc(n);

	if(t != nil) {
		setmalloctag(t, getcallerpc(&s));
		memmove(t, s, n);
	}
	return t;
}

char *
strtok(char *s, const char *seps)
{
	static char *rest;
	char *e;

	if(s == nil)
		s = rest;
	if(s == nil)
		return nil;
	s += strspn(s, seps);
	if(*s == '\0') {
		rest = nil;
		return nil;
	}
	e = s + strcspn(s, seps);
	rest = *e ? e + 1 : nil;
	*e = '\0';
	return s;
}
