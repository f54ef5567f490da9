/*
 * A name space that several processes change at once, and processes that the host kills in the
 * middle of changing one: whatever they held is released, and nothing is lost.
 */
#include "ns.h"
#include "usercall.h"

enum
{
	Sharers = 3,
	Rounds = 20,
	Mostcalls = 1000, /* host calls that a round may take */
};

static _Atomic bool done;
static _Atomic int nround;

static void
ubind(const char *new, const char *old, u64int flag)
{
	ucall(BIND, uptr(new), uptr(old), flag);
}

static void
uunmount(const char *new, const char *old)
{
	ucall(UNMOUNT, uptr(new), uptr(old));
}

static void
readdir(const char *name)
{
	char buf[200];
	int fd = uopen(name, Oread);

	while(uread(fd, buf, sizeof buf) > 0)
		;
	uclose(fd);
}

/* all kinds of calls that change a name space or go through it */
static void
oneround(void)
{
	char entry[200];

	ubind("#e", "/env", Mrepl | Mcreate);
	ubind("#c", "/env", Mafter);
	ubind("/env", "/n", Mbefore);
	ubind("#/", "/n", Mafter);
	uclose(ucreate("/n/var", Owrite, 0666));
	uclose(ucreate("/env/var", Owrite, 0666));
	uclose(uopen("/n/../n/boot/../null", Oread));
	uclose(uopen("/env/nix/nix", Oread));
	ucall(STAT, uptr("/n/osversion"), uptr(entry), sizeof entry);
	readdir("/");
	readdir("/n");
	ucall(CHDIR, uptr("/n/net"));
	uremove("../var");
	uunmount("#c", "/env");
	uunmount(nil, "/env");
	uunmount("/net", "/n");
	uunmount(nil, "/n");
	ucall(CHDIR, uptr("/"));
	nround++;
}

static void
sharer(void *arg)
{
	USED(arg);
	for(int i = 0; i < Rounds; i++)
		oneround();
}

static void
sharers(void *arg)
{
	USED(arg);
	for(int i = 0; i < Sharers; i++)
		check(fakefork(RFproc | RFnowait | RFfdg, sharer, nil) > 0);
	sharer(nil);
}

UNIT(shared)
{
	kernelup();
	userrun(sharers);
	checkint(nround, (Sharers + 1) * Rounds);
	checkleaks();
}

static void
victim(void *arg)
{
	fakekillat(fakepid(), (int)(uintptr)arg);
	oneround();
	fakekillat(fakepid(), 0);
	done = true;
}

UNIT(killedanywhere)
{
	int nth;

	kernelup();
	/* at each call, or where that would take minutes at some */
	for(nth = 1; !done && nth < Mostcalls; nth += fakeslow() ? 7 : 1) {
		userproc(victim, (void *)(uintptr)nth);
		usersgone();
	}
	check(done);
	check(nth > 20);
	checkleaks();
}

/* one dies, and the others go on in the name space that they share with it */
static void
survivors(void *arg)
{
	USED(arg);
	for(int nth = 5; nth < 100; nth += 9) {
		check(fakefork(RFproc | RFnowait | RFfdg, victim, (void *)(uintptr)nth) > 0);
		oneround();
	}
	ubind("#c", "/env", Mrepl);
	int fd = uopen("/env/null", Oread);
	check(fd >= 0);
	uclose(fd);
	done = true;
}

UNIT(survivors)
{
	kernelup();
	userrun(survivors);
	check(done);
	checkleaks();
}
