/*
 * man.h: what the parts of man share: format.c does the requests of pages, escape.c what stands
 * within lines, fill.c fills lines with words, man.c finds the pages.
 */
#pragma once
#include <u.h>
#include <libc.h>
#include <bio.h>
#include <cmd.h>

enum
{
	Width = 76,
	Base = 5, /* indent of text */
	Hang = 8, /* and of what belongs to a tag */
};

extern Biobuf bout;

/* fill.c */
extern int fill;       /* else lines stay as they are */
extern int indent;     /* of this paragraph */
extern int tempindent; /* of the next line only, or -1 */
extern int spacing;    /* blank lines between paragraphs; .PD 0 */
extern int blank;      /* the last line was empty, or nothing was printed */
extern void puttext(int, char *);
extern void putempty(void);
extern void flushline(void);
extern void space(void);
extern void startline(char *);
extern void text(char *);

/* escape.c */
extern char *escapes(char *);
extern void hardblanks(char *);

/* format.c */
extern void format(Biobuf *);
