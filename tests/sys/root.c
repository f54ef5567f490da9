/* #/, the root that is there before anything is bound */
#include "test.h"

static void
look(void *v)
{
	static char *names[] = {"boot", "bin", "dev",     "env",  "fd",   "mnt",
				"n",    "net", "net.alt", "proc", "root", "srv"};
	char buf[16];
	int i, k, n;
	Dir *d;

	USED(v);
	n = dirreadall(open("#/", OREAD), &d);
	for(i = 0; i < nelem(names); i++) {
		for(k = 0; k < n && strcmp(d[k].name, names[i]) != 0; k++) {
		}
		if(k == n) {
			ok(0, "%s", names[i]);
			continue;
		}
		eqint(d[k].mode, DMDIR | 0555);
	}
	eqint(read(open("#//dev", OREAD), buf, sizeof buf), 0);
	expectname(create("#//new", OWRITE, 0666), "permission denied", "#//new");
	expecterr(remove("#//dev"), "permission denied");
	expectname(open("#//dev", OWRITE), "permission denied", "#//dev");
	expectname(open("#//nosuch", OREAD), "file does not exist", "#//nosuch");
	expectname(open("#//dev/x", OREAD), "does not exist", "#//dev/x");
}

/* where nothing is bound yet: entries show what is mounted on them */
static void
listing(void)
{
	expectexit(spawn(RFFDG | RFCNAMEG, look, nil), "");
}

static void
empty(void)
{
	int pid = rfork(RFPROC | RFCNAMEG | RFFDG);
	char buf[32];

	if(pid == 0) {
		chdir("/");
		eqstr(getwd(buf, sizeof buf), "/");
		eqint(access("/dev/null", AEXIST), -1);
		ok(bind("#c", "/dev", MAFTER) >= 0);
		eqint(access("/dev/null", AEXIST), 0);
		ok(bind("#p", "/proc", MREPL) >= 0);
		snprint(buf, sizeof buf, "/proc/%d/status", getpid());
		eqint(access(buf, AEXIST), 0);
		expectname(create("/file", OWRITE, 0666), "permission denied", "/file");
		_exits(nil);
	}
	expectexit(pid, "");
}

Case cases[] = {{"listing", listing}, {"empty", empty}, {nil}};
