/*
 * ar: keep files in an archive.
 */
#include "arcmd.h"

static uchar flag[Runeself]; /* by letter */
static int verb;
static char *archive, *posname;
static Library lib;
static char **names; /* files that were named; and which of them are members */
static int *found;
static int nnames;
static char *status;
static Biobuf bout;

static void
usage(void)
{
	fprint(2, "usage: ar [dmpqrtx][abciouv] [posname] archive [file ...]\n");
	exits("usage");
}

static void
say(int c, char *name)
{
	if(flag['v'] > (c == 'c'))
		Bprint(&bout, "%c - %s\n", c, name);
}

/* which of the names is that member's; -1: none.  Without names all are meant, and it is 0 */
static int
nameof(char *member)
{
	for(int i = 0; i < nnames; i++)
		if(strcmp(lastelem(names[i]), member) == 0) {
			found[i]++;
			return i;
		}
	return nnames == 0 ? 0 : -1;
}

/* where new members go */
static int
position(void)
{
	if(posname == nil)
		return lib.n;
	for(int i = 0; i < lib.n; i++)
		if(strcmp(lib.e[i].m.name, lastelem(posname)) == 0)
			return i + flag['a'];
	sysfatal("%s: not found", posname);
	return -1;
}

/* ---- what can be done ---- */

static void
drop(void)
{
	for(int i = 0; i < lib.n;)
		if(nnames > 0 && nameof(lib.e[i].m.name) >= 0) {
			say('d', lib.e[i].m.name);
			delete(&lib, i);
		} else
			say('c', lib.e[i++].m.name);
}

static void
move(void)
{
	Library moved = {nil, 0};
	int at;

	position(); /* fails before anything is done */
	for(int i = 0; i < lib.n;)
		if(nnames > 0 && nameof(lib.e[i].m.name) >= 0 &&
		   (posname == nil || strcmp(lib.e[i].m.name, lastelem(posname)) != 0)) {
			say('m', lib.e[i].m.name);
			insert(&moved, moved.n, &lib.e[i]);
			delete(&lib, i);
		} else
			say('c', lib.e[i++].m.name);
	at = position();
	for(int i = 0; i < moved.n; i++)
		insert(&lib, at + i, &moved.e[i]);
	free(moved.e);
}

/* with u only a file that is newer than the member replaces it */
static int
isnewer(char *file, Member *m)
{
	Dir *d = dirstat(file);
	int r = d == nil || (long)d->mtime > m->mtime;

	free(d);
	return r;
}

static void
addfiles(int at, int c)
{
	Entry e;

	for(int i = 0; i < nnames; i++) {
		if(found[i])
			continue;
		found[i] = 1;
		if(readfile(&e, names[i]) < 0) {
			status = "error";
			continue;
		}
		say(c, names[i]);
		insert(&lib, at++, &e);
	}
}

static void
replace(void)
{
	Entry e;
	Member *m;
	int k;

	position();
	for(int i = 0; i < lib.n; i++) {
		m = &lib.e[i].m;
		k = nnames > 0 ? nameof(m->name) : -1;
		if(k < 0 || found[k] > 1 || (flag['u'] && !isnewer(names[k], m)))
			say('c', m->name);
		else if(readfile(&e, names[k]) < 0)
			status = "error";
		else {
			say('r', names[k]);
			lib.e[i] = e;
		}
	}
	addfiles(position(), 'a');
}

static void
append(void)
{
	addfiles(lib.n, 'q');
}

static void
print1(Entry *e)
{
	if(flag['v'])
		Bprint(&bout, "\n<%s>\n\n", e->m.name);
	Bwrite(&bout, e->bytes, e->m.size);
}

static void
list1(Entry *e)
{
	char *s, mode[10];

	if(flag['v']) {
		for(int i = 0; i < 9; i++)
			mode[i] = e->m.mode & 0400 >> i ? "rwx"[i % 3] : '-';
		s = ctime(e->m.mtime);
		Bprint(&bout, "%.9s%4d/%d%7lld %.12s %.4s ", mode, e->m.uid, e->m.gid, e->m.size,
		       s + 4, s + 24);
	}
	Bprint(&bout, "%s\n", e->m.name);
}

static void
extract1(Entry *e)
{
	int fd = create(e->m.name, OWRITE, e->m.mode & 0777);
	Dir d;

	if(fd < 0 || write(fd, e->bytes, e->m.size) != e->m.size) {
		fprint(2, "ar: cannot write %s: %r\n", e->m.name);
		status = "error";
	} else
		say('x', e->m.name);
	if(fd < 0)
		return;
	nulldir(&d);
	d.mtime = e->m.mtime;
	if(flag['o'] && dirfwstat(fd, &d) < 0)
		fprint(2, "ar: cannot set the time of %s: %r\n", e->m.name);
	close(fd);
}

static void
each(void (*f)(Entry *))
{
	for(int i = 0; i < lib.n; i++)
		if(nameof(lib.e[i].m.name) >= 0)
			f(&lib.e[i]);
}

static void
change(void (*f)(void), int create)
{
	if(load(&lib, archive) < 0) {
		if(!create)
			sysfatal("cannot open %s: %r", archive);
		if(!flag['c'])
			fprint(2, "ar: creating %s\n", archive);
	}
	f();
	save(&lib, archive);
}

static void
look(void (*f)(Entry *))
{
	if(load(&lib, archive) < 0)
		sysfatal("cannot open %s: %r", archive);
	each(f);
}

static void
perform(void)
{
	switch(verb) {
	case 'd':
		change(drop, 0);
		break;
	case 'm':
		change(move, 0);
		break;
	case 'p':
		look(print1);
		break;
	case 'q':
		change(append, 1);
		break;
	case 'r':
		change(replace, 1);
		break;
	case 't':
		look(list1);
		break;
	case 'x':
		look(extract1);
		break;
	}
}

static void
setkey(char *s)
{
	if(*s == '-')
		s++;
	for(; *s != '\0'; s++) {
		if(strchr("dmpqrtx", *s) != nil) {
			if(verb != 0)
				usage();
			verb = *s;
		} else if(strchr("abciouv", *s) != nil)
			flag[*(uchar *)s]++;
		else
			usage();
	}
	if(verb == 0 && flag['u'])
		verb = 'r';
	if(flag['i'])
		flag['b'] = 1;
	if(verb == 0 || (flag['a'] && flag['b']))
		usage();
}

void
main(int argc, char **argv)
{
	argv0 = "ar";
	if(argc < 3)
		usage();
	setkey(argv[1]);
	argv += 2;
	argc -= 2;
	if(flag['a'] || flag['b']) {
		posname = *argv++;
		argc--;
	}
	if(argc < 1)
		usage();
	archive = argv[0];
	names = argv + 1;
	nnames = argc - 1;
	found = check(mallocz((nnames + 1) * sizeof *found, 1));
	Binit(&bout, 1, OWRITE);
	perform();
	Bterm(&bout);
	for(int i = 0; i < nnames; i++)
		if(!found[i]) {
			fprint(2, "ar: %s not found\n", names[i]);
			status = "error";
		}
	exits(status);
}
