/*
 * What clients and the 9P server say to each other, a line for each message, for those who want to see
 * it.  A message is told as it stands: a wrong one too, as far as it can be.
 */
#include "p9.h"
#include "serve.h"
#include "lib.h"
#include "log.h"

enum
{
	Maxline = 400, /* bytes; what is longer is cut */
	Maxdata = 24,  /* bytes of data that are told */
	Connbits = 16, /* of a connection's id, before its number */
};

static bool tracing; /* [boot] */

/* A field is a letter and its name.  1 2 4 8: a number of so many bytes; o: four bytes in octal; s: a string;
 * w: names to walk; q: a qid; Q: those of a walk; d: data; e: an entry */
typedef struct Message
{
	const char *name;
	const char *fields;
} Message;

static const Message messages[] = {
	[7] = {"Rlerror", "4ecode"},
	[8] = {"Tstatfs", "4fid"},
	[9] = {"Rstatfs", "4type 4bsize 8blocks 8bfree 8bavail 8files 8ffree 8fsid 4namelen"},
	[12] = {"Tlopen", "4fid oflags"},
	[13] = {"Rlopen", "qqid 4iounit"},
	[14] = {"Tlcreate", "4fid sname oflags omode 4gid"},
	[15] = {"Rlcreate", "qqid 4iounit"},
	[16] = {"Tsymlink", "4fid sname starget 4gid"},
	[18] = {"Tmknod", "4dfid sname omode 4major 4minor 4gid"},
	[19] = {"Rmknod", "qqid"},
	[20] = {"Trename", "4fid 4dfid sname"},
	[21] = {"Rrename", ""},
	[22] = {"Treadlink", "4fid"},
	[24] = {"Tgetattr", "4fid 8mask"},
	[25] = {"Rgetattr", "8valid qqid omode 4uid 4gid 8nlink 8rdev 8size"},
	[26] = {"Tsetattr", "4fid 4valid omode 4uid 4gid 8size 8atime 8ns 8mtime 8ns"},
	[27] = {"Rsetattr", ""},
	[30] = {"Txattrwalk", "4fid 4newfid sname"},
	[32] = {"Txattrcreate", "4fid sname 8size 4flags"},
	[40] = {"Treaddir", "4fid 8offset 4count"},
	[41] = {"Rreaddir", "ddata"},
	[50] = {"Tfsync", "4fid"},
	[51] = {"Rfsync", ""},
	[52] = {"Tlock", "4fid 1type 4flags 8start 8length 4proc sclient"},
	[53] = {"Rlock", "1status"},
	[54] = {"Tgetlock", "4fid 1type 8start 8length 4proc sclient"},
	[55] = {"Rgetlock", "1type 8start 8length 4proc sclient"},
	[70] = {"Tlink", "4dfid 4fid sname"},
	[72] = {"Tmkdir", "4dfid sname omode 4gid"},
	[73] = {"Rmkdir", "qqid"},
	[74] = {"Trenameat", "4olddirfid soldname 4newdirfid snewname"},
	[75] = {"Rrenameat", ""},
	[76] = {"Tunlinkat", "4dirfid sname oflags"},
	[77] = {"Runlinkat", ""},
	[Tversion] = {"Tversion", "4msize sversion"},
	[Rversion] = {"Rversion", "4msize sversion"},
	[Tauth] = {"Tauth", "4afid suname saname"},
	[Tattach] = {"Tattach", "4fid 4afid suname saname"},
	[Rattach] = {"Rattach", "qqid"},
	[Rerror] = {"Rerror", "sename"},
	[Tflush] = {"Tflush", "2oldtag"},
	[Rflush] = {"Rflush", ""},
	[Twalk] = {"Twalk", "4fid 4newfid wnames"},
	[Rwalk] = {"Rwalk", "Qqids"},
	[Topen] = {"Topen", "4fid 1mode"},
	[Ropen] = {"Ropen", "qqid 4iounit"},
	[Tcreate] = {"Tcreate", "4fid sname operm 1mode"},
	[Rcreate] = {"Rcreate", "qqid 4iounit"},
	[Tread] = {"Tread", "4fid 8offset 4count"},
	[Rread] = {"Rread", "ddata"},
	[Twrite] = {"Twrite", "4fid 8offset ddata"},
	[Rwrite] = {"Rwrite", "4count"},
	[Tclunk] = {"Tclunk", "4fid"},
	[Rclunk] = {"Rclunk", ""},
	[Tremove] = {"Tremove", "4fid"},
	[Rremove] = {"Rremove", ""},
	[Tstat] = {"Tstat", "4fid"},
	[Rstat] = {"Rstat", "eentry"},
	[Twstat] = {"Twstat", "4fid eentry"},
	[Rwstat] = {"Rwstat", ""},
};

