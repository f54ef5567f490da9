/*
 * man: find pages of the manual.
 */
#include "man.h"

static char *manroot = "/sys/man";
static int wflag, Sflag, kflag;
Biobuf bout;
static int found;

/* the NAME lines of a page: "a, b \- what they do" */
static char *
nameline(char *file)
{
	Biobuf *b;
	char *s, *t, *all;
	int inname;

	b = Bopen(file, OREAD);
	if(b == nil)
		return nil;
	all = check(strdup(""));
	inname = 0;
	while((s = Brdstr(b, '\n', 1)) != nil) {
		if(strncmp(s, ".SH", 3) == 0) {
			if(inname) {
				free(s);
				break;
			}
			inname = strstr(s, "NAME") != nil;
		} else if(inname && *s != '.') {
			t = escapes(s);
			free(s);
			s = check(smprint("%s%s%s", all, *all ? " " : "", t));
			free(all);
			free(t);
			all = s;
			continue;
		}
		free(s);
	}
	Bterm(b);
	return all;
}

/* is title one of the names */
static int
isnamed(char *file, char *title)
{
	char *all, *e, *f[64];
	int n, r;

	all = nameline(file);
	if(all == nil)
		return 0;
	e = strstr(all, " - ");
	if(e != nil)
		*e = 0;
	n = gettokens(all, f, nelem(f), ", \t");
	r = 0;
	for(int i = 0; i < n; i++)
		r |= strcmp(f[i], title) == 0;
	free(all);
	return r;
}

static int
haskey(char *file, char *section, char *elem, char *key)
{
	char *all;

	all = nameline(file);
	if(all != nil && cistrstr(all, key) != nil) {
		Bprint(&bout, "%s(%s): %s\n", elem, section, all);
		found = 1;
	}
	free(all);
	return 0;
}

static void
show(char *file)
{
	Biobuf *b;

	if(wflag) {
		Bprint(&bout, "%s\n", file);
		found = 1;
		return;
	}
	b = Bopen(file, OREAD);
	if(b == nil) {
		fprint(2, "man: can't open %s: %r\n", file);
		return;
	}
	if(found)
		Bputc(&bout, '\n');
	found = 1;
	format(b);
	Bterm(b);
}

static long
entries(char *name, Dir **d)
{
	long n;

	n = readdir(name, d);
	sortdir(*d, n > 0 ? n : 0);
	return n;
}

/* the pages of a section that match; a page of that very name is enough */
static void
section(char *sec, char *title)
{
	Dir *d;
	char *dir, *file;
	long n;

	dir = check(smprint("%s/%s", manroot, sec));
	file = check(smprint("%s/%s", dir, title));
	if(!kflag && strchr(title, '/') == nil && access(file, AREAD) == 0)
		show(file);
	else if(!Sflag) {
		n = entries(dir, &d);
		for(long i = 0; i < n; i++) {
			free(file);
			file = check(smprint("%s/%s", dir, d[i].name));
			if(strcmp(d[i].name, "INDEX") == 0)
				continue;
			if(kflag ? haskey(file, sec, d[i].name, title) : isnamed(file, title))
				show(file);
		}
		free(d);
	}
	free(file);
	free(dir);
}

static int
issection(char *s)
{
	return s[0] >= '0' && s[0] <= '9' && s[strspn(s, "0123456789")] == 0;
}

static void
usage(void)
{
	fprint(2, "usage: man [-knSw] [section ...] title ...\n");
	exits("usage");
}

void
main(int argc, char **argv)
{
	Dir *d;
	char *status;
	long n;
	int nsec;

	ARGBEGIN
	{
	case 'k':
		kflag = 1;
		break;
	case 'n':
		break; /* text for the terminal is all there is */
	case 'S':
		Sflag = 1;
		break;
	case 'w':
		wflag = 1;
		break;
	default:
		usage();
	}
	ARGEND
	for(nsec = 0; nsec < argc && issection(argv[nsec]); nsec++)
		;
	if(nsec == argc)
		usage();
	openstdout(&bout);
	n = nsec ? 0 : entries(manroot, &d);
	status = nil;
	for(int i = nsec; i < argc; i++) {
		found = 0;
		for(int k = 0; k < nsec; k++)
			section(argv[k], argv[i]);
		for(long k = 0; k < n; k++)
			if(issection(d[k].name))
				section(d[k].name, argv[i]);
		if(!found) {
			Bflush(&bout);
			fprint(2, "man: no manual page for %s\n", argv[i]);
			status = "no page";
		}
	}
	Bterm(&bout);
	exits(status);
}
