/*
 * What programs do alike to go on through aan(8), after they have talked without it.
 */
#include <u.h>
#include <libc.h>
#include <cmd.h>

/* one end of a pipe that has aan, with this option or none, at the other */
static int
startaan(char *opt, char *addr)
{
	int fd;

	if(forkpipe(RFNAMEG | RFNOTEG, &fd) == 0) {
		if(opt != nil)
			execl("/bin/aan", "aan", opt, addr, nil);
		else
			execl("/bin/aan", "aan", addr, nil);
		sysfatal("exec /bin/aan: %r");
	}
	return fd;
}

/*
 * Standard input and output are a call: announce addr, or another port of the address that was called, tell
 * the caller the port, and make standard input and output what comes to that.
 */
int
aanserve(char *addr)
{
	char adir[NETPATHLEN];
	NetConnInfo *nci;
	int ctl, fd, n;

	nci = getnetconninfo(nil, 0);
	if(addr == nil && nci != nil)
		addr = smprint("%s/tcp!%s!0", nci->root, nci->lsys);
	freenetconninfo(nci);
	if(addr == nil)
		return -1;
	ctl = announce(addr, adir);
	if(ctl < 0)
		return -1;
	fd = startaan(nil, adir);
	close(ctl); /* aan has it */
	nci = getnetconninfo(adir, -1);
	n = fd < 0 || nci == nil ? -1 : fprint(1, "%s!%s", nci->lsys, nci->lserv);
	freenetconninfo(nci);
	if(n < 0)
		return -1;
	dup(fd, 0);
	dup(fd, 1);
	return close(fd);
}

/* the caller's side: the connection to go on with in place of fd, which tells the port */
int
aancall(int fd)
{
	NetConnInfo *nci;
	char buf[128], *addr, *port;
	long n;
	int aanfd;

	n = read(fd, buf, sizeof buf - 1);
	nci = getnetconninfo(nil, fd);
	close(fd);
	if(n <= 0 || nci == nil)
		return -1;
	buf[n] = 0;
	port = strrchr(buf, '!');
	addr = check(smprint("%s/tcp!%s!%s", nci->root, nci->rsys, port != nil ? port + 1 : buf));
	freenetconninfo(nci);
	aanfd = startaan("-c", addr);
	free(addr);
	return aanfd;
}
