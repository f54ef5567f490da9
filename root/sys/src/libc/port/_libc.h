/* what libc's files share and programs do not see */
#pragma once

/*
 * Memory that each process has for itself even when it shares the rest (RFMEM): it lies on
 * the stack of _callmain, at the same address in all of them.
 */
enum
{
	Npriv = 16,
};
typedef struct Priv Priv;
struct Priv
{
	void *slot[Npriv];            /* privalloc */
	void (*note)(void *, char *); /* the handler that notify was given */
};
extern Priv *_priv;

extern noreturn void _callmain(int argc, char **argv, void *tos);
extern noreturn void _callnote(void *ureg, char *msg);
extern void _notetramp(void);
extern int _notify(void *);
extern int brk_(void *);
extern int _seek(vlong *, int, vlong, int);
extern vlong _nsec(void);
extern int _fmtverb(Fmt *, int);
extern int _fmtpad(Fmt *, int);
extern int _fmtflush(Fmt *, int);
extern int _fmtrunes(Fmt *, const Rune *, int, int);
extern int _fmtchars(Fmt *, const char *, int, int);
extern void *_fmtbuf(void *, void *, int, const char *, va_list);
extern int _fmtgrowing(Fmt *, int);
extern void *_fmtgrown(Fmt *, const char *, va_list);
extern void *_fmtend(Fmt *);
extern int _flfmt(Fmt *);
extern void _qlockinit(void *(*)(void *, void *));
