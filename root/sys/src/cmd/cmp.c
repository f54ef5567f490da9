/*
 * cmp: compare two files byte by byte.
 */
#include <u.h>
#include <libc.h>
#include <bio.h>
#include <cmd.h>

static uchar flag[Runeself]; /* by letter */

static void
usage(void)
{
	fprint(2, "usage: cmp [-lLs] file1 file2 [offset1 [offset2]]\n");
	exits("usage");
}

static Biobuf *
openat(char *name, char *off)
{
	Biobuf *b;
	vlong o;

	b = Bopen(name, OREAD);
	if(b == nil) {
		if(!flag['s'])
			fprint(2, "cmp: can't open %s: %r\n", name);
		exits("open");
	}
	Blethal(b, nil);
	if(off != nil) {
		o = numarg(off, 0, 0, Maxvlong, usage);
		if(Bseek(b, o, 0) != o) {
			if(!flag['s'])
				fprint(2, "cmp: can't seek %s: %r\n", name);
			exits("seek");
		}
	}
	return b;
}

static void
differ(char *a, char *b, vlong off, vlong line)
{
	if(flag['s'])
		exits("differ");
	print("%s %s differ: char %lld", a, b, off);
	if(flag['L'])
		print(" line %lld", line);
	print("\n");
	exits("differ");
}

void
main(int argc, char **argv)
{
	Biobuf *b1, *b2;
	vlong off, line;
	int c1, c2, differs;

	ARGBEGIN
	{
	case 'l':
	case 's':
	case 'L':
		flag[ARGC()] = 1;
		break;
	default:
		usage();
	}
	ARGEND
	if(argc < 2 || argc > 4)
		usage();
	b1 = openat(argv[0], argc > 2 ? argv[2] : nil);
	b2 = openat(argv[1], argc > 3 ? argv[3] : nil);
	line = 1;
	differs = 0;
	for(off = 1;; off++) {
		c1 = Bgetc(b1);
		c2 = Bgetc(b2);
		if(c1 < 0 || c2 < 0)
			break;
		if(c1 != c2 && !flag['l'])
			differ(argv[0], argv[1], off, line);
		if(c1 != c2) {
			differs = 1;
			if(!flag['s'])
				print("%6lld 0x%.2x 0x%.2x\n", off, c1, c2);
		}
		if(c1 == '\n')
			line++;
	}
	if(c1 != c2) {
		if(!flag['s'])
			fprint(2, "EOF on %s after %lld bytes\n", c1 < 0 ? argv[0] : argv[1],
			       off - 1);
		exits("EOF");
	}
	exits(differs ? "differ" : nil);
}
