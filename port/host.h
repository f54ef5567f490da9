/*
 * The seam: all that the kernel asks of its host.  host-linux implements it on
 * Linux, tests/fakehost.c over threads of one process.  None of these raises an
 * error; a result below 0 is a host error, whose text hosterrstr gives.
 *
 * Each contract ends with where a function may be called: [any] anywhere, [proc] in the
 * process it acts for, [emu] in a thread of the first process, [boot] before
 * the first process is cloned.
 */
#pragma once
#include "u.h"
#include "err.h"
#include "ureg.h"

/* ---- memory ---- */

/* before anything else but what stands under options, below [boot] */
void hostinit(void);
/* the arena: size bytes reserved at its fixed address, zero, shared by all [boot] */
void *hostarena(usize size);
/* give whole pages inside the arena back to the host; they read as zero [any] */
void hostarenafree(void *p, usize n);
/* a core file of this process, and of those that it makes, is to have this part of the arena; whole pages [any] */
void hostdump(void *p, usize n);
/* turn the kernel's statics [start, end), whole pages, into shared memory [boot] */
void hostshare(void *start, void *end);
/* a shared memory object of size zero bytes; result: its descriptor [any] */
int hostmemnew(const char *name, u64int size);
int hostmemresize(int fd, u64int size);
/* [off, off+len) of it, whole pages, reads as zero again and takes no room [any] */
int hostmempunch(int fd, u64int off, u64int len);
/* copy what is resident of [0, size) of object from into object to [any] */
int hostmemcopy(int to, int from, u64int size);
/* Map [va, va+len) of this process's user space, replacing what is there: object fd at off, or
 * zero memory when fd is -1; shared, or private and copied on write [proc] */
int hostmap(uintptr va, usize len, int prot, int fd, u64int off, bool shared);
int hostunmap(uintptr va, usize len);
/* this mapping is big: big pages may serve it [proc] */
void hosthuge(uintptr va, usize len);
int hostprotect(uintptr va, usize len, int prot);
enum
{
	Hread = 1,
	Hwrite = 2,
	Hexec = 4
};
/* write this process's memory [va, va+len) to object fd at off; anonymous memory (anon) that was
 * never touched is left out [proc] */
int hostmemfill(int fd, u64int off, uintptr va, usize len, bool anon);
/* copy between kernel and this process's user memory; -1 when part of it is not there [proc] */
int hostcopyin(void *to, Uaddr from, usize n);
int hostcopyout(Uaddr to, const void *from, usize n);
int hostzeroout(Uaddr to, usize n);
/* length of the string at u if its NUL is within max bytes, else max; -1 bad address [proc] */
s64int hoststrlen(Uaddr u, usize max);
/* *word == old ? *word = new, result 1 : *old = *word, result 0; -1 bad address [proc] */
int hostcas(Uaddr word, u32int *old, u32int new);
/* read and write the user memory of process hostpid; result: bytes moved [any] */
int hostpeek(int hostpid, uintptr va, void *buf, int n);
int hostpoke(int hostpid, uintptr va, const void *buf, int n);

/* ---- processes and user mode ---- */

/* A new host process that shares descriptors and kernel memory and copies private memory; it
 * runs fn(arg) on the stack that ends at top.  *pid is set before it
 * runs.  Result: below 0: none was made [proc] */
int hostfork(void (*fn)(void *), void *arg, void *top, _Atomic int *pid);
/* a thread of the first process that runs fn(arg) on that stack [emu] */
int hostthread(void (*fn)(void *), void *arg, void *stack, usize size);
/* end this host process (or thread) [any] */
noreturn void hostexit(void);
int hostgetpid(void); /* of this host process [any] */
/* has this process of hostfork ended, whether Upcalls.died said so yet or not [emu] */
bool hostgone(int hostpid);
/* how little of the processors hostpid wants: 0 as emu itself, to 19.  The host may refuse to take less
 * back, and then it stays as it is [any] */
void hostnice(int hostpid, int nice);
/* the name shown by ps and gdb [any] */
void hostprocname(const char *name);

