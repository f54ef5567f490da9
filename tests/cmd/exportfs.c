/* exportfs as its client sees it, message by message: what the mount driver never sends */
#include "test.h"
#include <fcall.h>

enum
{
	Msize = 8192 + IOHDRSZ,
};

static int conn, server;
static uchar buf[Msize];
static Fcall reply;

static void
start(char *dir)
{
	int p[2];

	ok(pipe(p) >= 0);
	server = rfork(RFPROC | RFFDG);
	if(server == 0) {
		dup(p[1], 0);
		dup(p[1], 1);
		close(p[0]);
		close(p[1]);
		if(dir != nil)
			execl("/bin/exportfs", "exportfs", "-r", dir, nil);
		else
			execl("/bin/exportfs", "exportfs", nil);
		_exits("exec");
	}
	close(p[1]);
	conn = p[0];
}

static void
stop(void)
{
	close(conn);
	expectexit(server, "");
}

static void
sendmsg(Fcall f)
{
	static uchar msg[Msize];
	uint n = convS2M(&f, msg, sizeof msg);

	ok(n > 0);
	eqint(write(conn, msg, n), n);
}

static int
receive(void)
{
	int n = read9pmsg(conn, buf, sizeof buf);

	ok(n > 0);
	eqint(convM2S(buf, n, &reply), n);
	return reply.type;
}

static int
rpc(Fcall f)
{
	int type;

	sendmsg(f);
	type = receive();
	eqint(reply.tag, f.tag);
	return type;
}

static void
refused(Fcall f, char *why)
{
	eqint(rpc(f), Rerror);
	if(reply.type == Rerror)
		eqstr(reply.ename, why);
}

static Fcall
twalk(int fid, int newfid, char *name)
{
	Fcall f = {.type = Twalk, .tag = 1, .fid = fid, .newfid = newfid};

	if(name != nil)
		f.wname[f.nwname++] = name;
	return f;
}

static Fcall
topen(int fid, int mode)
{
	return (Fcall){.type = Topen, .tag = 1, .fid = fid, .mode = mode};
}

static Fcall
tread(int tag, int fid)
{
	return (Fcall){.type = Tread, .tag = tag, .fid = fid, .count = 100};
}

static void
session(char *dir)
{
	start(dir);
	eqint(rpc((Fcall){.type = Tversion, .tag = NOTAG, .msize = Msize, .version = VERSION9P}),
	      Rversion);
	eqint(reply.msize, Msize);
	eqint(rpc((Fcall){.type = Tattach,
			  .tag = 1,
			  .fid = 0,
			  .afid = NOFID,
			  .uname = "me",
			  .aname = ""}),
	      Rattach);
	eqint(reply.qid.type, QTDIR);
}

/* fids that are not there, that are there already, that are open */
static void
fids(void)
{
	session("/sys");
	refused(twalk(7, 8, nil), "unknown fid");
	eqint(rpc(twalk(0, 1, "include")), Rwalk);
	eqint(reply.nwqid, 1);
	refused(twalk(0, 1, "include"), "duplicate fid");
	refused(twalk(1, 2, "nofile"), "file does not exist");
	refused(twalk(1, 2, "../../lib"), "file does not exist");
	refused(twalk(1, 2, "."), "file does not exist");
	refused(twalk(1, 2, ""), "file does not exist");
	eqint(rpc(twalk(1, 1, "libc.h")), Rwalk);
	eqint(rpc(topen(1, OREAD)), Ropen);
	refused(topen(1, OREAD), "fid is open already");
	refused((Fcall){.type = Twrite, .tag = 1, .fid = 1, .count = 1, .data = "x"},
		"write of fid not open for it");
	refused(tread(1, 0), "read of fid not open for it");
	refused((Fcall){.type = Tauth, .tag = 1, .afid = 9, .uname = "me", .aname = ""},
		"exportfs: authentication not required");
	refused((Fcall){.type = Tcreate, .tag = 1, .fid = 0, .name = "a/b", .perm = 0666},
		"bad name");
	eqint(rpc((Fcall){.type = Tclunk, .tag = 1, .fid = 1}), Rclunk);
	refused((Fcall){.type = Tclunk, .tag = 1, .fid = 1}, "unknown fid");
	eqint(rpc(twalk(0, 1, "..")), Rwalk); /* the root's is itself */
	eqint(rpc(twalk(1, 2, "include")), Rwalk);
	stop();
}

