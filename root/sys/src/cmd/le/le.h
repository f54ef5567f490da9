/*
 * le.h: what the files of le share.  The line is an array of runes with a cursor; the screen draws
 * it behind the prompt; history and completion change it.
 */
typedef struct Line Line;
struct Line
{
	Rune *r;
	int n, size;
	int cur; /* the cursor is before this rune */
};

enum
{
	Maxline = 32768, /* runes */

	/* keys that are not runes */
	Kup = Runemax + 1,
	Kdown,
	Kleft,
	Kright,
	Khome,
	Kend,
	Kdelete,
	Kwordleft,
	Kwordright,
	Knone,
	Meta = 1 << 24, /* with a rune: ESC was typed before it */
};
#define Ctl(c) ((c)&0x1f)

/* how editing ended */
enum
{
	Done,
	Interrupted,
	Ended,
};

/* mem.c */
void *emalloc(usize);
void *erealloc(void *, usize);
char *estrdup(char *);
char *utf(Rune *, int);

/* line.c */
void lineput(Line *, Rune *, int);
void linecut(Line *, int, int);
void lineset(Line *, char *);
int prevword(Line *);
int nextword(Line *);

/* key.c */
extern int cons;
int getkey(void);

/* screen.c */
extern int nrow, ncol;
int getsize(void);
int runewidth(Rune);
int textwidth(char *);
void setprompt(char *);
void out(char *);
void flush(void);
void fresh(void);
void clear(void);
void draw(Line *);
void typed(Line *);

/* hist.c */
void histfile(char *);
int nhist(void);
char *hist(int);
void histadd(char *);

/* complete.c */
void complete(Line *);

/* edit.c */
int edit(Line *, char *);
void keepkilled(void);