/* Run user code from *u until something happens; *u then holds its registers.  With Flagstep in u->flags that is
 * at the latest a trap of type Tdebug after one instruction, and Flagstep is gone then.  Of system calls hostuser may do
 * any by call() instead of returning Ucall; when call gives false, it returns Ulook [proc] */
enum
{
	Ucall, /* a system call: number in u->bp, arguments from 8(u->sp) */
	Utrap, /* u->type and u->error say which; *addr the faulting address */
	Ulook, /* hostkick */
};
int hostuser(Ureg *u, uintptr *addr, bool (*call)(void));
/* make a process that is in user mode, or about to be, come back with Ulook [any] */
void hostkick(int hostpid);
/* Floating point state of the user program that this process runs: Hostfpsize bytes, 64-byte
 * aligned.  The kernel never touches vector registers, so it is live all the time [proc] */
usize hostfpsize(void);
void hostfpsave(void *area);
/* of an area that hostfpsave filled, and in which a debugger may then have written what it liked:
 * that is left out where the processor would not take it, and may be changed in the area */
void hostfprestore(void *area);
/* after a floating point trap of type Tfpu or Tsimd: its status word, which is cleared [proc] */
u32int hostfpstatus(u64int type);
void hostfpinit(void); /* as after exec: CW 0x232, MXCSR 0x1900, registers zero */
/* Prepare n bytes of program text at off in memory object fd, to be mapped at va, for speed: known
 * system call stubs become calls of the gate [any] */
int hosttext(int fd, u64int off, usize n, uintptr va);
uintptr hostutop(void); /* first address above user space, where the stack ends [any] */

/* ---- waiting ---- */

/* Sleep while *word == val, at most ns nanoseconds (< 0: for ever); may return early.
 * Result: 0 woken or changed, -1 timed out [any] */
int hostwait(_Atomic u32int *word, u32int val, s64int ns);
void hostwake(_Atomic u32int *word, int n); /* wake at most n of its sleepers [any] */
/* Wait until descriptor fd is ready for events, or wakefd, this process's own, is written to.
 * Result: ready events, 0 timed out, Hpollwoken if by wakefd, which is then drained [proc] */
enum
{
	Hpollin = 1,
	Hpollout = 2,
	Hpollerr = 4,
	Hpollwoken = 8
};
int hostpoll(int fd, int events, int wakefd, s64int ns);
int hostwakefd(void);          /* a new wake-up descriptor [any] */
void hostpollwake(int wakefd); /* [any] */
void hostyield(void);          /* let another run [any] */
/* Whatever any processor had done before this call is seen by all after it: a fence for those who
 * have none.  Slow [any] */
void hostbarrier(void);

/* ---- time ---- */

s64int hostnsec(void);   /* since 1970, wall clock [any] */
s64int hostmono(void);   /* nanoseconds, never steps [any] */
u64int hostcycles(void); /* the processor's cycle counter [any] */
u64int hostcyclehz(void);
/* processor time used by process hostpid (0: the caller): user and system, nanoseconds [any] */
void hostcputime(int hostpid, s64int *user, s64int *sys);

/* ---- files ---- */

/* name is one element below the directory of dirfd, or "" for dirfd itself.  Only hostopenroot
 * and hostfollow go through symbolic links.  Opening waits for nobody: fifos and devices are
 * opened so that reads and writes say -Hagain. */
