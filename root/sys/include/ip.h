/*
 * ip.h: Internet addresses, as ip(2) describes them.  An address has 16 bytes; an IPv4 address is
 * the last four behind v4prefix.
 */
#pragma once
#pragma lib "libip.a"

enum
{
	IPaddrlen = 16,
	IPv4addrlen = 4,
	IPv4off = 12,
	IPllen = 4,
};

typedef struct Ipifc Ipifc;
typedef struct Iplifc Iplifc;

struct Iplifc
{
	Iplifc *next;
	uchar ip[IPaddrlen];
	uchar mask[IPaddrlen];
	uchar net[IPaddrlen]; /* ip & mask */
	ulong preflt;         /* seconds that it is preferred */
	ulong validlt;        /* and valid */
};
struct Ipifc
{
	Ipifc *next;
	Iplifc *lifc;
	int index; /* number of the directory */
	char dev[64];
	uchar sendra6;
	uchar recvra6;
	int mtu;
	ulong pktin;
	ulong pktout;
	ulong errin;
	ulong errout;
};

#define ipcmp(x, y)  memcmp(x, y, IPaddrlen)
#define ipmove(x, y) memmove(x, y, IPaddrlen)
#define CLASS(p)     ((*(uchar *)(p)) >> 6)

extern uchar IPv4bcast[IPaddrlen];
extern uchar IPv4bcastobs[IPaddrlen];
extern uchar IPv4allsys[IPaddrlen];
extern uchar IPv4allrouter[IPaddrlen];
extern uchar IPnoaddr[IPaddrlen];
extern uchar v4prefix[IPaddrlen];
extern uchar IPallbits[IPaddrlen];

extern int eipfmt(Fmt *);
extern int isv4(const uchar *);
extern vlong parseip(uchar *, const char *);
extern vlong parseipmask(uchar *, const char *, int);
extern vlong parseipandmask(uchar *, uchar *, const char *, const char *);
extern vlong parsecidr(uchar *, uchar *, const char *);
extern char *v4parseip(uchar *, const char *);
extern char *v4parsecidr(uchar *, uchar *, const char *);
extern int parseether(uchar *, const char *);
extern int myipaddr(uchar *, const char *);
extern int myetheraddr(uchar *, const char *);
extern int equivip4(const uchar *, const uchar *);
extern int equivip6(const uchar *, const uchar *);
extern void maskip(const uchar *, const uchar *, uchar *);
extern uchar *defmask(const uchar *);
extern void v4tov6(uchar *, const uchar *);
extern int v6tov4(uchar *, const uchar *);
extern Ipifc *readipifc(const char *, Ipifc *, int);
extern void freeipifc(Ipifc *);

extern void hnputv(void *, uvlong);
extern void hnputl(void *, uint);
extern void hnputs(void *, ushort);
extern uvlong nhgetv(const void *);
extern uint nhgetl(const void *);
extern ushort nhgets(const void *);
extern ushort ptclbsum(const uchar *, int);

#pragma varargck type "I" uchar *
#pragma varargck type "V" uchar *
#pragma varargck type "E" uchar *
#pragma varargck type "M" uchar *
