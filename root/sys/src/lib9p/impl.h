/* what lib9p's files share */
extern int _forksrv(void (*)(void *), void *, int);
extern void _srvclose(Srv *);
extern void _srvloop(void *);

extern void _version(Req *);
extern void _auth(Req *);
extern void _attach(Req *);
extern void _walk(Req *);
extern void _open(Req *);
extern void _create(Req *);
extern void _read(Req *);
extern void _write(Req *);
extern void _clunk(Req *);
extern void _remove(Req *);
extern void _stat(Req *);
extern void _wstat(Req *);
extern void _flush(Req *);

/* what an answer does before it is sent; gives the error to send */
extern char *_rversion(Req *, char *);
extern char *_rattach(Req *, char *);
extern char *_rauth(Req *, char *);
extern char *_rwalk(Req *, char *);
extern char *_ropen(Req *, char *);
extern char *_rread(Req *, char *);
extern char *_rwrite(Req *, char *);
extern char *_rremove(Req *, char *);
extern char *_rstat(Req *, char *);

extern char _Enofid[], _Eperm[];
