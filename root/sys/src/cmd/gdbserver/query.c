/*
 * Packets that ask and set, and those with long names: q, Q and v.
 */
#include "gdbserver.h"

/* the part of a long reply that begins at off; l before the last, m before others */
void
sendpart(char *s, long len, uvlong off, uvlong n)
{
	char *buf;

	if(off > len)
		off = len;
	if(n > len - off)
		n = len - off;
	if(n > Maxpacket / 2)
		n = Maxpacket / 2;
	buf = check(malloc(n + 1));
	buf[0] = off + n == len ? 'l' : 'm';
	memmove(buf + 1, s + off, n);
	send(buf, n + 1);
	free(buf);
}

/* -1 all, 0 any, or its number; nothing, too */
int
isthread(char *s)
{
	uvlong id;

	if(*s == '\0' || strcmp(s, "-1") == 0)
		return 1;
	return hexnum(&s, &id) && *s == '\0' && (id == 0 || id == target.pid);
}

static void
supported(void)
{
	sendfmt("PacketSize=%x;QStartNoAckMode+;swbreak+;hwbreak-;vContSupported+;QPassSignals+;"
		"qXfer:features:read+;qXfer:exec-file:read+;qXfer:threads:read+",
		Maxpacket);
}

static char *
proctext(char *file)
{
	static char buf[16 * 1024];
	long n = procfile(target.pid, file, buf, sizeof buf - 1);

	if(n < 0)
		return nil;
	buf[n] = '\0';
	return buf;
}

static char *
threads(void)
{
	static char buf[512];
	char *args = proctext("args"), *s;

	if(target.pid == 0)
		return "<?xml version=\"1.0\"?>\n<threads>\n</threads>\n";
	for(s = args; s != nil && *s != '\0'; s++)
		if(strchr("<>&\"\n", *s) != nil)
			*s = ' ';
	snprint(buf, sizeof buf,
		"<?xml version=\"1.0\"?>\n<threads>\n<thread id=\"%x\" "
		"name=\"%.256s\"/>\n</threads>\n",
		target.pid, args != nil ? args : "");
	return buf;
}

/* OBJECT:read:ANNEX:OFFSET,LENGTH */
static void
transfer(char *s)
{
	char *f[4], *text = nil;
	uvlong off, n;

	if(getfields(s, f, nelem(f), 0, ":") != nelem(f) || strcmp(f[1], "read") != 0 ||
	   !twonums(f[3], '\0', &off, &n, nil)) {
		sendstr("E16");
		return;
	}
	if(strcmp(f[0], "features") == 0 && strcmp(f[2], "target.xml") == 0)
		text = describe();
	else if(strcmp(f[0], "exec-file") == 0)
		text = elffile();
	else if(strcmp(f[0], "threads") == 0)
		text = threads();
	if(text == nil)
		sendstr("E00");
	else
		sendpart(text, strlen(text), off, n);
}

/* what the user says by monitor: a file of the process in /proc */
static void
monitor(char *hex)
{
	static char *files[] = {"args", "fd", "noteid", "ns", "ppid", "segment", "status"};
	char cmd[32], *text = nil;
	long n = unhex((uchar *)cmd, hex, sizeof cmd - 1);

	cmd[n] = '\0';
	for(int i = 0; i < nelem(files); i++)
		if(strcmp(cmd, files[i]) == 0)
			text = proctext(cmd);
	if(text == nil)
		text = "monitor takes the name of a file of /proc/n: args fd noteid ns ppid "
		       "segment status\n";
	n = strlen(text);
	if(n > Maxpacket / 2)
		n = Maxpacket / 2;
	sendhex("", text, n);
}

static void
threadinfo(void)
{
	char *args = proctext("args");

	if(args == nil)
		sendstr("E01");
	else
		sendhex("", args, strlen(args));
}

/* is this the packet? *rest: what stands behind its name */
static int
is(char *s, char *name, char **rest)
{
	long n = strlen(name);

	if(strncmp(s, name, n) != 0 || (s[n] != '\0' && strchr(":;,", s[n]) == nil))
		return 0;
	*rest = s[n] != '\0' ? s + n + 1 : s + n;
	return 1;
}

static int
queryprocess(char *s)
{
	char *rest;

	if(is(s, "qC", &rest))
		sendfmt("QC%x", target.pid);
	else if(is(s, "qAttached", &rest))
		sendstr(target.child ? "0" : "1");
	else if(is(s, "qfThreadInfo", &rest)) {
		if(target.pid == 0)
			sendstr("l");
		else
			sendfmt("m%x", target.pid);
	} else if(is(s, "qsThreadInfo", &rest))
		sendstr("l");
	else if(is(s, "qThreadExtraInfo", &rest))
		threadinfo();
	else
		return 0;
	return 1;
}

int
query(char *s)
{
	char *rest;

	if(queryprocess(s))
		return 1;
	if(is(s, "qSupported", &rest))
		supported();
	else if(is(s, "QStartNoAckMode", &rest)) {
		sendstr("OK");
		noack();
	} else if(is(s, "qXfer", &rest))
		transfer(rest);
	else if(is(s, "QPassSignals", &rest)) {
		pass(rest);
		sendstr("OK");
	} else if(is(s, "qSymbol", &rest))
		sendstr("OK");
	else if(is(s, "qRcmd", &rest))
		monitor(rest);
	else
		return 0;
	return 1;
}
