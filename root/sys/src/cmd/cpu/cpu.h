/*
 * What cpu's two sides share.  First strings that end in NUL go to and fro: the method of authentication, to
 * which the answer is empty if it will do; a command after "! ", if there is one; and the directory.  The
 * server says FS, and then mounts the client's exportfs, asking for the tree /.
 */
enum
{
	Maxstr = 65536,
	Fdin = 10, /* the client's descriptors, which the server finds below /mnt/term/fd */
	Fdout,
	Fderr,
	Fdnote,   /* notes for the command are read here, */
	Fdstatus, /* and its status is written here, behind a character */
};

int sendstr(int fd, char *s);
char *recvstr(int fd); /* malloced; nil: no such thing came */
noreturn void client(char *host, char *method, char *patterns, char *cmd);
noreturn void serve(void);
