/*
 * Strings and memory search: the few functions of a C library's string.h that the kernel needs.
 * There is no copy without a bound: strecpy takes the end of its buffer.  The copying and
 * comparing of raw memory is in the host's mem.S, because compilers call it by name.
 */
#include "lib.h"

void *
memchr(const void *p, int c, usize n)
{
	const u8int *s = p;

	for(; n > 0; s++, n--)
		if(*s == (u8int)c)
			return (void *)(uintptr)s;
	return nil;
}

usize
strlen(const char *s)
{
	const char *p = s;

	while(*p != '\0')
		p++;
	return (usize)(p - s);
}

usize
strnlen(const char *s, usize max)
{
	usize n = 0;

	while(n < max && s[n] != '\0')
		n++;
	return n;
}

int
strcmp(const char *a, const char *b)
{
	for(; *a == *b; a++, b++)
		if(*a == '\0')
			return 0;
	return (u8int)*a < (u8int)*b ? -1 : 1;
}

int
strncmp(const char *a, const char *b, usize n)
{
	for(; n > 0; a++, b++, n--) {
		if(*a != *b)
			return (u8int)*a < (u8int)*b ? -1 : 1;
		if(*a == '\0')
			break;
	}
	return 0;
}

char *
strchr(const char *s, int c)
{
	for(; *s != (char)c; s++)
		if(*s == '\0')
			return nil;
	return (char *)(uintptr)s;
}

char *
strrchr(const char *s, int c)
{
	const char *last = nil;

	for(;; s++) {
		if(*s == (char)c)
			last = s;
		if(*s == '\0')
			return (char *)(uintptr)last;
	}
}

char *
strstr(const char *s, const char *sub)
{
	usize n = strlen(sub);

	if(n == 0)
		return (char *)(uintptr)s;
	for(; (s = strchr(s, sub[0])) != nil; s++)
		if(strncmp(s, sub, n) == 0)
			return (char *)(uintptr)s;
	return nil;
}

char *
strecpy(char *to, char *end, const char *from)
{
	usize n, room;

	if(to >= end)
		return to;
	room = (usize)(end - to) - 1;
	n = strnlen(from, room + 1);
	if(n > room)
		n = utfcut(from, room);
	memmove(to, from, n);
	to[n] = '\0';
	return to + n;
}
