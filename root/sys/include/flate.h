/*
 * flate.h: deflate compression, as flate(2) describes it.
 */
#pragma once
#pragma lib "libflate.a"

enum
{
	FlateOk = 0,
	FlateNoMem = -1,
	FlateInputFail = -2,
	FlateOutputFail = -3,
	FlateCorrupted = -4,
	FlateInternal = -5,
};

extern int deflateinit(void);
extern int deflate(void *wr, int (*w)(void *, void *, int), void *rr, int (*r)(void *, void *, int),
		   int level, int debug);
extern int deflatezlib(void *wr, int (*w)(void *, void *, int), void *rr,
		       int (*r)(void *, void *, int), int level, int debug);
extern int deflateblock(uchar *dst, int dsize, uchar *src, int ssize, int level, int debug);
extern int deflatezlibblock(uchar *dst, int dsize, uchar *src, int ssize, int level, int debug);

extern int inflateinit(void);
extern int inflate(void *wr, int (*w)(void *, void *, int), void *getr, int (*get)(void *));
extern int inflatezlib(void *wr, int (*w)(void *, void *, int), void *getr, int (*get)(void *));
extern int inflateblock(uchar *dst, int dsize, uchar *src, int ssize);
extern int inflatezlibblock(uchar *dst, int dsize, uchar *src, int ssize);

enum
{
	CRCpoly = 0xEDB88320, /* of gzip, for mkcrctab */
};

extern char *flateerr(int);
extern ulong *mkcrctab(ulong);
extern ulong blockcrc(ulong *, ulong, void *, int);
extern ulong adler32(ulong, void *, int);
