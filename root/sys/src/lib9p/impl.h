/* what lib9p's files share */
enum
{
	Readhdr = BIT32SZ + BIT8SZ + BIT16SZ + BIT32SZ, /* bytes before the data of an Rread */
};

extern void *_9pbuffer(ulong);
extern int _forksrv(void (*)(void *), void *, int);
extern void _srvclose(Srv *);
extern void _9pemptymap(Intmap *, void (*)(void *));
extern void _srvloop(void *);

extern void _9pversion(Req *);
extern void _9pauth(Req *);
extern void _9pattach(Req *);
extern void _9pwalk(Req *);
extern void _9popen(Req *);
extern void _9pcreate(Req *);
extern void _9pread(Req *);
extern void _9pwrite(Req *);
extern void _9pclunk(Req *);
extern void _9premove(Req *);
extern void _9pstat(Req *);
extern void _9pwstat(Req *);
extern void _9pflush(Req *);

/* what an answer does before it is sent; gives the error to send */
extern char *_9prversion(Req *, char *);
extern char *_9prattach(Req *, char *);
extern char *_9prauth(Req *, char *);
extern char *_9prwalk(Req *, char *);
extern char *_9propen(Req *, char *);
extern char *_9prread(Req *, char *);
extern char *_9prwrite(Req *, char *);
extern char *_9prremove(Req *, char *);
extern char *_9prstat(Req *, char *);

extern char _9pEnofid[], _9pEperm[];
