/* serve.c: servers of one file, to which a question is written and which then has the answers */
typedef struct Answers Answers;
struct Answers
{
	int busy; /* they are being looked for */
	int n;
	char **line;
};
void answer(Answers *, char *); /* takes the string, which is malloced; nil ends the program */

/*
 * Post and mount the server.  ask finds the answers to a question or gives -1 and the error string; it
 * is called in several processes at a time.  owner: the question is from the server's own user.
 */
void serve(char *file, char *netdir, int (*ask)(Answers *, char *question, int owner));
