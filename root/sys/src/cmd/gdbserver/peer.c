/*
 * Whose a connection is: who may debug can do all that the process may, and an address of this machine is open to all its
 * users.  Linux lists the user of either end.
 */
#include "gdbserver.h"

/* a file that is all of a text; "" if there is none; the caller frees it */
static char *
textof(char *dir, char *file)
{
	char *name = check(smprint("%s/%s", dir, file)), *s = nil;
	int fd = open(name, OREAD);

	if(fd >= 0)
		s = readall(fd, nil);
	close(fd);
	free(name);
	return s != nil ? s : check(strdup(""));
}

/* A.B.C.D!PORT as Linux's table has it: the bytes from last to first; 0: it is not of this machine alone */
static int
tableaddr(char *addr, char *s, int n)
{
	char *f[4], *bang = strchr(addr, '!');

	if(bang == nil || strncmp(addr, "127.", 4) != 0)
		return 0;
	*bang++ = '\0';
	if(getfields(addr, f, nelem(f), 0, ".") != nelem(f))
		return 0;
	snprint(s, n, "%02X%02X%02X%02X:%04X", atoi(f[3]), atoi(f[2]), atoi(f[1]), atoi(f[0]),
		atoi(bang));
	return 1;
}

/* the user of that end of an open connection to the other; -1: nobody knows */
static int
enduser(char *end, char *other)
{
	char *table = textof("/n/host/proc/net", "tcp"), *f[9], *line, *next;
	int uid = -1;

	for(line = table; line != nil && uid < 0; line = next) {
		next = strchr(line, '\n');
		if(next != nil)
			*next++ = '\0';
		if(getfields(line, f, nelem(f), 1, " ") == nelem(f) && strcmp(f[1], end) == 0 &&
		   strcmp(f[2], other) == 0 && strcmp(f[3], "01") == 0)
			uid = atoi(f[7]);
	}
	free(table);
	return uid;
}

static int
ouruser(void)
{
	char *status = textof("/n/host/proc/self", "status"), *s = strstr(status, "\nUid:\t");
	int uid = s != nil ? atoi(s + 6) : -2;

	free(status);
	return uid;
}

int
iscallerours(char *dir)
{
	char *remote = textof(dir, "remote"), *local = textof(dir, "local"), end[32], other[32];
	int here = tableaddr(remote, end, sizeof end), ours = 1;

	if(here)
		ours = tableaddr(local, other, sizeof other) && enduser(end, other) == ouruser();
	free(remote);
	free(local);
	return ours;
}
