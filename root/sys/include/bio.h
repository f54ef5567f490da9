/*
 * bio.h: buffered input and output, as bio(2) describes it.
 */
#pragma once
#pragma lib "libbio.a"

enum
{
	Bsize = 8 * 1024,
	Bungetsize = UTFmax + 1, /* bytes that can be given back */
	Bmagic = 0x314159,       /* flag of buffers that Bopen made */
	Beof = -1,
	Bbad = -2,

	Binactive = 0, /* states: unusable */
	Bractive,      /* reading */
	Bwactive,      /* writing */
	Bracteof,      /* reading, the end was seen and must be told once more */
};

typedef struct Biobufhdr Biobufhdr;
typedef struct Biobuf Biobuf;

struct Biobufhdr
{
	int state;
	int fid;      /* open file */
	int flag;     /* Bmagic if Bterm has to close and free */
	int rdline;   /* length of the last line */
	int runesize; /* bytes of the last Bgetrune */
	int bsize;
	vlong offset; /* in the file: of epos when reading, of bbuf when writing */
	uchar *bbuf;  /* the buffer; Bungetsize bytes before it are ours too */
	uchar *ebuf;
	uchar *low;  /* the oldest byte that can be given back */
	uchar *pos;  /* next byte to read or write */
	uchar *epos; /* reading: end of what is there */
	void (*errorf)(char *);
	int (*iof)(Biobufhdr *, void *, long);
	void *aux; /* for the user */
};
struct Biobuf
{
	Biobufhdr;
	uchar b[Bungetsize + Bsize];
};

#define BGETC(bp)    Bgetc(bp)
#define BPUTC(bp, c) Bputc(bp, c)
#define BOFFSET(bp)  Boffset(bp)
#define BLINELEN(bp) Blinelen(bp)
#define BFILDES(bp)  Bfildes(bp)

extern int Bbuffered(Biobufhdr *);
extern void Berror(Biobufhdr *, const char *, ...);
extern Biobuf *Bfdopen(int, int);
extern int Bfildes(Biobufhdr *);
extern int Bflush(Biobufhdr *);
extern int Bgetc(Biobufhdr *);
extern int Bgetd(Biobufhdr *, double *);
extern long Bgetrune(Biobufhdr *);
extern int Binit(Biobuf *, int, int);
extern int Binits(Biobufhdr *, int, int, uchar *, int);
extern void Biofn(Biobufhdr *, int (*)(Biobufhdr *, void *, long));
extern void Blethal(Biobufhdr *, void (*)(char *));
extern int Blinelen(Biobufhdr *);
extern vlong Boffset(Biobufhdr *);
extern Biobuf *Bopen(const char *, int);
extern int Bprint(Biobufhdr *, const char *, ...);
extern int Bputc(Biobufhdr *, int);
extern int Bputrune(Biobufhdr *, long);
extern void *Brdline(Biobufhdr *, int);
extern char *Brdstr(Biobufhdr *, int, int);
extern long Bread(Biobufhdr *, void *, long);
extern vlong Bseek(Biobufhdr *, vlong, int);
extern int Bterm(Biobufhdr *);
extern int Bungetc(Biobufhdr *);
extern int Bungetrune(Biobufhdr *);
extern long Bwrite(Biobufhdr *, const void *, long);
extern int Bvprint(Biobufhdr *, const char *, va_list);

#pragma varargck argpos Bprint 2
