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
	int p[2];

	if(pipe(p) < 0)
		return -1;
	switch(rfork(RFPROC | RFFDG | RFNAMEG | RFNOTEG | RFNOWAIT)) {
	case -1:
		close(p[0]);
		close(p[1]);
		return -1;
	case 0:
		dup(p[1], 0);
		dup(p[1], 1);
		close(p[0]);
		close(p[1]);
		if(opt != nil)
			execl("/bin/aan", "aan", opt, addr, nil);
		else
			execl("/bin/aan", "aan", addr, nil);
		sysfatal("exec /bin/aan: %r");
	}
	close(p[1]);
	return p[0];
}

/*
 * Standard input and output are a call: announce addr, or another port of the address that was called, tell
 * the caller the port, and make standard input and output what comes to that.
 */
int
aanserve(char *addr)
{
	char adir[NETPATHLEN], file[NETPATHLEN + 8], port[128];
	NetConnInfo *nci;
	long n;
	int ctl, fd;

	nci = getnetconninfo(nil, 0);
	if(addr == nil && nci != nil)
		addr = smprint("%s/tcp!%s!0", nci->root, nci->lsys);
	freenetconninfo(nci);
	if(addr == nil)
		return -1;
	ctl = announce(addr, adir);
	if(ctl < 0)
		return -1;
	snprint(file, sizeof file, "%s/local", adir);
	fd = open(file, OREAD);
	n = read(fd, port, sizeof port);
	close(fd);
	if(n > 0 && port[n - 1] == '\n')
		n--;
	fd = n <= 0 ? -1 : startaan(nil, adir);
	close(ctl); /* aan has it */
	if(fd < 0 || write(1, port, n) != n)
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
