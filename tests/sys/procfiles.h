/*
 * The files of processes as tests of #p and #π use them.  PROCDIR says where they are.
 */
#include "test.h"

static char *
file(int pid, char *name)
{
	static char buf[64];

	snprint(buf, sizeof buf, PROCDIR "/%d/%s", pid, name);
	return buf;
}

static char *
text(int pid, char *name)
{
	char *s = slurp(file(pid, name));

	ok(s != nil, "%s", name);
	return s != nil ? s : strdup("");
}

/* result: of the write; -1 with errstr also when the file cannot be opened */
static int
put(int pid, char *name, char *msg)
{
	int fd = open(file(pid, name), OWRITE), n;

	if(fd < 0)
		return -1;
	n = write(fd, msg, strlen(msg));
	close(fd);
	return n;
}

static void
forever(void *arg)
{
	USED(arg);
	for(;;)
		sleep(1000);
}

/* a child that sleeps */
static int
sleeper(int flags)
{
	int pid = spawn(flags, forever, nil);

	waitstate(pid, "Sleep");
	return pid;
}
