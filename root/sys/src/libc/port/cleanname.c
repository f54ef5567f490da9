/*
 * cleanname: the shortest name for the same file, found without looking at any.  Works in place.
 */
#include <u.h>
#include <libc.h>

/* is the element at p, which ends at a slash or NUL, this? */
static int
elem(const char *p, const char *s)
{
	int n = strlen(s);

	return strncmp(p, s, n) == 0 && (p[n] == '/' || p[n] == '\0');
}

char *
cleanname(char *name)
{
	char *p = name, *w = name, *base; /* base: .. takes nothing away before it */
	int rooted = *name == '/', sharp = *name == '#';

	if(sharp) { /* the device name stays */
		while(*p && *p != '/')
			p++;
		w = p;
	} else if(rooted) {
		p++;
		w++;
	}
	base = w;
	while(*p) {
		if(*p == '/') {
			p++;
		} else if(elem(p, ".")) {
			p++;
		} else if(elem(p, "..")) {
			p += 2;
			if(w > base) {
				while(w > base && *--w != '/') {
				}
			} else if(!rooted && !sharp) {
				if(w > name)
					*w++ = '/';
				*w++ = '.';
				*w++ = '.';
				base = w;
			}
		} else {
			if(w > name && w[-1] != '/')
				*w++ = '/';
			while(*p && *p != '/')
				*w++ = *p++;
		}
	}
	if(w == name)
		*w++ = '.';
	*w = '\0';
	if(!sharp && name[0] == '#') { /* what was a plain name must not become a device's */
		memmove(name + 2, name, w - name + 1);
		name[0] = '.';
		name[1] = '/';
	}
	return name;
}