typedef struct Hoststat
{
	u64int dev, ino;
	u64int length;
	s64int mtime, ctime, atime; /* nanoseconds since 1970 */
	u32int mode;                /* permission bits 0777 and Hm bits */
	u32int uid, gid;
} Hoststat;
enum
{
	Hmdir = 1 << 12,
	Hmlink = 1 << 13,  /* symbolic link */
	Hmother = 1 << 14, /* device, fifo, socket */
	Hmtty = 1 << 15,   /* reserved for hostfstat: a terminal */
	Hmhint = 1 << 16,  /* a mark that hostchmod can leave on a plain file */
	Hmfifo = 1 << 17,  /* with Hmother */
	/* modes of hostopen */
	Horead = 0,
	Howrite = 1,
	Hordwr = 2,
	Hopath = 3, /* only to name it */
	Hotrunc = 16,
	Hocreate = 32, /* with perm, must not exist */
	Hoappend = 64,
	Hodir = 128, /* must be a directory */
};
void hostfileinit(void); /* files get the permissions that the kernel says, no fewer [boot] */
int hostopen(int dirfd, const char *name, int mode, u32int perm); /* result: descriptor [any] */
int hostopenroot(const char *path, int mode); /* any host path: for options at boot [any] */
/* Open what path, relative to rootfd, leads to; links count only while they stay below rootfd.
 * whole: rootfd is the host's own root, so absolute links are right [any] */
int hostfollow(int rootfd, const char *path, int mode, bool whole);
int hostreopen(int fd, int mode); /* a descriptor got with Hopath, opened for I/O [any] */
void hostclose(int fd);           /* [any] */
/* at off, or at the descriptor's own offset when off < 0 or the file has none; addr may be user
 * memory, which the host checks by itself: -Hfault.  -Hagain: would block [proc] */
s64int hostread(int fd, uintptr addr, usize n, s64int off);
s64int hostwrite(int fd, uintptr addr, usize n, s64int off);
/* of a link itself; -Hnoent for the descriptor of a directory that was removed [any] */
int hoststat(int dirfd, const char *name, Hoststat *st);
/* how much room there is where a file is; all 0: nobody can tell */
typedef struct Hostspace
{
	u64int blocksize, blocks, nfree, nuser; /* bytes; blocks in all, free, free for users */
	u64int files, nfreefile;
} Hostspace;
int hostspace(int fd, Hostspace *s); /* [any] */
int hostmkdir(int dirfd, const char *name, u32int perm);
int hostremove(int dirfd, const char *name, bool dir);
int hostrename(int dirfd, const char *from, const char *to);  /* never replaces [any] */
int hostreplace(int dirfd, const char *from, const char *to); /* does, at one instant [any] */
/* may the host's user do this: 4 read, 2 write, 1 execute.  0 yes [any] */
int hostaccess(int dirfd, const char *name, int want);
/* the next four work on any descriptor, Hopath included [any] */
int hostchmod(int fd, u32int mode);                 /* bits 0777 and Hmhint; others stay */
int hostutimes(int fd, s64int atime, s64int mtime); /* ns; < 0: leave */
int hostchgrp(int fd, u32int gid);
int hostsetattr(int fd, const char *val, int n); /* n 0: remove */
/* a few bytes of our own kept with a file: result: length, 0 none, < 0 [any] */
int hostgetattr(int dirfd, const char *name, char *buf, int n);
int hosttruncate(int fd, u64int length); /* a descriptor open for writing [any] */
int hostsync(int fd);                    /* [any] */
/* exclusive use of an open file among all who ask for it: -Hagain: taken [any] */
int hostexclusive(int fd, bool on);
/* Some entries of an open directory from where the descriptor stands, as many as go into buf, n bytes of work
 * space: fn for each but . and .., until it returns false; the descriptor then stands before that entry, which is slow.
 * Result: 1 there may be more, 0 end, < 0 error [any] */
typedef struct Hostentry
{
	const char *name;
	u64int ino;
	bool plain; /* it is a plain file; else it may be anything */
} Hostentry;
int hostdirread(int fd, void *buf, int n, bool (*fn)(void *arg, const Hostentry *e), void *arg);
int hostdirrewind(int fd); /* [any] */
/* Changes of names in directories.  hostwatchnew: a descriptor for all watches.  hostwatch: the
 * watch on the directory of dirfd; < 0: it cannot be watched.  hostwatched: fn for each name that
 * since the last call was made, removed, moved or got other permissions or owners; name nil: any
 * name, watch -1: anywhere [any] */
