/*
 * String.h: strings that grow, as string(2) describes them.
 */
#pragma once
#pragma lib "libString.a"

typedef struct String String;
struct String
{
	Lock;
	char *base; /* the text; NUL ends it after s_terminate and all but s_putc */
	char *end;  /* of the space */
	char *ptr;  /* where the next goes, or is parsed from */
	short ref;
	uchar fixed; /* the text is somebody else's */
};

#define s_clone(s) s_copy((s)->base)
#define s_to_c(s)  ((s)->base)
#define s_len(s)   ((s)->ptr - (s)->base)

extern String *s_append(String *, const char *);
extern String *s_array(char *, int);
extern String *s_copy(const char *);
extern void s_free(String *);
extern String *s_grow(String *, int);
extern String *s_incref(String *);
extern String *s_memappend(String *, const char *, int);
extern String *s_nappend(String *, const char *, int);
extern String *s_new(void);
extern String *s_newalloc(int);
extern String *s_parse(String *, String *);
extern void s_putc(String *, int);
extern String *s_reset(String *);
extern String *s_restart(String *);
extern void s_terminate(String *);
extern void s_tolower(String *);
extern String *s_unique(String *);

#ifdef BGETC /* bio.h was included */
typedef struct Sinstack Sinstack;
extern char *s_getline(Biobuf *, String *);
extern int s_read(Biobuf *, String *, int);
extern char *s_read_line(Biobuf *, String *);
extern char *s_rdinstack(Sinstack *, String *);
extern Sinstack *s_allocinstack(char *);
extern void s_freeinstack(Sinstack *);
#endif
