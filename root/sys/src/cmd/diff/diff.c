/*
 * diff: the differences of files, or of the files in directories.
 */
#include "diff.h"

int bflag, wflag;
Biobuf bout;
static int rflag, mflag;
static int anychange, trouble;

static void
usage(void)
{
	fprint(2, "usage: diff [-abcefmnruw] file1 ... file2\n");
	exits("usage");
}

/* files that are not text are only compared */
static int
samebytes(Biobuf *a, Biobuf *b)
{
	int c;

	Bseek(a, 0, 0);
	Bseek(b, 0, 0);
	do {
		c = Bgetc(a);
		if(c != Bgetc(b))
			return 0;
	} while(c >= 0);
	return 1;
}

static void
difftext(File *a, File *b)
{
	findchanges(a, b);
	if(nchanges > 0)
		anychange = 1;
	if(nchanges > 0 && mflag) {
		Bprint(&bout, "diff ");
		if(mode != 0)
			Bprint(&bout, "-%c ", mode);
		Bprint(&bout, "%s %s\n", a->name, b->name);
	}
	if(nchanges > 0)
		output(a, b);
	if(a->nonl != b->nonl && !bflag && !wflag && mode == 0) {
		anychange = 1;
		Bprint(&bout, "%s: no newline at end\n", a->nonl ? a->name : b->name);
	}
}

static void
unreadable(char *msg)
{
	fprint(2, "diff: %s\n", msg);
	exits("error");
}

static Biobuf *
openfile(char *name)
{
	Biobuf *b;

	b = strcmp(name, "-") == 0 ? Bfdopen(0, OREAD) : Bopen(name, OREAD);
	if(b == nil) {
		fprint(2, "diff: can't open %s: %r\n", name);
		trouble = 1;
	} else
		Blethal(b, unreadable);
	return b;
}

static void
diffreg(char *name1, char *name2)
{
	Biobuf *b1, *b2;
	File a, b;

	b1 = openfile(name1);
	if(b1 == nil)
		return;
	b2 = openfile(name2);
	if(b2 == nil) {
		Bterm(b1);
		return;
	}
	memset(&a, 0, sizeof a);
	memset(&b, 0, sizeof b);
	a.name = name1;
	b.name = name2;
	if(readlines(b1, &a) && readlines(b2, &b))
		difftext(&a, &b);
	else if(!samebytes(b1, b2)) {
		anychange = 1;
		Bprint(&bout, "binary files %s %s differ\n", name1, name2);
	}
	Bterm(b1);
	Bterm(b2);
	freefile(&a);
	freefile(&b);
}

/* sorted; one that cannot be read is empty */
static long
entries(char *name, Dir **d)
{
	long n;

	n = readdir(name, d);
	if(n < 0) {
		fprint(2, "diff: can't read %s: %r\n", name);
		trouble = 1;
		return 0;
	}
	sortdir(*d, n);
	return n;
}

static void diff(char *, char *, int);

static void
only(char *dir, char *elem)
{
	anychange = 1;
	Bprint(&bout, "Only in %s: %s\n", dir, elem);
}

static void
diffdir(char *dir1, char *dir2, int level)
{
	Dir *d1, *d2;
	char *p1, *p2;
	long n1, n2, i, k;
	int c;

	n1 = entries(dir1, &d1);
	n2 = entries(dir2, &d2);
	for(i = k = 0; i < n1 || k < n2;) {
		c = i == n1 ? 1 : k == n2 ? -1 : strcmp(d1[i].name, d2[k].name);
		if(c < 0)
			only(dir1, d1[i].name);
		else if(c > 0)
			only(dir2, d2[k].name);
		else {
			p1 = joinpath(dir1, d1[i].name);
			p2 = joinpath(dir2, d2[k].name);
			diff(p1, p2, level + 1);
			free(p1);
			free(p2);
		}
		if(c <= 0)
			i++;
		if(c >= 0)
			k++;
	}
	free(d1);
	free(d2);
}

static void
diff(char *a, char *b, int level)
{
	char *p;
	int ad, bd;

	ad = strcmp(a, "-") != 0 && isdir(a);
	bd = strcmp(b, "-") != 0 && isdir(b);
	if(ad && bd) {
		if(rflag || level == 0) {
			mflag = 1;
			diffdir(a, b, level);
		} else
			Bprint(&bout, "Common subdirectories: %s and %s\n", a, b);
		return;
	}
	if(!ad && !bd) {
		diffreg(a, b);
		return;
	}
	if(level > 0) {
		anychange = 1;
		Bprint(&bout, "%s is a %s and %s is a %s\n", a, ad ? "directory" : "file", b,
		       bd ? "directory" : "file");
		return;
	}
	/* the file of that name in the directory */
	p = joinpath(ad ? a : b, lastelem(ad ? b : a));
	if(ad)
		diffreg(p, b);
	else
		diffreg(a, p);
	free(p);
}

void
main(int argc, char **argv)
{
	ARGBEGIN
	{
	case 'a':
	case 'c':
	case 'e':
	case 'f':
	case 'n':
	case 'u':
		mode = ARGC();
		break;
	case 'b':
		bflag = 1;
		break;
	case 'w':
		wflag = 1;
		break;
	case 'm':
		mflag = 1;
		break;
	case 'r':
		rflag = 1;
		break;
	default:
		usage();
	}
	ARGEND
	if(argc < 2)
		usage();
	if(argc > 2 && !isdir(argv[argc - 1]))
		sysfatal("%s is not a directory", argv[argc - 1]);
	if(argc > 2)
		mflag = 1;
	openstdout(&bout);
	for(int i = 0; i < argc - 1; i++)
		diff(argv[i], argv[argc - 1], 0);
	Bterm(&bout);
	exits(trouble ? "error" : anychange ? "some" : nil);
}