int hostwatchnew(void);
int hostwatch(int wfd, int dirfd);
void hostunwatch(int wfd, int watch);
bool hostwatchpending(int wfd);
void hostwatched(int wfd, void *buf, int n, void (*fn)(int watch, const char *name));
/* Names of users and groups.  hostusersinit asks the host's data base about the user that runs
 * the emu [boot]; the others read the plain files.  Result: length, < 0 unknown [any] */
void hostusersinit(void);
u64int hostusersvers(void); /* changes when the files do */
int hostusername(u32int uid, char *buf, int n);
int hostgroupname(u32int gid, char *buf, int n);
s64int hostuserid(const char *name);
s64int hostgroupid(const char *name);

/* ---- sockets: addresses are 16 bytes, IPv4 as ::ffff:a.b.c.d; ports are numbers ---- */

typedef struct Hostaddr
{
	u8int ip[16];
	u16int port;
} Hostaddr;
/* what hostsocket makes; a port of the echo kinds is the identifier of the messages */
enum
{
	Hstream,
	Hdgram,
	Hecho4,
	Hecho6
};
/* Descriptors never block.  a: decides IPv4 or, for the unspecified address too, both [any] */
int hostsocket(int kind, const Hostaddr *a);
int hostbind(int fd, const Hostaddr *a);
int hostconnect(int fd, const Hostaddr *a); /* -Hinprogress: wait until it is writable [any] */
int hostlisten(int fd, int backlog);
int hostaccept(int fd, Hostaddr *from);           /* result: a descriptor [any] */
int hostsockaddr(int fd, bool peer, Hostaddr *a); /* of this side or the other [any] */
int hostsockerr(int fd);                          /* what went wrong since, or 0 [any] */
void hostshutdown(int fd);                        /* no more reads nor writes [any] */
void hostabort(int fd);                           /* a stream: the other side hears of it [any] */
void hostkeepalive(int fd, int ms);               /* 0: the host's usual [any] */
enum
{
	Httl,
	Htos,
	Hreuse, /* the address may be bound again */
};
int hostsockopt(int fd, int opt, int value);
/* take part in a group, at the interface that has the address ifc (unspecified: any) [any] */
int hostmulticast(int fd, const u8int *ifc, const u8int *group, bool join);
/* One datagram.  from: who sent it; here: the address it came to; ttl: of its last hop [proc] */
s64int hostrecvfrom(int fd, uintptr buf, usize n, Hostaddr *from, Hostaddr *here, int *ttl);
/* to nil: the one connected to; here nil or unspecified: any of our addresses [proc] */
s64int hostsendto(int fd, uintptr buf, usize n, const Hostaddr *to, const Hostaddr *here);
enum
{
	Hinprogress = 115
};
/* bytes that wait to be read, and to be sent [any] */
void hostsockqueue(int fd, int *in, int *out);
typedef struct Hosttcp
{
	int state; /* Closed Listen Syn_sent Syn_received Established Finwait1 Finwait2 Close_wait
		      Closing Last_ack Time_wait */
	u32int rtt, rttvar, rto;               /* milliseconds */
	u32int cwnd, ssthresh, sndwnd, rcvwnd; /* bytes */
	u32int retrans;
} Hosttcp;
int hosttcpinfo(int fd, Hosttcp *t); /* [any] */

/* Sockets of this machine alone, by the name of a file.  hostlistenname takes the place of one that
 * nobody listens to any more [any] */
int hostlistenname(const char *path, int backlog);
void hostremovename(const char *path);
/* Who runs the other end of a connection that does not leave this machine: of such a socket, or of tcp to an
 * address of the loopback; below 0: unknown [any] */
s64int hostpeeruid(int fd);

/* ---- many descriptors that many wait for ---- */

/* A set is a descriptor.  One takes part with an id, and what is asked of it, events, is told once to one
 * of those who wait; then it must be asked again.  Events 0: only that it broke [any] */
int hostpollset(void);
int hostpolladd(int set, int fd, u64int id, int events);
int hostpollarm(int set, int fd, u64int id, int events);
void hostpolldrop(int set, int fd);
/* wait for one; result: events, and *id; 0: the time is up [any] */
int hostpollnext(int set, u64int *id, s64int ns);
int hostalways(void); /* a descriptor that can always be read [any] */

