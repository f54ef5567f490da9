/*
 * #I: what its files share.
 */
#pragma once
#include "u.h"
#include "dev.h"
#include "host.h"
#include "lock.h"

enum
{
	Nconv = 4096,    /* conversations at most */
	Ipstrlen = 48,   /* bytes of an address as text */
	Maxincall = 128, /* calls that wait to be accepted */
	/* Conv.state */
	Cidle = 0,
	Cconnecting,
	Cconnected,
	Cannounced,
	Chungup,
};

/* [I] immutable while in use  [l] lk  [t] the table's lock */
typedef struct Conv
{
	QLock lk;
	int n;            /* [I] its number */
	int inuse;        /* [t] open files; 0: free */
	int fd;           /* [l] -1: no socket yet */
	int state;        /* [l] */
	Hostaddr local;   /* [l] */
	Hostaddr remote;  /* [l] */
	char err[Errmax]; /* [l] why it ended */
	char owner[64];   /* [t] */
	u32int perm;      /* [t] of ctl and data */
} Conv;

/* ipaddr.c */
int fmtip(char *buf, int n, const u8int *ip); /* as %I: IPv4 dotted */
bool parseip(u8int *ip, const char *s);
/* host!port, or port when any; * is any address.  raises */
void parsedial(Hostaddr *a, const char *s, bool any);
bool ipisv4(const u8int *ip);

/* ipconv.c */
void ipinit(void);
Conv *convof(int n); /* nil: none in use */
Conv *newconv(void); /* with one reference; raises Enodev */
void convget(Conv *c);
void convput(Conv *c); /* the last one ends the conversation */
int nconv(void);       /* numbers in use are below */
void convctl(Conv *c, Buf b, int n);
int convread(Conv *c, Buf b, int n);
int convwrite(Conv *c, Buf b, int n);
Conv *convlisten(Conv *c); /* waits for a call; gives a reference */
int convstatus(Conv *c, char *buf, int n);

/* ipcs.c: translation of addresses that need no name server */
int cstranslate(const char *query, char *buf, int n); /* answers, a line each; raises */

DEFUNDO(convput, Conv)
