/*
 * Memory, strings, UTF-8, formatted text, numbers and words: what the kernel
 * uses of a C library.  Nothing here allocates, sleeps or raises an error.
 * Every function that writes text takes the end of the buffer or its size,
 * always terminates it with a NUL and never cuts a rune in half.
 */
#pragma once
#include "u.h"

/* mem.S in host-linux (general registers only: user vector state stays untouched) */
void *memcpy(void *to, const void *from, usize n);
void *memmove(void *to, const void *from, usize n);
void *memset(void *p, int c, usize n);
int memcmp(const void *a, const void *b, usize n);

/* str.c */
void *memchr(const void *p, int c, usize n);
usize strlen(const char *s);
usize strnlen(const char *s, usize max);
int strcmp(const char *a, const char *b);
int strncmp(const char *a, const char *b, usize n);
char *strchr(const char *s, int c);
char *strrchr(const char *s, int c);
char *strstr(const char *s, const char *sub);
char *strecpy(char *to, char *end, const char *from); /* result: the NUL written */

/* utf.c: UTF-8 as in utf(6): 1 to 4 bytes, Runeerror for what is malformed */
enum
{
	UTFmax = 4,
	Runeself = 0x80,
	Runeerror = 0xfffd,
	Runemax = 0x10ffff,
};
int chartorune(Rune *r, const char *s); /* result: bytes used */
int runetochar(char *s, Rune r);        /* result: bytes written, at most UTFmax */
bool fullrune(const char *s, int n);
char *utfrune(const char *s, Rune r);
usize utfcut(const char *s, usize n); /* greatest length <= n that ends no rune in half */

/*
 * fmt.c: verbs d u x X o c C s r(not kept) q p b with flags - 0 # + blank ' ,
 * width, .precision, * for both, and the sizes h l ll z j (l is 64 bits).
 * %C takes a Rune, %q quotes a string as rc does when it must be, %#q always.
 * %s of nil prints <nil>.
 */
int snprint(char *buf, int size, const char *fmt, ...); /* result: bytes kept, without NUL */
int vsnprint(char *buf, int size, const char *fmt, va_list arg);
char *seprint(char *to, char *end, const char *fmt, ...); /* result: the NUL written */
char *vseprint(char *to, char *end, const char *fmt, va_list arg);

/* num.c: base 0 takes 0x, 0 and decimal forms; *end (may be nil) gets where it stopped */
u64int strtou(const char *s, char **end, int base);
s64int strtoi(const char *s, char **end, int base);
int atoi(const char *s);

/* words.c: rc-style quoting in tokenize; both cut s up in place, result: words found */
int tokenize(char *s, char **words, int max);
int getfields(char *s, char **words, int max, bool multi, const char *delims);
char *cleanname(char *name); /* lexical: removes //, . and .. in place (cleanname(2)) */

/* little-endian and big-endian numbers in byte buffers: lib/9P and a.out */
static inline u16int
get16(const u8int *p)
{
	return (u16int)(p[0] | p[1] << 8);
}
static inline u32int
get32(const u8int *p)
{
	return (u32int)p[0] | (u32int)p[1] << 8 | (u32int)p[2] << 16 | (u32int)p[3] << 24;
}
static inline u64int
get64(const u8int *p)
{
	return get32(p) | (u64int)get32(p + 4) << 32;
}
static inline void
put16(u8int *p, u16int v)
{
	p[0] = (u8int)v;
	p[1] = (u8int)(v >> 8);
}
static inline void
put32(u8int *p, u32int v)
{
	put16(p, (u16int)v);
	put16(p + 2, (u16int)(v >> 16));
}
static inline void
put64(u8int *p, u64int v)
{
	put32(p, (u32int)v);
	put32(p + 4, (u32int)(v >> 32));
}
static inline u16int
getbe16(const u8int *p)
{
	return (u16int)(p[1] | p[0] << 8);
}
static inline void
putbe16(u8int *p, u16int v)
{
	p[0] = (u8int)(v >> 8);
	p[1] = (u8int)v;
}
static inline u32int
getbe32(const u8int *p)
{
	return (u32int)p[3] | (u32int)p[2] << 8 | (u32int)p[1] << 16 | (u32int)p[0] << 24;
}
static inline u64int
getbe64(const u8int *p)
{
	return (u64int)getbe32(p) << 32 | getbe32(p + 4);
}
static inline void
putbe64(u8int *p, u64int v)
{
	for(int i = 7; i >= 0; i--, v >>= 8)
		p[i] = (u8int)v;
}
