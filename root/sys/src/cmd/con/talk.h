/* talk.c: what is typed goes to a connection, what comes from it is shown */
typedef struct Talk Talk;
struct Talk
{
	char *name; /* of the program */
	int fd;     /* the connection */
	int ctl;    /* its control file */
	int raw;    /* the terminal gives each character as it is typed */
	int nocr;   /* leave carriage returns out of what is shown */
	int linger; /* at the end of the input, wait for the end of what comes */
	/* change what came, in place, and what is typed; give the number of bytes.  nil: as it is */
	long (*in)(Talk *, char *buf, long n);
	long (*out)(Talk *, char *to, char *from, long n); /* at most two for one */
};
char *talk(Talk *); /* gives a status */
void rawmode(int on);
