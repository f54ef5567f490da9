/*
 * chmod: change the modes of files, told in octal or as [who]op[permissions].
 */
#include <u.h>
#include <libc.h>
#include <cmd.h>

static ulong mask, value; /* the bits to change, and what they become */

static void
usage(void)
{
	fprint(2, "usage: chmod mode file ...\n");
	exits("usage");
}

static int
parseoctal(char *s)
{
	char *end;

	value = strtoul(s, &end, 8);
	mask = 0777;
	return *end == 0 && value <= 0777;
}

static ulong
whobits(char **s)
{
	ulong who;

	who = 0;
	for(;; (*s)++)
		switch(**s) {
		case 'u':
			who |= 0700;
			break;
		case 'g':
			who |= 0070;
			break;
		case 'o':
			who |= 0007;
			break;
		case 'a':
			who |= 0777;
			break;
		default:
			return who ? who : 0777;
		}
}

static int
permbits(char *s, ulong *bits)
{
	for(*bits = 0; *s; s++)
		switch(*s) {
		case 'r':
			*bits |= 0444;
			break;
		case 'w':
			*bits |= 0222;
			break;
		case 'x':
			*bits |= 0111;
			break;
		case 'a':
			*bits |= DMAPPEND;
			break;
		case 'l':
			*bits |= DMEXCL;
			break;
		case 't':
			*bits |= DMTMP;
			break;
		default:
			return 0;
		}
	return 1;
}

static int
parsemode(char *s)
{
	ulong who, bits;
	char op;

	if(*s >= '0' && *s <= '7')
		return parseoctal(s);
	who = whobits(&s) | DMAPPEND | DMEXCL | DMTMP;
	op = *s++;
	if(op != '+' && op != '-' && op != '=')
		return 0;
	if(!permbits(s, &bits))
		return 0;
	bits &= who;
	mask = op == '=' ? who : bits;
	value = op == '-' ? 0 : bits;
	return 1;
}

static int
chmod(char *name)
{
	Dir d, *old;

	old = dirstat(name);
	if(old == nil) {
		fprint(2, "chmod: can't stat %s: %r\n", name);
		return -1;
	}
	nulldir(&d);
	d.mode = (old->mode & ~mask) | value;
	free(old);
	if(dirwstat(name, &d) < 0) {
		fprint(2, "chmod: can't wstat %s: %r\n", name);
		return -1;
	}
	return 0;
}

void
main(int argc, char **argv)
{
	/* a mode may begin with -, so flags are not for ARGBEGIN */
	argv0 = "chmod";
	if(argc > 1 && strcmp(argv[1], "--") == 0) {
		argc--;
		argv++;
	}
	if(argc < 3)
		usage();
	if(!parsemode(argv[1]))
		usage();
	exits(eacharg(argc - 2, argv + 2, "errors", chmod));
}
