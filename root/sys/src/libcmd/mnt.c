/*
 * What commands that mount do alike: their options, and connections to servers.
 */
#include <u.h>
#include <libc.h>
#include <cmd.h>

/* option c of bind and mount into *flag; 0: it is another one */
int
mountflag(int c, int *flag)
{
	switch(c) {
	case 'a':
		*flag |= MAFTER;
		return 1;
	case 'b':
		*flag |= MBEFORE;
		return 1;
	case 'c':
		*flag |= MCREATE;
		return 1;
	case 'C':
		*flag |= MCACHE;
		return 1;
	}
	return 0;
}

/*
 * A connection to a command that rc starts, its standard input and output.  It has a name space of its
 * own, else what we mount would keep it alive for ever.
 */
int
startserver(char *cmd)
{
	int fd;

	if(forkpipe(RFNAMEG | RFENVG | RFREND | RFNOTEG, &fd) == 0) {
		execl("/bin/rc", "rc", "-c", cmd, nil);
		sysfatal("/bin/rc: %r");
	}
	return fd;
}

/* a connection to the server of that name: a command in braces, a file, or somebody to call */
int
openserver(char *name, char *service)
{
	if(name[0] == '{')
		return startserver(name);
	if(access(name, AEXIST) < 0 && (strchr(name, '!') != nil || strpbrk(name, "/#") == nil))
		return dial(netmkaddr(name, nil, service), nil, nil, nil);
	return open(name, ORDWR);
}