/* ---- what the host knows of its networks; i counts from 0, below 0 is returned for no more ---- */

enum
{
	Maxifcaddr = 16
};
typedef struct Hostifc
{
	char name[16];
	bool loopback;
	u8int mac[6];
	int mtu;
	u64int in, out, inerr, outerr; /* packets */
	int naddr;
	struct
	{
		u8int ip[16];
		int prefix; /* bits of 128 */
	} addr[Maxifcaddr];
} Hostifc;
int hostifc(int i, Hostifc *ifc); /* those that are up [any] */
typedef struct Hostroute
{
	u8int dst[16], gate[16];
	int prefix; /* bits of 128 */
	int ifc;    /* as for hostifc; -1: another */
	char kind;  /* 'u' an address of ours, 'b' broadcast, 'm' multicast, 'i' an interface's
		       network, 0 by a gateway */
} Hostroute;
int hostroute(int i, Hostroute *r); /* [any] */
typedef struct Hostarp
{
	u8int ip[16], mac[6];
	bool ok; /* known */
	int ifc;
} Hostarp;
int hostarp(int i, Hostarp *a); /* [any] */
/* a counter of /proc/net/snmp's names ("Tcp", "InSegs"); below 0: the host has none such [any] */
s64int hostnetcount(const char *group, const char *name);
int hostnameserver(int i, char *buf, int n); /* its address as text [any] */
/* Ask the host's resolver for what a name has of a type ("ip", "ipv6", "ptr" of an address, "cname", "mx", "ns",
 * "soa", "srv", "txt"), or for the port of "tcp" or "udp" by its name.  Upcalls.resolved(id, ...) answers: err
 * 0 and a line for each, as ndb(6) orders its fields, or -Hnoent no such, -Hagain nobody could
 * tell.  Result: 0, or -Hagain not ready, or below 0 [proc] */
int hostresolve(u32int id, const char *name, const char *type);

/* ---- what the kernel has, as a file system of the host: FUSE ---- */

/* One asks what programs of the host want of the file system, does it, and answers.  Files are known by
 * numbers that the kernel gives, nodes; open ones by handles. */
enum
{
	Hfuseroot = 1,         /* the node of the root */
	Hfusebuf = 260 * KiB,  /* bytes at Hostask.buf */
	Hfusedata = 256 * KiB, /* bytes of one read or write, at most */
	/* Hostask.op, and the fields that matter beside node */
	Hfnone = 0,    /* nothing to do */
	Hfinterrupt,   /* id: the request whose asker waits no longer.  Not answered */
	Hflookup,      /* name; answers attr */
	Hfforget,      /* forget, nforget: so many answers of attr are forgotten.  Not answered */
	Hfgetattr,     /* answers attr */
	Hfsetattr,     /* handle or 0, set, attr; answers attr */
	Hfaccess,      /* flags: 4 read, 2 write, 1 execute */
	Hfmkdir,       /* name, perm; answers attr */
	Hfmknod,       /* the same: a plain file */
	Hfremove,      /* name */
	Hfrmdir,       /* name */
	Hfrename,      /* name, tonode, toname, flags: 1 it must not exist */
	Hfopen,        /* flags; answers handle, direct, keep */
	Hfcreate,      /* name, flags, perm; answers attr and the same */
	Hfread,        /* handle, off, n; answers n bytes at buf */
	Hfwrite,       /* handle, off, n bytes at data; answers n */
	Hfsync,        /* handle */
	Hfpoll,        /* handle, bell: nil or what to give to hostfusebell; answers ready */
	Hfspace,       /* answers space */
	Hfclose,       /* handle: nobody has it any more */
	Hfopendir,     /* answers handle */
	Hfreaddir,     /* handle, off, n; answers what hostfusedirent has put in buf */
	Hfreaddirlook, /* the same, and what looking for each name would answer */
	/* Hostask.flags of an open, beside Horead, Howrite, Hordwr, Hotrunc, Hoappend */
	Hofresh = 1 << 8, /* create: it must not exist */
	/* Hostask.set */
	Hsetmode = 1,
	Hsetuid = 2,
	Hsetgid = 4,
	Hsetsize = 8,
	Hsetatime = 0x10,
	Hsetmtime = 0x20,
	Hsetatimeto = 0x80, /* to attr's, not to now */
	Hsetmtimeto = 0x100,
};
typedef struct Hostattr
{
	u64int node, ino, length;
	u32int mode; /* permission bits and Hmdir */
	u32int uid, gid;
	s64int atime, mtime;       /* seconds since 1970 */
	s64int keepname, keepattr; /* nanoseconds that the host may take the answer for true */
} Hostattr;
typedef struct Hostforget
{
	u64int node, n;
} Hostforget;
typedef struct Hostask
{
	void *buf; /* Hfusebuf bytes of the arena, the asker's; what is pointed to below is there */
	int op;
	u64int id; /* of the request: not 0 */
	u64int node, tonode, handle;
	const char *name, *toname;
	u32int flags, perm, set;
	u64int off;
	usize n;
	usize used; /* the host's own, but 0 before the first hostfusedirent */
	const void *data;
	const Hostforget *forget;
	usize nforget;
	Hostattr attr;
	Hostspace space;
	void *bell;
	bool ready; /* a read would go on */
	bool direct; /* the host keeps nothing of what is read, and asks for just what its programs do */
	bool keep; /* what the host has kept of the file is still true */
	void *req; /* the host's own */
} Hostask;
/* Mount at dir, a full path, with options that mount(8) knows.  delay: the host may keep what is written,
 * for a while, of files that are not direct; then it knows lengths and times of all files best.
 * Result: its number; -1: why not.  When this emu ends without a word, the host unmounts it [emu] */
