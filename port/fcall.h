/*
 * 9P2000 messages (intro(5)), converted between bytes and struct with every bound
 * checked.  After convM2S strings and data point into the message's bytes; strings
 * are moved down over their count to be NUL-terminated, so the bytes change.
 */
#pragma once
#include "u.h"
#include "dir.h"

enum
{
	Maxwelem = 16,
	Iohdrsz = 24, /* room for the header of a read or write */
	Notag = 0xffff,
	Tversion = 100,
	Rversion,
	Tauth = 102,
	Rauth,
	Tattach = 104,
	Rattach,
	Rerror = 107,
	Tflush = 108,
	Rflush,
	Twalk = 110,
	Rwalk,
	Topen = 112,
	Ropen,
	Tcreate = 114,
	Rcreate,
	Tread = 116,
	Rread,
	Twrite = 118,
	Rwrite,
	Tclunk = 120,
	Rclunk,
	Tremove = 122,
	Rremove,
	Tstat = 124,
	Rstat,
	Twstat = 126,
	Rwstat,
};
#define Nofid 0xffffffffu

typedef struct Fcall
{
	u8int type;
	u16int tag;
	u32int fid;
	u32int afid;   /* Tauth Tattach */
	u32int newfid; /* Twalk */
	u16int oldtag; /* Tflush */
	u32int msize;  /* version */
	u32int iounit; /* Ropen Rcreate */
	u32int perm;   /* Tcreate */
	u8int mode;    /* Topen Tcreate */
	u16int nwname, nwqid;
	u32int count; /* read write */
	u16int nstat; /* Rstat Twstat */
	u64int offset;
	Qid qid; /* Rauth (aqid) Rattach Ropen Rcreate */
	char *version, *uname, *aname, *name, *ename;
	char *wname[Maxwelem];
	Qid wqid[Maxwelem];
	u8int *data; /* read write */
	u8int *stat; /* Rstat Twstat */
} Fcall;

int sizeS2M(const Fcall *f);                    /* bytes of the message; 0: cannot be sent */
int convS2M(const Fcall *f, u8int *buf, int n); /* result: bytes; 0: does not fit or wrong */
int convM2S(u8int *buf, int n, Fcall *f); /* result: n; 0: malformed.  n must equal the size word */
