/*
 * gdbserver: let a gdb elsewhere debug a process: a new one, or one that runs.  It speaks gdb's remote serial protocol at a
 * network address, or on standard input and output.
 */
#include "gdbserver.h"

QLock lk;
Rendez change = {.l = &lk};
int debug;

static int connected;
static int running; /* the process does, and gdb waits to be told that it stopped */

static void
usage(void)
{
	fprint(2, "usage: gdbserver [-d] addr command [arg ...]\n"
		  "       gdbserver [-d] -p pid addr\n");
	exits("usage");
}

/* ---- packets ---- */

static void
answer(int ok)
{
	sendstr(ok ? "OK" : "E01");
}

static void
memread(char *s)
{
	uchar buf[Maxpacket / 2 - 8];
	uvlong addr, n;
	long got;

	if(!twonums(s, '\0', &addr, &n, nil)) {
		sendstr("E16");
		return;
	}
	if(n > sizeof buf)
		n = sizeof buf;
	got = readmem(addr, buf, n);
	if(got == 0 && n > 0)
		sendstr("E0e");
	else
		sendhex("", buf, got);
}

/* ADDR,N:bytes, as hex or as they are */
static void
memwrite(char *s, long len, int hex)
{
	uchar buf[Maxpacket];
	uvlong addr, n;
	char *data;
	long have;

	if(!twonums(s, ':', &addr, &n, &data) || n > sizeof buf) {
		sendstr("E16");
		return;
	}
	have = len - (data - s);
	if(hex)
		have = unhex(buf, data, sizeof buf);
	else
		memmove(buf, data, have);
	if(have != n)
		sendstr("E16");
	else if(n > 0 && writemem(addr, buf, n) != n)
		sendstr("E0e");
	else
		sendstr("OK");
}

/* TYPE,ADDR,KIND: breakpoints are 0, watchpoints for writing 2 with their length as kind */
static void
point(char *s, int on)
{
	uvlong addr, n;

	if(s[0] != '0' && s[0] != '2') {
		sendstr("");
		return;
	}
	if(s[1] != ',' || !twonums(s + 2, '\0', &addr, &n, nil))
		sendstr("E16");
	else if(s[0] == '2')
		answer(n <= Maxwatch && watch(addr, n, on));
	else
		answer(on ? setbreak(addr) : clearbreak(addr));
}

static void
go(int o, int sig)
{
	if(target.pid == 0) {
		sendstop();
		return;
	}
	resume(o, sig);
	running = 1;
}

/* c s C S: perhaps a signal, perhaps an address, which is told by P today */
static void
oldresume(char *s)
{
	uvlong sig = 0;
	char *p = s + 1;

	if((s[0] == 'C' || s[0] == 'S') && !hexnum(&p, &sig)) {
		sendstr("E16");
		return;
	}
	if(*p != '\0') {
		sendstr("E16");
		return;
	}
	tracer.low = tracer.high = 0;
	go(s[0] == 'c' || s[0] == 'C' ? Ocont : Ostep, sig);
}

/* ;ACTION[:THREAD]...: the first that is for our thread */
static void
contresume(char *s)
{
	char *f[32], *p, *thread;
	uvlong sig = 0;
	int n = getfields(s, f, nelem(f), 1, ";");

	for(int i = 0; i < n; i++) {
		thread = strchr(f[i], ':');
		if(thread != nil)
			*thread++ = '\0';
		if(thread != nil && !isthread(thread))
			continue;
		p = f[i] + 1;
		tracer.low = tracer.high = 0;
		if((f[i][0] == 'C' || f[i][0] == 'S') && hexnum(&p, &sig) && *p == '\0')
			go(f[i][0] == 'C' ? Ocont : Ostep, sig);
		else if(strcmp(f[i], "c") == 0 || strcmp(f[i], "s") == 0)
			go(f[i][0] == 'c' ? Ocont : Ostep, 0);
		else if(f[i][0] == 'r' && twonums(p, '\0', &tracer.low, &tracer.high, nil))
			go(Ostep, 0);
		else
			break;
		return;
	}
	sendstr("E16");
}

static void
regpacket(char *s)
{
	char buf[2 * Maxpacket], *p = s + 1;
	uvlong r;
	long n;

	switch(s[0]) {
	case 'g':
		n = getregs(buf);
		send(buf, n);
		break;
	case 'G':
		answer(setregs(p));
		break;
	case 'p':
		n = hexnum(&p, &r) && *p == '\0' && r < 256 ? getreg(r, buf) : 0;
		if(n > 0)
			send(buf, n);
		else
			sendstr("E16");
		break;
	case 'P':
		answer(hexnum(&p, &r) && *p == '=' && r < 256 && setreg(r, p + 1));
		break;
	}
}

/* ---- the end ---- */

/* with what the program left, or why there was none */
static noreturn void
leave(char *msg)
{
	netend();
	tracerend();
	exits(msg);
}

/* gdb lets the process go; we stay as long as one that is ours runs */
static void
detach(void)
{
	int child = target.child && target.pid != 0;

	sendstr("OK");
	letgo(0);
	if(child) {
		order(Oreap);
		finish();
		leave(tracer.msg);
	}
}

/* gdb is gone */
static noreturn void
gone(void)
{
	letgo(target.child);
	leave(tracer.msg);
}

/* ---- what packets say ---- */

static int
vpacket(char *s)
{
	if(strcmp(s, "vCont?") == 0)
		sendstr("vCont;c;C;s;S;r");
	else if(strncmp(s, "vCont;", 6) == 0)
		contresume(s + 6);
	else if(strncmp(s, "vFile:", 6) == 0)
		filecall(s + 6);
	else if(strncmp(s, "vKill;", 6) == 0) {
		letgo(1);
		sendstr("OK");
	} else
		return 0;
	return 1;
}

