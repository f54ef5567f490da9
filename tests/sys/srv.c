/* #s: descriptors posted for others */
#include "test.h"

static int
post(char *name, int fd, int mode)
{
	char buf[16];
	int sfd = create(name, mode, 0600);

	if(sfd < 0)
		return -1;
	snprint(buf, sizeof buf, "%d", fd);
	if(write(sfd, buf, strlen(buf)) < 0) {
		close(sfd);
		return -1;
	}
	return sfd;
}

static void
posting(void)
{
	char buf[64];
	int p[2], sfd, fd;
	Dir *d;

	pipe(p);
	sfd = post("/srv/t1", p[0], OWRITE);
	ok(sfd >= 0);
	expecterr(write(sfd, "1", 1), "inappropriate use of fd");
	close(sfd);
	close(p[0]);
	d = dirstat("/srv/t1");
	ok(d != nil);
	eqint(d->mode & 0777, 0600);
	eqstr(d->uid, getuser());
	fd = open("/srv/t1", ORDWR);
	ok(fd >= 0);
	eqint(write(fd, "through", 7), 7);
	eqint(read(p[1], buf, sizeof buf), 7);
	fd2path(fd, buf, sizeof buf);
	eqstr(buf, "#|/data");
	close(fd);
	/* the post keeps it open */
	eqint(remove("/srv/t1"), 0);
	eqint(read(p[1], buf, sizeof buf), 0);
	expectname(open("/srv/t1", ORDWR), "file does not exist", "/srv/t1");
}

static void
errors(void)
{
	int p[2], sfd, fd;

	pipe(p);
	expectname(create("/srv/t2", OREAD, 0666), "permission denied", "/srv/t2");
	expectname(create("/srv/t2", ORDWR, 0666), "permission denied", "/srv/t2");
	sfd = create("/srv/t2", OWRITE, 0666);
	ok(sfd >= 0);
	expectname(open("/srv/t2", ORDWR), "device shut down", "/srv/t2");
	expecterr(write(sfd, "99", 2), "fd out of range or not open");
	expectbad(write(sfd, NOWHERE, 2));
	expecterr(write(sfd, "000000000000000000000000000000000", 33), "read or write too large");
	close(sfd);
	ok(create("/srv/t2", OWRITE, 0666) < 0);
	eqint(remove("/srv/t2"), 0);
	/* the mode must be that of the descriptor */
	fd = open("/dev/zero", OREAD);
	close(post("/srv/t3", fd, OWRITE));
	expectname(open("/srv/t3", OWRITE), "permission denied", "/srv/t3");
	expectname(open("/srv/t3", ORDWR), "permission denied", "/srv/t3");
	ok(open("/srv/t3", OREAD) >= 0);
	expectname(open("/srv/t3", OREAD | ORCLOSE), "permission denied", "/srv/t3");
	eqint(remove("/srv/t3"), 0);
}

static void
removing(void)
{
	char buf[8];
	int p[2], sfd;

	pipe(p);
	sfd = post("/srv/t4", p[0], OWRITE | ORCLOSE);
	ok(sfd >= 0);
	close(p[0]);
	eqint(access("/srv/t4", AEXIST), 0);
	close(sfd);
	eqint(access("/srv/t4", AEXIST), -1);
	eqint(read(p[1], buf, 8), 0);
}

/* another process, not a relative by descriptors */
static void
meeting(void)
{
	char buf[8];
	int p[2], pid;

	pipe(p);
	close(post("/srv/t5", p[0], OWRITE));
	pid = rfork(RFPROC | RFCFDG);
	if(pid == 0) {
		int fd = open("/srv/t5", ORDWR);

		_exits(write(fd, "hi", 2) == 2 ? nil : "write");
	}
	eqint(read(p[1], buf, 8), 2);
	expectexit(pid, "");
	remove("/srv/t5");
}

static void
renames(void)
{
	int p[2];
	Dir d;

	pipe(p);
	close(post("/srv/t6", p[0], OWRITE));
	nulldir(&d);
	d.name = "t7";
	d.mode = 0666;
	ok(dirwstat("/srv/t6", &d) >= 0);
	eqint(dirstat("/srv/t7")->mode & 0777, 0666);
	eqint(access("/srv/t6", AEXIST), -1);
	nulldir(&d);
	d.name = "..";
	eqint(dirwstat("/srv/t7", &d), -1);
	d.name = ".";
	eqint(dirwstat("/srv/t7", &d), -1);
	eqint(remove("/srv/t7"), 0);
}

Case cases[] = {
	{"posting", posting}, {"errors", errors},   {"removing", removing},
	{"meeting", meeting}, {"renames", renames}, {nil},
};
