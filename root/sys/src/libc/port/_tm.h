/*
 * _tm.h: what tm.c shares with tmdate.c and tmparse.c.
 */
enum
{
	Day = 24 * 60 * 60,
	Ntrans = 600, /* changes of the clock, in pairs */
};

struct Tzone
{
	char *key; /* how it was asked for */
	Tzone *next;
	char name[2][16]; /* standard, daylight */
	long off[2];
	int n;
	vlong trans[Ntrans];
};

/* tm.c */
vlong _tmdays(vlong, int, int);
void _tmset(Tm *, vlong);
int _tmzone(Tzone *, char *);
int _tmdaylight(Tzone *, vlong);

/* tmdate.c */
extern char *_tmmonths[], *_tmdaynames[];
