/*
 * ndb.h: the network database, as ndb(2) describes it.
 */
#pragma once
#pragma lib "libndb.a"

enum
{
	Ndbalen = 32, /* attribute names, with their NUL */
	Ndbvlen = 32, /* values up to here lie in the tuple */
};

typedef struct Ndb Ndb;
typedef struct Ndbs Ndbs;
typedef struct Ndbtuple Ndbtuple;

/* a file; next: the one to search after it */
struct Ndb
{
	Ndb *next;
	Biobuf *b;
	char file[128];
	Qid qid;
	ulong mtime;
	vlong length;
};
struct Ndbtuple
{
	char attr[Ndbalen];
	char *val;
	Ndbtuple *entry; /* next of the entry; nil at its end */
	Ndbtuple *line;  /* next of the line; a ring */
	ulong ptr;       /* for the user */
	char valbuf[Ndbvlen];
};
/* where a search is */
struct Ndbs
{
	Ndb *db;
	vlong off;   /* in it: the next entry */
	Ndbtuple *t; /* what matched */
};

extern Ndb *ndbopen(const char *);
extern Ndb *ndbcat(Ndb *, Ndb *);
extern int ndbchanged(Ndb *);
extern int ndbreopen(Ndb *);
extern void ndbclose(Ndb *);
extern Ndbtuple *ndbparse(Ndb *);
extern Ndbtuple *ndbsearch(Ndb *, Ndbs *, const char *, const char *);
extern Ndbtuple *ndbsnext(Ndbs *, const char *, const char *);
extern char *ndbgetvalue(Ndb *, Ndbs *, const char *, const char *, const char *, Ndbtuple **);
extern Ndbtuple *ndbgetipaddr(Ndb *, const char *);
extern Ndbtuple *ndbipinfo(Ndb *, const char *, const char *, char **, int);

extern Ndbtuple *ndbnew(const char *, const char *);
extern void ndbsetval(Ndbtuple *, const char *, int);
extern void ndbfree(Ndbtuple *);
extern Ndbtuple *ndbconcatenate(Ndbtuple *, Ndbtuple *);
extern Ndbtuple *ndbdiscard(Ndbtuple *, Ndbtuple *);
extern Ndbtuple *ndbreorder(Ndbtuple *, Ndbtuple *);
extern Ndbtuple *ndbsubstitute(Ndbtuple *, Ndbtuple *, Ndbtuple *);
extern Ndbtuple *ndbfindattr(Ndbtuple *, Ndbtuple *, const char *);
extern Ndbtuple *ndblookval(Ndbtuple *, Ndbtuple *, const char *, char *);
extern void ndbsetmalloctag(Ndbtuple *, uintptr);

extern Ndbtuple *csipinfo(const char *, const char *, const char *, char **, int);
extern char *csgetvalue(const char *, const char *, const char *, const char *, Ndbtuple **);
extern Ndbtuple *dnsquery(const char *, const char *, const char *);
extern char *ipattr(const char *);
extern void ndbinverse(const char *, char *, char *);
extern int ndbask(const char *, const char *, void (*)(char *, void *), void *);