int hostfusemount(const char *dir, const char *options, bool delay, char *why, int n);
int hostfullpath(const char *dir, char *buf, int n); /* the path of dir, without links [emu] */
bool hostfusenext(int m, Hostask *a);    /* wait for the next; false: it is unmounted [emu] */
bool hostfuseunwanted(const Hostask *a); /* does its asker wait no longer [emu] */
/* err: 0, or the number of a host error, positive.  false: nobody got it: an open file is to be
 * closed, an attr forgotten [emu] */
bool hostfuseanswer(Hostask *a, int err);
/* for the answer of Hfreaddir: one more entry, after which to go on at off; false: it is full.  For
 * Hfreaddirlook the file's attr too, if attr.node is not 0 [emu] */
bool hostfusedirent(Hostask *a, const char *name, u64int ino, bool dir, u64int off);
/* the nodes that the answer of Hfreaddirlook holds, one after another, from *at = 0 on; 0: no more [emu] */
u64int hostfusegiven(Hostask *a, usize *at);
/* end of the bell; ring: who polls is to ask again [emu] */
void hostfusebell(void *bell, bool ring);
/* Nobody finds it any more at its dir; once nobody has it open hostfusenext says false.  -1: why
 * not [emu] */
int hostfuseunmount(int m, char *why, int n);
void hostfuseend(int m); /* after that, when nobody asks any more [emu] */

/* ---- commands of the host ---- */

typedef struct Hostcmd
{
	const char *dir;   /* of the host; "": where emu was started */
	char *const *argv; /* ends with nil; the command is looked for as a shell does */
	int nice;
	/* our ends of its descriptors 0, 1 and 2, which do not block, and its own; -1: none.  Whatever is there
	 * after an error, or when the caller is killed, is to be closed by hostcmdclose. */
	int ours[3], its[3];
} Hostcmd;
/* c->ours and c->its are -1.  *hostpid is set before it runs.  Upcalls.cmddied tells its end; result: 0, and then
 * c->ours are there, or why not [proc] */
int hostcommand(Hostcmd *c, _Atomic int *hostpid);
void hostcmdclose(Hostcmd *c);     /* may be done twice [any] */
void hostcommandkill(int hostpid); /* and all that it started in its session's first group [any] */

