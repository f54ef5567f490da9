/* what ftpd's files share */
extern NetConnInfo *call;
extern int ascii;     /* TYPE */
extern vlong restart; /* REST */

void reply(char *fmt, ...);
void failed(int code, char *arg); /* reply with the error string */
char *path(char *arg);

/* ftpdata.c: commands about connections for data, and those that use one */
void cmdpasv(char *);
void cmdepsv(char *);
void cmdport(char *);
void cmdeprt(char *);
void cmdretr(char *);
void cmdstor(char *);
void cmdappe(char *);
void cmdlist(char *);
void cmdnlst(char *);
