/*
 * Notes: the handler only counts them; between commands the shell does what they ask for.
 */
#include <u.h>
#include <libc.h>
#include "rc.h"

static struct
{
	char *prefix; /* of the note */
	char *name;   /* of the function */
} notes[] = {
	{"hangup", "sighup"}, {"interrupt", "sigint"}, {"quit", "sigquit"}, {"alarm", "sigalrm"},
	{"kill", "sigkill"},  {"sys: fp: ", "sigfpe"}, {"term", "sigterm"},
};
enum
{
	Interrupt = 1,
	Quit = 2,
};

int pending;   /* notes have arrived */
int dropinput; /* what was typed before an interrupt is not to be read */
static int arrived[nelem(notes)];

static void catch(void *ureg, char *note)
{
	int i;

	USED(ureg);
	for(i = 0; i < nelem(notes); i++)
		if(strncmp(note, notes[i].prefix, strlen(notes[i].prefix)) == 0) {
			arrived[i] = 1;
			pending = 1;
			noted(NCONT);
		}
	noted(NDFLT);
}

void
catchnotes(void)
{
	notify(catch);
}

/* as if the note interrupt had come */
void
gotinterrupt(void)
{
	arrived[Interrupt] = 1;
	pending = 1;
}

/* A child that was made just when a note came may not have got it: it gets what has arrived. */
void
passnotes(int pid)
{
	int i;

	for(i = 0; i < nelem(notes); i++)
		if(arrived[i])
			postnote(PNPROC, pid, notes[i].prefix);
}

static void
forgetnotes(void)
{
	pending = 0;
	memset(arrived, 0, sizeof arrived);
}

/* was the last system call that failed broken by a note? */
int
interrupted(void)
{
	char err[ERRMAX];

	rerrstr(err, sizeof err);
	return strcmp(err, "interrupted") == 0;
}

static void
trap(int i)
{
	Fn *fn = fnof(lookvar(notes[i].name));
	Frame *f = frames;

	if(getpid() == mypid && fn != nil) {
		callfn(fn, vstar->val, 0);
		unwind(f);
		return;
	}
	setstatus(notes[i].prefix);
	if(handler != nil && (i == Interrupt || i == Quit)) {
		forgetnotes();
		dropinput = 1;
		write(mapfd(2), "\n", 1);
		raise();
	}
	leave();
}

/* do what the notes that have arrived ask for */
void
dotraps(void)
{
	int i;

	pending = 0;
	for(i = 0; i < nelem(notes); i++)
		if(arrived[i]) {
			arrived[i] = 0;
			trap(i);
		}
}
