/*
 * Memory: the heap, the temporary arena, the memory of trees, bytes that grow.
 */
#include <u.h>
#include <libc.h>
#include "rc.h"

enum
{
	Chunksize = 16 * 1024,
	Codesize = 2 * 1024,
	Round = 16,
};

typedef struct Chunk Chunk;
struct Chunk
{
	Chunk *prev;
	char *end;
};

static Chunk *arena; /* newest chunk of the arena */
static char *arenaat;
static Chunk *spare; /* a chunk of the usual size, kept */
static Chunk *sparecode;

static noreturn void
nomemory(void)
{
	fprint(2, "rc: out of memory\n");
	exits("out of memory");
}

void *
emalloc(usize n)
{
	void *p = malloc(n == 0 ? 1 : n);

	if(p == nil)
		nomemory();
	return p;
}

void *
erealloc(void *p, usize n)
{
	p = realloc(p, n);
	if(p == nil)
		nomemory();
	return p;
}

char *
estrdup(char *s)
{
	usize n = strlen(s) + 1;

	return memmove(emalloc(n), s, n);
}

static Chunk *
newchunk(usize n, usize usual, Chunk **kept)
{
	Chunk *c;

	n += sizeof(Chunk) + Round;
	if(n <= usual) {
		n = usual;
		if(*kept != nil) {
			c = *kept;
			*kept = nil;
			return c;
		}
	}
	c = emalloc(n);
	c->end = (char *)c + n;
	return c;
}

static void
freechunk(Chunk *c, usize usual, Chunk **kept)
{
	if(*kept == nil && c->end - (char *)c == usual)
		*kept = c;
	else
		free(c);
}

static char *
chunkstart(Chunk *c)
{
	return (char *)c + sizeof(Chunk);
}

void *
talloc(usize n)
{
	Chunk *c;
	void *p;

	n = (n + Round - 1) & ~(usize)(Round - 1);
	if(arena == nil || n > arena->end - arenaat) {
		c = newchunk(n, Chunksize, &spare);
		c->prev = arena;
		arena = c;
		arenaat = chunkstart(c);
	}
	p = arenaat;
	arenaat += n;
	return p;
}

/* the first n bytes of s, as a string */
char *
tstrdup(char *s, int n)
{
	char *t = talloc(n + 1);

	memmove(t, s, n);
	t[n] = '\0';
	return t;
}

Mark
tmark(void)
{
	return (Mark){arena, arenaat};
}

void
trelease(Mark m)
{
	Chunk *c;

	while(arena != m.chunk) {
		c = arena;
		arena = c->prev;
		freechunk(c, Chunksize, &spare);
	}
	arenaat = m.at;
}

/* gives a reference */
Code *
newcode(char *file)
{
	Code *c = emalloc(sizeof *c);

	memset(c, 0, sizeof *c);
	c->ref = 1;
	c->file = codealloc(c, strlen(file) + 1);
	strcpy(c->file, file);
	return c;
}

/* zeroed */
void *
codealloc(Code *code, usize n)
{
	Chunk *c;
	void *p;

	n = (n + 7) & ~(usize)7;
	if(n > code->end - code->at) {
		c = newchunk(n, Codesize, &sparecode);
		c->prev = code->chunks;
		code->chunks = c;
		code->at = chunkstart(c);
		code->end = c->end;
	}
	p = code->at;
	code->at += n;
	memset(p, 0, n);
	return p;
}

void
closecode(Code *code)
{
	Chunk *c, *prev;

	if(code == nil || --code->ref > 0)
		return;
	for(c = code->chunks; c != nil; c = prev) {
		prev = c->prev;
		freechunk(c, Codesize, &sparecode);
	}
	free(code);
}

static void
room(Buf *b, int n)
{
	if(b->n + n < b->size)
		return;
	b->size = (b->n + n + 64) * 2;
	b->s = erealloc(b->s, b->size);
}

void
putbyte(Buf *b, int c)
{
	room(b, 1);
	b->s[b->n++] = c;
}

void
putbytes(Buf *b, char *s, int n)
{
	room(b, n);
	memmove(b->s + b->n, s, n);
	b->n += n;
}

void
putstr(Buf *b, char *s)
{
	putbytes(b, s, strlen(s));
}

void
putfmt(Buf *b, char *fmt, ...)
{
	va_list args;
	char *s;

	va_start(args, fmt);
	s = vsmprint(fmt, args);
	va_end(args);
	if(s == nil)
		nomemory();
	putstr(b, s);
	free(s);
}

/* write all to fd, and let go of the memory */
void
putflush(Buf *b, int fd)
{
	if(b->n > 0 && fd >= 0)
		write(fd, b->s, b->n);
	free(b->s);
	memset(b, 0, sizeof *b);
}

/* as a string; the memory stays b's */
char *
bufstr(Buf *b)
{
	room(b, 1);
	b->s[b->n] = '\0';
	return b->s;
}
