/*
 * Strings out of Biobufs: all of them, lines, lines as in configuration files.
 */
#include <u.h>
#include <libc.h>
#include <bio.h>
#include <String.h>

enum
{
	Depth = 32, /* of files that include files */
};

struct Sinstack
{
	int depth;
	Biobuf *fp[Depth];
};

/* up to n bytes, added to s */
int
s_read(Biobuf *b, String *s, int n)
{
	int total, k;

	for(total = 0; total < n; total += k) {
		if(s->end - s->ptr < 2)
			s_grow(s, Bsize);
		k = s->end - s->ptr - 1;
		if(k > n - total)
			k = n - total;
		k = Bread(b, s->ptr, k);
		if(k <= 0)
			break;
		s->ptr += k;
	}
	s_terminate(s);
	return total;
}

/* a line with its newline is added to s; gives where in s it begins */
char *
s_read_line(Biobuf *b, String *s)
{
	int c, from = s->ptr - s->base;

	while((c = Bgetc(b)) >= 0) {
		s_putc(s, c);
		if(c == '\n')
			break;
	}
	if(c < 0 && s->ptr - s->base == from)
		return nil;
	s_terminate(s);
	return s->base + from;
}

/*
 * A line without newline, added to s: blanks before it, empty lines and those that begin with # are left out,
 * and a newline after \ does not end it.
 */
char *
s_getline(Biobuf *b, String *s)
{
	int c, from = s->ptr - s->base;

	for(;;) {
		while((c = Bgetc(b)) == ' ' || c == '\t' || c == '\n' || c == '\r') {
		}
		if(c != '#')
			break;
		while((c = Bgetc(b)) >= 0 && c != '\n') {
		}
	}
	if(c < 0)
		return nil;
	for(; c >= 0 && c != '\n'; c = Bgetc(b)) {
		if(c == '\\') {
			c = Bgetc(b);
			if(c == '\n')
				continue;
			s_putc(s, '\\');
			if(c < 0)
				break;
		}
		s_putc(s, c);
	}
	s_terminate(s);
	return s->base + from;
}

Sinstack *
s_allocinstack(char *file)
{
	Sinstack *sp;
	Biobuf *b = Bopen(file, OREAD);

	if(b == nil)
		return nil;
	sp = mallocz(sizeof *sp, 1);
	if(sp == nil)
		sysfatal("s_allocinstack: out of memory");
	sp->fp[0] = b;
	return sp;
}

void
s_freeinstack(Sinstack *sp)
{
	for(; sp->depth >= 0; sp->depth--)
		Bterm(sp->fp[sp->depth]);
	free(sp);
}

/* the rest of an #include line: the file's name, perhaps quoted */
static void
include(Sinstack *sp, char *name)
{
	char *field[1];

	if(tokenize(name, field, 1) != 1)
		return;
	if(sp->depth + 1 == Depth)
		sysfatal("%s: includes too deep", field[0]);
	sp->fp[sp->depth + 1] = Bopen(field[0], OREAD);
	if(sp->fp[sp->depth + 1] != nil)
		sp->depth++;
}

/* s_getline over a file and those that it includes by #include name */
char *
s_rdinstack(Sinstack *sp, String *s)
{
	Biobuf *b;
	char *p;
	int c, from = s->ptr - s->base;

	while(sp->depth >= 0) {
		b = sp->fp[sp->depth];
		while((c = Bgetc(b)) == ' ' || c == '\t' || c == '\n' || c == '\r') {
		}
		if(c < 0) {
			Bterm(b);
			if(--sp->depth < 0)
				return nil;
			continue;
		}
		Bungetc(b);
		if(c != '#')
			return s_getline(b, s);
		p = s_read_line(b, s);
		s->ptr = s->base + from;
		if(strncmp(p, "#include", 8) == 0 && (p[8] == ' ' || p[8] == '\t'))
			include(sp, p + 9);
		*s->ptr = '\0';
	}
	return nil;
}
