/* #σ: shares */
#include "test.h"
#include "srv9p.h"

static int
share(char *name, int fd)
{
	char buf[32];
	int sfd = create(name, OWRITE, 0666);

	if(sfd < 0)
		return -1;
	snprint(buf, sizeof buf, "%d\ntree", fd);
	if(write(sfd, buf, strlen(buf)) < 0) {
		close(sfd);
		return -1;
	}
	close(sfd);
	return 0;
}

static void
shares(void)
{
	int fd, pid, other;

	pid = srvstart(&fd);
	other = create("#σc/test", OREAD, DMDIR | 0777);
	ok(other >= 0);
	close(other);
	eqint(share("#σc/test/one", fd), 0);
	close(fd);
	eqstr(slurp("#σ/test/hello"), "hello world\n");
	ok(strstr(slurp("#σ/test/log"), "aname tree") != nil);
	/* everybody sees it, whatever their name space */
	other = rfork(RFPROC | RFFDG | RFCNAMEG);
	if(other == 0) {
		char *s = slurp("#σ/test/hello");

		_exits(s != nil && strcmp(s, "hello world\n") == 0 ? nil : "not seen");
	}
	expectexit(other, "");
	/* and bound to a place */
	ok(bind("#σ/test", "/n", MREPL) >= 0);
	eqstr(slurp("/n/dir/a"), "file a");
	unmount(nil, "/n");
	eqint(remove("#σc/test/one"), 0);
	expectexit(pid, "");
	ok(open("#σ/test/hello", OREAD) < 0);
	eqint(remove("#σc/test"), 0);
	ok(open("#σ/test", OREAD) < 0);
}

static void
errors(void)
{
	int fd, pid;

	ok(create("#σ/x", OREAD, DMDIR | 0777) < 0);
	ok(create("#σc/x", OWRITE, 0666) < 0);
	close(create("#σc/x", OREAD, DMDIR | 0777));
	ok(create("#σc/x", OREAD | OEXCL, DMDIR | 0777) < 0);
	fd = open("/dev/null", OREAD);
	ok(share("#σc/x/f", fd) < 0);
	remove("#σc/x/f");
	pid = rfork(RFPROC | RFFDG);
	if(pid == 0) {
		procsetuser("none");
		ok(create("#σc/y", OREAD, DMDIR | 0777) < 0);
		_exits(nil);
	}
	expectexit(pid, "");
	remove("#σc/x");
}

Case cases[] = {{"shares", shares}, {"errors", errors}, {nil}};