void
servetrace(void)
{
	tracing = true;
}

/* what is left of a message, and of the line */
typedef struct Line
{
	const u8int *p, *end;
	char *s, *e;
	bool bad;
} Line;

static u64int
number(Line *l, int bytes)
{
	u64int v = 0;

	if(l->end - l->p < bytes) {
		l->bad = true;
		return 0;
	}
	for(int i = 0; i < bytes; i++)
		v |= (u64int)*l->p++ << 8 * i;
	return v;
}

static bool
isletter(u8int c, bool name)
{
	return c >= ' ' && c != 0x7f && (c < 0x80 || name);
}

/* n bytes, of which so many as most are told, those that are no letters as dots; of a name all letters are */
static void
text(Line *l, u64int n, u64int most)
{
	bool name = most == Maxline;

	if(n > (u64int)(l->end - l->p)) {
		l->bad = true;
		return;
	}
	l->s = seprint(l->s, l->e, "'");
	for(u64int i = 0; i < n && i < most && l->s < l->e - 1; i++) {
		*l->s++ = isletter(l->p[i], name) ? (char)l->p[i] : '.';
		*l->s = '\0';
	}
	l->s = seprint(l->s, l->e, n > most ? "'..." : "'");
	l->p += n;
}

static void
qid(Line *l)
{
	u64int type = number(l, 1), vers = number(l, 4), path = number(l, 8);

	l->s = seprint(l->s, l->e, "(%.16llx %llu %llx)", path, vers, type);
}

static void
some(Line *l, char kind)
{
	u64int n = number(l, 2);

	for(u64int i = 0; i < n && i < Maxwelem && !l->bad; i++) {
		l->s = seprint(l->s, l->e, i > 0 ? " " : "");
		if(kind == 'Q')
			qid(l);
		else
			text(l, number(l, 2), Maxline);
	}
}

static void
field(Line *l, char kind)
{
	u64int n;

	switch(kind) {
	case 'o':
		l->s = seprint(l->s, l->e, "0%llo", number(l, 4));
		break;
	case 's':
		text(l, number(l, 2), Maxline);
		break;
	case 'q':
		qid(l);
		break;
	case 'w':
	case 'Q':
		some(l, kind);
		break;
	case 'd':
	case 'e':
		n = number(l, kind == 'd' ? 4 : 2);
		l->s = seprint(l->s, l->e, "%llu ", n);
		text(l, n, Maxdata);
		break;
	default:
		n = number(l, kind - '0');
		if(kind == '4' && n == Nofid)
			l->s = seprint(l->s, l->e, "-1");
		else
			l->s = seprint(l->s, l->e, "%llu", n);
	}
}

static void
fields(Line *l, const char *f)
{
	while(*f != '\0' && !l->bad) {
		char kind = *f++;
		const char *end = strchr(f, ' ');
		int n = end != nil ? (int)(end - f) : (int)strlen(f);

		l->s = seprint(l->s, l->e, " %.*s ", n, f);
		field(l, kind);
		f += n + (end != nil);
	}
}

void
tracemsg(Conn *c, const u8int *msg, int n)
{
	char buf[Maxline];
	const Message *m;
	Line l = {msg + Msghdr, msg + n, buf, buf + sizeof buf, false};

	if(!tracing || n < Msghdr)
		return;
	m = msg[4] < nelem(messages) ? &messages[msg[4]] : nil;
	buf[0] = '\0';
	if(m != nil && m->name != nil)
		fields(&l, m->fields);
	print("9p %llu %s %s tag %u%s%s\n", c->id >> Connbits, msg[4] & 1 ? "->" : "<-",
	      m != nil && m->name != nil ? m->name : "unknown", get16(msg + 5), buf,
	      l.bad ? " cut off" : "");
}
