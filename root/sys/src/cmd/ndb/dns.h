/* dnsmsg.c: questions to name servers, and what their answers mean */
enum
{
	Tip = 1, /* the types of records, as messages have them */
	Tns = 2,
	Tcname = 5,
	Tsoa = 6,
	Tptr = 12,
	Tmx = 15,
	Ttxt = 16,
	Tipv6 = 28,
	Tsrv = 33,
};

typedef struct Answers Answers;

int typenumber(char *); /* -1: unknown */
char *typename(int);
void asksetup(void); /* once, in the first process */

/*
 * Ask the servers in turn for the records of a name.  Adds their data as text and tells how long they
 * hold; -1 and the error string if there are none.
 */
int askservers(char *netdir, char **server, int n, char *name, int type, Answers *, ulong *ttl);
