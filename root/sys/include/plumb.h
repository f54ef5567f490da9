/*
 * plumb.h: messages of the plumber, as plumb(2) describes them.
 */
#pragma once
#pragma lib "libplumb.a"

typedef struct Plumbattr Plumbattr;
typedef struct Plumbmsg Plumbmsg;

struct Plumbmsg
{
	char *src;
	char *dst;
	char *wdir;
	char *type;
	Plumbattr *attr;
	int ndata; /* -1: data ends with a NUL */
	char *data;
};
struct Plumbattr
{
	char *name;
	char *value;
	Plumbattr *next;
};

extern int plumbopen(const char *, int);
extern int plumbsend(int, Plumbmsg *);
extern int plumbsendtext(int, const char *, const char *, const char *, const char *);
extern Plumbmsg *plumbrecv(int);
extern void plumbfree(Plumbmsg *);
extern char *plumbpack(Plumbmsg *, int *);
extern Plumbmsg *plumbunpack(char *, int);
extern Plumbmsg *plumbunpackpartial(char *, int, int *);
extern char *plumbpackattr(Plumbattr *);
extern Plumbattr *plumbunpackattr(const char *);
extern Plumbattr *plumbaddattr(Plumbattr *, Plumbattr *);
extern Plumbattr *plumbdelattr(Plumbattr *, const char *);
extern char *plumblookup(Plumbattr *, const char *);