/* those of one letter */
static void
letter(char *s, long n)
{
	switch(s[0]) {
	case '?':
		sendstop();
		break;
	case 'c':
	case 'C':
	case 's':
	case 'S':
		oldresume(s);
		break;
	case 'D':
		detach();
		break;
	case 'H':
		answer(s[1] != '\0' && isthread(s + 2));
		break;
	case 'T':
		answer(s[1] != '\0' && isthread(s + 1));
		break;
	case 'k':
		letgo(1);
		leave(nil);
	case 'm':
		memread(s + 1);
		break;
	case 'M':
	case 'X':
		memwrite(s + 1, n - 1, s[0] == 'M');
		break;
	case 'z':
	case 'Z':
		point(s + 1, s[0] == 'Z');
		break;
	default:
		sendstr("");
	}
}

static void
dopacket(char *s, long n)
{
	if(running) {
		if(s[0] == 'k')
			letter(s, n);
		sendstr("E01");
	} else if(s[0] == 'q' || s[0] == 'Q') {
		if(!query(s))
			sendstr("");
	} else if(s[0] == 'v') {
		if(!vpacket(s))
			sendstr("");
	} else if(s[0] != '\0' && strchr("gGpP", s[0]) != nil)
		regpacket(s);
	else
		letter(s, n);
}

static void
tellstop(void)
{
	running = 0;
	sendstop();
}

/* ^C: while the process is waited for, it stops */
static void
interrupt(void)
{
	int r;

	if(!running)
		return;
	r = giveup();
	if(r == Rintr) {
		target.sig = Sigint;
		r = halt();
	}
	stopped(r, 1);
	tellstop();
}

static void
serve(void)
{
	int came;

	for(;;) {
		qlock(&lk);
		while(!havepacket && !(running && !tracer.busy))
			rsleep(&change);
		came = running && !tracer.busy;
		qunlock(&lk);
		if(came) {
			if(stopped(tracer.result, 0))
				tellstop();
			else
				order(tracer.last);
			continue;
		}
		switch(packet.kind) {
		case Pdata:
			dopacket(packet.data, packet.n);
			break;
		case Pbad:
			sendstr("E16");
			break;
		case Pintr:
			interrupt();
			break;
		case Pend:
			gone();
		}
		nextpacket();
	}
}

/* ---- the beginning ---- */

/* ^C at the terminal is for the program, once gdb is there */
static int
onnote(void *, char *note)
{
	if(strstr(note, "closed pipe") != nil)
		return 1;
	if(strcmp(note, "interrupt") != 0)
		return 0;
	if(!connected && target.child)
		procctl("kill");
	return connected;
}

/* PORT, :PORT and HOST:PORT as other programs of its kind take them; the port alone is for this machine only */
static char *
netaddr(char *s)
{
	char *colon = strrchr(s, ':');

	if(strchr(s, '!') != nil)
		return s;
	if(colon == nil)
		return check(smprint("tcp!127.0.0.1!%s", s));
	if(colon == s)
		return check(smprint("tcp!127.0.0.1!%s", s + 1));
	return check(smprint("tcp!%.*s!%s", (int)(colon - s), s, colon + 1));
}

static void
sayaddr(char *dir)
{
	char name[NETPATHLEN], *local, *bang;

	snprint(name, sizeof name, "%s/local", dir);
	local = readall(open(name, OREAD), nil);
	if(local == nil)
		return;
	bang = strchr(local, '!');
	if(bang != nil) {
		*bang = ':';
		fprint(2, "gdbserver: process %d: in gdb, target remote %s", target.pid, local);
	}
	free(local);
}

/* result: a connection to what is announced */
static int
waitcall(char *adir)
{
	char dir[NETPATHLEN];
	int ctl, fd;

	sayaddr(adir);
	for(;;) {
		ctl = listen(adir, dir);
		fd = ctl >= 0 ? accept(ctl, dir) : -1;
		if(fd < 0) {
			fprint(2, "gdbserver: %s: %r\n", adir);
			gone();
		}
		if(iscallerours(dir))
			return fd;
		fprint(2, "gdbserver: another user called\n");
		close(fd);
		close(ctl);
	}
}

static void
begin(int pid)
{
	int r;

	tracerstart();
	target.sig = Sigtrap;
	if(pid == 0) {
		order(Orun);
		r = finish();
	} else {
		if(!opentarget(pid))
			sysfatal("process %d: %r", pid);
		r = halt();
	}
	if(r == Rdied || r == Rerror) {
		fprint(2, "gdbserver: process %d: %s\n", target.pid, tracer.msg);
		leave(tracer.msg);
	}
	stopped(r, 1);
}

void
main(int argc, char **argv)
{
	int pid = 0, fd;
	char *addr, adir[NETPATHLEN];

	ARGBEGIN
	{
	case 'd':
		debug = 1;
		break;
	case 'p':
		pid = numarg(EARGF(usage()), 10, 1, Maxint, usage);
		break;
	default:
		usage();
	}
	ARGEND
	if(argc < 1 || (pid == 0) == (argc == 1))
		usage();
	addr = argv[0];
	tracer.argv = argv + 1;
	tracer.quiet = strcmp(addr, "-") == 0;
	if(!tracer.quiet && announce(netaddr(addr), adir) < 0)
		sysfatal("announce %s: %r", addr);
	atnotify(onnote, 1);
	begin(pid);
	if(tracer.quiet)
		netstart(0, 1);
	else {
		fd = waitcall(adir);
		netstart(fd, fd);
	}
	connected = 1;
	serve();
}