/* reads of a pipe that wait; what is flushed has its answer first, and no byte is lost */
static void
flushes(void)
{
	int tag;

	bind("#|", "/mnt", MREPL);
	session("/mnt");
	eqint(rpc(twalk(0, 1, "data")), Rwalk);
	eqint(rpc(twalk(0, 2, "data1")), Rwalk);
	eqint(rpc(topen(1, ORDWR)), Ropen);
	eqint(rpc(topen(2, ORDWR)), Ropen);
	for(tag = 10; tag < 20; tag++)
		sendmsg(tread(tag, 1));
	for(tag = 10; tag < 19; tag++) {
		sendmsg((Fcall){.type = Tflush, .tag = tag + 20, .oldtag = tag});
		eqint(receive(), Rerror);
		eqint(reply.tag, tag);
		eqstr(reply.ename, "interrupted");
		eqint(receive(), Rflush);
		eqint(reply.tag, tag + 20);
	}
	eqint(rpc((Fcall){.type = Tflush, .tag = 5, .oldtag = 77}), Rflush);
	sendmsg((Fcall){.type = Twrite, .tag = 40, .fid = 2, .count = 5, .data = "hello"});
	receive();
	tag = reply.tag;
	receive();
	ok(tag + reply.tag == 40 + 19);
	eqint(rpc(tread(19, 0)), Rerror);
	sendmsg(tread(50, 1)); /* waits when the connection goes */
	stop();
}

/* a flush and an answer that meet: both come, in that order, and the byte is read once */
static void
races(void)
{
	int i, got, left;

	bind("#|", "/mnt", MREPL);
	session("/mnt");
	eqint(rpc(twalk(0, 1, "data")), Rwalk);
	eqint(rpc(twalk(0, 2, "data1")), Rwalk);
	eqint(rpc(topen(1, ORDWR)), Ropen);
	eqint(rpc(topen(2, ORDWR)), Ropen);
	got = 0;
	for(i = 0; i < 300; i++) {
		sendmsg(tread(10, 1));
		sendmsg((Fcall){.type = Twrite, .tag = 11, .fid = 2, .count = 1, .data = "x"});
		sendmsg((Fcall){.type = Tflush, .tag = 12, .oldtag = 10});
		for(left = 3; left > 0; left--) {
			receive();
			if(reply.tag == 10 && reply.type == Rread)
				got += reply.count;
			else if(reply.tag == 10)
				eqstr(reply.ename, "interrupted");
			else
				eqint(reply.type, reply.tag == 11 ? Rwrite : Rflush);
			if(reply.tag == 12)
				ok(left < 3);
		}
	}
	while(got < 300 && rpc(tread(10, 1)) == Rread)
		got += reply.count;
	eqint(got, 300);
	stop();
}

/* a client that says which tree it wants, and then goes on with 9P or with a line about itself */
static void
greeting(void)
{
	char *options[] = {"", "impo nofilter clear\n"}, ok2[2], err[200];
	int i, n;

	for(i = 0; i < nelem(options); i++) {
		start(nil);
		eqint(write(conn, "/sys", 4), 4);
		eqint(readn(conn, ok2, 2), 2);
		ok(memcmp(ok2, "OK", 2) == 0);
		if(options[i][0] != 0)
			eqint(write(conn, options[i], strlen(options[i])), strlen(options[i]));
		eqint(rpc((Fcall){.type = Tversion,
				  .tag = NOTAG,
				  .msize = Msize,
				  .version = VERSION9P}),
		      Rversion);
		eqint(rpc((Fcall){.type = Tattach,
				  .tag = 1,
				  .fid = 0,
				  .afid = NOFID,
				  .uname = "me",
				  .aname = ""}),
		      Rattach);
		eqint(rpc(twalk(0, 1, "include")), Rwalk);
		stop();
	}
	start(nil);
	eqint(write(conn, "/sys", 4), 4);
	eqint(readn(conn, ok2, 2), 2);
	eqint(write(conn, "impo aan ssl\n", 13), 13);
	refused((Fcall){.type = Tversion, .tag = NOTAG, .msize = Msize, .version = VERSION9P},
		"can't do: aan ssl");
	close(conn);
	expectexit(server, "can't do: aan ssl");
	start(nil);
	eqint(write(conn, "/nofile", 7), 7);
	n = read(conn, err, sizeof err - 1);
	ok(n > 0);
	err[n < 0 ? 0 : n] = 0;
	eqstr(err, "chdir(7:\"/nofile\"): '/nofile' file does not exist\n");
	close(conn);
	expectexit(server, "chdir");
}

