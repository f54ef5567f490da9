/*
 * regsub: \0 to \9 and & stand for what subexpressions matched, \ before anything else for that; what does not
 * fit is left out.
 */
#include <u.h>
#include <libc.h>
#include <regexp.h>

void
regsub(const char *src, char *dst, int dlen, Resub *m, int ms)
{
	char *e = dst + dlen - 1;
	int n, i;

	if(dlen <= 0)
		return;
	for(; *src != '\0' && dst < e; src++) {
		i = -1;
		if(*src == '&')
			i = 0;
		else if(*src == '\\') {
			src++;
			if(*src >= '0' && *src <= '9')
				i = *src - '0';
			else if(*src == '\0')
				break;
		}
		if(i < 0)
			*dst++ = *src;
		else if(m != nil && i < ms && m[i].sp != nil) {
			n = m[i].ep - m[i].sp;
			if(n > e - dst)
				n = e - dst;
			memmove(dst, m[i].sp, n);
			dst += n;
		}
	}
	*dst = '\0';
}

void
rregsub(const Rune *src, Rune *dst, int dlen, Resub *m, int ms)
{
	Rune *e = dst + dlen - 1;
	int n, i;

	if(dlen <= 0)
		return;
	for(; *src != 0 && dst < e; src++) {
		i = -1;
		if(*src == '&')
			i = 0;
		else if(*src == '\\') {
			src++;
			if(*src >= '0' && *src <= '9')
				i = *src - '0';
			else if(*src == 0)
				break;
		}
		if(i < 0)
			*dst++ = *src;
		else if(m != nil && i < ms && m[i].rsp != nil) {
			n = m[i].rep - m[i].rsp;
			if(n > e - dst)
				n = e - dst;
			memmove(dst, m[i].rsp, n * sizeof(Rune));
			dst += n;
		}
	}
	*dst = 0;
}
