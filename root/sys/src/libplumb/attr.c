/* attributes: name=value, apart by blanks, values quoted where needed */
#include <u.h>
#include <libc.h>
#include <plumb.h>

/* the value as it is written: quoted if there is white space or a quote or an = in it, or nothing */
static int
putvalue(Fmt *f, const char *v)
{
	if(*v != '\0' && strpbrk(v, " '=\t\n") == nil)
		return fmtstrcpy(f, v);
	fmtrune(f, '\'');
	for(; *v != '\0'; v++) {
		if(*v == '\'')
			fmtprint(f, "'");
		fmtprint(f, "%.1s", v);
		while((v[1] & 0xc0) == 0x80) /* the rest of the rune that was printed */
			v++;
	}
	return fmtrune(f, '\'');
}

char *
plumbpackattr(Plumbattr *a)
{
	Fmt f;
	int n = 0;

	if(fmtstrinit(&f) < 0)
		return nil;
	for(; a != nil; a = a->next) {
		fmtprint(&f, "%s%s=", n++ ? " " : "", a->name);
		putvalue(&f, a->value);
	}
	return fmtstrflush(&f);
}

static void
freeattr(Plumbattr *a)
{
	Plumbattr *next;

	for(; a != nil; a = next) {
		next = a->next;
		free(a->name);
		free(a->value);
		free(a);
	}
}

/* one name=value; *pp is moved behind it; nil if it is none */
static Plumbattr *
getattr(const char **pp)
{
	const char *p = *pp, *eq = strchr(p, '=');
	Plumbattr *a;
	char *v;

	if(eq == nil || eq == p || (a = mallocz(sizeof *a, 1)) == nil)
		return nil;
	a->name = malloc(eq - p + 1);
	a->value = v = malloc(strlen(eq) + 1);
	if(a->name == nil || v == nil) {
		freeattr(a);
		return nil;
	}
	memmove(a->name, p, eq - p);
	a->name[eq - p] = '\0';
	p = eq + 1;
	if(*p == '\'')
		for(p++; *p != '\0'; p++) {
			if(*p == '\'' && *++p != '\'')
				break;
			*v++ = *p;
		}
	else
		while(*p != '\0' && *p != ' ' && *p != '\t' && *p != '\n')
			*v++ = *p++;
	*v = '\0';
	*pp = p;
	return a;
}

Plumbattr *
plumbunpackattr(const char *p)
{
	Plumbattr *head = nil, **l = &head;

	for(;;) {
		while(*p == ' ' || *p == '\t' || *p == '\n')
			p++;
		if(*p == '\0')
			return head;
		*l = getattr(&p);
		if(*l == nil) {
			freeattr(head);
			werrstr("bad attribute");
			return nil;
		}
		l = &(*l)->next;
	}
}

/* the list with new, which is kept, at its end */
Plumbattr *
plumbaddattr(Plumbattr *list, Plumbattr *new)
{
	Plumbattr **l;

	for(l = &list; *l != nil; l = &(*l)->next) {
	}
	*l = new;
	return list;
}

/* the list without the first attribute of that name */
Plumbattr *
plumbdelattr(Plumbattr *list, const char *name)
{
	Plumbattr **l, *a;

	for(l = &list; *l != nil && strcmp((*l)->name, name) != 0; l = &(*l)->next) {
	}
	a = *l;
	if(a == nil)
		return list;
	*l = a->next;
	a->next = nil;
	freeattr(a);
	return list;
}

char *
plumblookup(Plumbattr *a, const char *name)
{
	for(; a != nil; a = a->next)
		if(strcmp(a->name, name) == 0)
			return a->value;
	return nil;
}