/* ---- terminal, randomness, log, start and end ---- */

/* move descriptor fd's own offset to off (< 0: leave it); result: where it is, < 0: it has none */
s64int hostseek(int fd, s64int off); /* [any] */
/* descriptor 0 or 1 of the whole emu: let go of its file; the number stays taken [any] */
void hoststdclose(int fd);
void hostmemory(u64int *size, u64int *left); /* the host's memory, bytes [any] */

bool hostistty(int fd);
/* standard input becomes a byte stream without echo or signals (on), or as it was (off) [any] */
int hostttyraw(bool on);
int hostttysize(int *rows, int *cols);
void hostrandom(void *p, usize n); /* [any] */
/* the text of a host error, negative or not, as Plan 9 says it; static [any] */
const char *hosterrstr(int err);
enum
{
	Hagain = 11,
	Hintr = 4,
	Hnoent = 2,
	Hexist = 17,
	Hfault = 14,
	Hnodevice = 6,
	Hpipe = 32,
	Hnospace = 28,
	Haccess = 13,
	Hnofd = 24,
	Hnametoolong = 36,
	Hnetunreach = 101,
	Hrefused = 111,
	Hhostunreach = 113
};
void hostlog(const char *s, int n); /* to standard error, unbuffered [any] */
/* restore the terminal, report with a backtrace, Upcalls.panicked, abort [any] */
noreturn void hostpanic(const char *why);
/* in Upcalls.panicked: stop another process and log its calls; hostpid 0: the thread that has
 * this stack, nil: the first process's own */
void hosttrace(int hostpid, void *stack, usize size);
noreturn void hostquit(int status); /* end the emu: every process goes; terminal restored [any] */

/* what the host calls in the kernel, all in the first process's main thread */
typedef struct Upcalls
{
	void (*died)(int hostpid, bool killed, int code); /* a process of hostfork is gone */
	/* a command is gone, if it was one: exit status, or signal; processor times, nanoseconds */
	void (*cmddied)(int hostpid, bool killed, int code, s64int user, s64int sys);
	void (*interrupt)(int what);         /* Hintrkey, Hterm, Hhangup, Hwinch */
	void (*input)(const char *p, int n); /* bytes typed; n 0: end of file */
	void (*wake)(void);                  /* after hostloopwake */
	void (*resolved)(u32int id, int err, const char *text); /* hostresolve's answer */
	/* for a panic's report, in the process that panics, by hostlog; takes no lock [any] */
	void (*panicked)(void);
} Upcalls;
enum
{
	Hintrkey = 1,
	Hterm,
	Hhangup,
	Hwinch
};
/* run the first process's event loop: does not return [emu] */
noreturn void hostloop(const Upcalls *up);
void hostloopwake(void); /* Upcalls.wake will be called in the loop [any] */
/* begin passing standard input to Upcalls.input, or stop for now [any] */
void hostinput(bool on);

/* ---- options: before hostinit, with hostlog and the descriptors of files ---- */

const char *hostgetenv(const char *name); /* nil: it is not set [boot] */
/* the name of the user's file of options; "": there can be none [boot] */
void hostconfigname(char *buf, int n);
/* Print what the host has of what an emu needs, with an arena of that size and this root tree (nil:
 * its own), and what to do about the rest.  Result: 0 it can run, 1 not [boot] */
int hostdoctor(const char *root, usize arena);
/* print how to make the host run Plan 9 programs by emu; result: 0, or 1 it cannot [boot] */
int hostbinfmt(void);

typedef struct Hostparam
{
	int ncpu;
	u32int uid;
	char user[64]; /* login name */
	char hostname[64];
	char cwd[1024];
	char home[1024];
	char root[1024]; /* the root tree that goes with this executable */
	char data[1024]; /* where this user's own data goes */
	char tmp[1200];  /* a directory of this user's own for /tmp, made if need be; "": none */
	char usr[1200];  /* the same for /usr */
	char timezone[2048]; /* as in /env/timezone; "": Greenwich's */
} Hostparam;
void hostparam(Hostparam *p); /* [boot] */