/* a new session: no fid is left, and no read that waits */
static void
version(void)
{
	bind("#|", "/mnt", MREPL);
	session("/mnt");
	eqint(rpc(twalk(0, 1, "data")), Rwalk);
	eqint(rpc(topen(1, ORDWR)), Ropen);
	sendmsg(tread(10, 1));
	sendmsg(tread(11, 1));
	sleep(100);
	eqint(rpc((Fcall){.type = Tversion, .tag = NOTAG, .msize = 256, .version = VERSION9P}),
	      Rversion);
	eqint(reply.msize, 256);
	refused(twalk(0, 1, "data"), "unknown fid");
	eqint(rpc((Fcall){.type = Tattach,
			  .tag = 1,
			  .fid = 0,
			  .afid = NOFID,
			  .uname = "me",
			  .aname = ""}),
	      Rattach);
	sleep(200);
	eqint(rpc(twalk(0, 1, "data")), Rwalk);
	eqint(rpc(twalk(0, 2, "data1")), Rwalk);
	eqint(rpc(topen(2, ORDWR)), Ropen);
	eqint(rpc(topen(1, ORDWR)), Ropen);
	eqint(rpc((Fcall){.type = Twrite, .tag = 1, .fid = 2, .count = 5, .data = "hello"}),
	      Rwrite);
	eqint(rpc(tread(10, 1)), Rread);
	eqint(reply.count, 5);
	stop();
}

/* messages of the right length with anything in them: it answers, or ends the conversation */
static void
garbage(void)
{
	static uchar msg[200];
	int i, j, n;
	Waitmsg *w;

	catchnotes(); /* it may have ended when we write */
	srand(1);
	for(i = 0; i < 20; i++) {
		session("/sys/include");
		for(j = 0; j < 40; j++) {
			n = 7 + nrand(60);
			for(int k = 0; k < n; k++)
				msg[k] = nrand(3) == 0 ? nrand(256) : nrand(4);
			PBIT32(msg, n);
			msg[4] = Tversion + 2 * nrand((Tmax - Tversion) / 2);
			if(write(conn, msg, n) != n)
				break;
		}
		close(conn);
		w = wait();
		ok(w != nil && w->pid == server && w->msg[0] == 0, "%s", w == nil ? "" : w->msg);
		free(w);
	}
}

/* files of two devices whose qids are the same */
static void
qids(void)
{
	Qid q;

	bind("#|", "/n/remote", MREPL);
	bind("#|", "/n/other", MREPL);
	session("/n");
	eqint(rpc(twalk(0, 1, "remote")), Rwalk);
	eqint(rpc(twalk(1, 2, "data")), Rwalk);
	q = reply.wqid[0];
	eqint(rpc(twalk(0, 3, "other")), Rwalk);
	eqint(rpc(twalk(3, 4, "data")), Rwalk);
	ok(q.path != reply.wqid[0].path);
	eqint(rpc(twalk(1, 5, "data")), Rwalk);
	ok(q.path == reply.wqid[0].path);
	stop();
}

Case cases[] = {
	{"fids", fids, 0, nil},         {"flushes", flushes, 0, nil}, {"races", races, 60, nil},
	{"greeting", greeting, 0, nil}, {"version", version, 0, nil}, {"garbage", garbage, 60, nil},
	{"qids", qids, 0, nil},         {nil, nil, 0, nil},
};
