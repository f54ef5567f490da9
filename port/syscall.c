/*
 * The system call table and the way through it.
 */
#include "u.h"
#include "lib.h"
#include "buf.h"
#include "host.h"
#include "log.h"
#include "mem.h"
#include "proc.h"
#include "sys.h"

enum
{
	Nargbytes = Maxsyscallarg * 8,
	Tracesize = 1024, /* bytes of a trace text */
};

const Sysent systab[Nsyscall] = {
	[SYSR1] = {sysr1, "Running", ""},
	[_ERRSTR] = {sys_errstr, "_errstr", "p"},
	[BIND] = {sysbind, "Bind", "ssh"},
	[CHDIR] = {syschdir, "Chdir", "s"},
	[CLOSE] = {sysclose, "Close", "i"},
	[DUP] = {sysdup, "Dup", "ii"},
	[ALARM] = {sysalarm, "Alarm", "u"},
	[EXEC] = {sysexec, "Exec", "sa"},
	[EXITS] = {sysexits, "Exits", "s"},
	[_FSESSION] = {sys_fsession, "_fsession", "ipu"},
	[FAUTH] = {sysfauth, "Fauth", "is"},
	[_FSTAT] = {sys_fstat, "_fstat", "ip"},
	[SEGBRK] = {syssegbrk, "Segbrk", "pp"},
	[_MOUNT] = {sys_mount, "_mount", "ishs"},
	[OPEN] = {sysopen, "Open", "sh"},
	[_READ] = {sys_read, "_read", "iOi"},
	[OSEEK] = {sysoseek, "Oseek", "iii"},
	[SLEEP] = {syssleep, "Sleep", "i"},
	[_STAT] = {sys_stat, "_stat", "sp"},
	[RFORK] = {sysrfork, "Rfork", "h"},
	[_WRITE] = {sys_write, "_write", "idi"},
	[PIPE] = {syspipe, "Pipe", "p"},
	[CREATE] = {syscreate, "Create", "shh"},
	[FD2PATH] = {sysfd2path, "Fd2path", "iou"},
	[BRK_] = {sysbrk_, "Brk", "p"},
	[REMOVE] = {sysremove, "Remove", "s"},
	[_WSTAT] = {sys_wstat, "_wstat", "sp"},
	[_FWSTAT] = {sys_fwstat, "_fwstat", "ip"},
	[NOTIFY] = {sysnotify, "Notify", "p"},
	[NOTED] = {sysnoted, "Noted", "i"},
	[SEGATTACH] = {syssegattach, "Segattach", "hspu"},
	[SEGDETACH] = {syssegdetach, "Segdetach", "p"},
	[SEGFREE] = {syssegfree, "Segfree", "pu"},
	[SEGFLUSH] = {syssegflush, "Segflush", "pu"},
	[RENDEZVOUS] = {sysrendezvous, "Rendez", "pV"},
	[UNMOUNT] = {sysunmount, "Unmount", "ss"},
	[_WAIT] = {sys_wait, "_wait", "p"},
	[SEMACQUIRE] = {syssemacquire, "Semacquire", "pi"},
	[SEMRELEASE] = {syssemrelease, "Semrelease", "pi"},
	[SEEK] = {sysseek, "Seek", "pivi"},
	[FVERSION] = {sysfversion, "Fversion", "iisu"},
	[ERRSTR] = {syserrstr, "Errstr", "pu"},
	[STAT] = {sysstat, "Stat", "spu"},
	[FSTAT] = {sysfstat, "Fstat", "ipu"},
	[WSTAT] = {syswstat, "Wstat", "sdu"},
	[FWSTAT] = {sysfwstat, "Fwstat", "idu"},
	[MOUNT] = {sysmount, "Mount", "iishs"},
	[AWAIT] = {sysawait, "Await", "ou"},
	[PREAD] = {syspread, "Pread", "iOiv"},
	[PWRITE] = {syspwrite, "Pwrite", "idiv"},
	[TSEMACQUIRE] = {systsemacquire, "Tsemacquire", "pu"},
	[NSEC] = {sysnsec, "Nsec", ""},
};

static noreturn void
badcall(void)
{
	postnote(up, "sys: bad sys call", Ndebug);
	error(Ebadarg);
}

/* what errstr(2) will give: the text of the last call that failed */
static s64int
failed(void)
{
	char *e = up->syserrstr;

	up->syserrstr = up->errstr;
	up->errstr = e;
	return -1;
}

static s64int
docall(u32int n)
{
	s64int ret;

	if(waserror())
		return failed();
	if(n >= Nsyscall || systab[n].fn == nil)
		badcall();
	atomic_store_explicit(&up->psstate, systab[n].name, memory_order_relaxed);
	if(unlikely(hostcopyin(up->sarg, uaddr(up->ureg.sp + 8), Nargbytes) < 0))
		copyin(up->sarg, uaddr(up->ureg.sp + 8), Nargbytes);
	ret = systab[n].fn(up->sarg);
	poperror();
	return ret;
}

/* ---- traced calls ---- */

static void
settrace(char *text)
{
	char *old;

	qlock(&up->debug);
	old = up->syscalltrace;
	up->syscalltrace = text;
	qunlock(&up->debug);
	kfree(old);
}

static s64int
tracedcall(u32int n, bool stop)
{
	char *text = smalloc(Tracesize);
	s64int start, ret;
	uintptr arg[Maxsyscallarg] = {0};

	onerror(kfree, text); /* some calls do not come back */
	hostcopyin(arg, uaddr(up->ureg.sp + 8), Nargbytes);
	syscallentry((int)n, arg, text, Tracesize);
	if(stop) {
		poperror();
		settrace(text);
		stopproc("Stopped");
	} else if(n == EXITS || n == NOTED || n == EXEC)
		print("%s\n", text);
	start = hostnsec();
	ret = atomic_load(&up->procctl) == Procexit ? -1 : docall(n);
	if(!stop) {
		int len = (int)strlen(text);
		if(n != EXITS && n != NOTED && n != EXEC) {
			syscallexit((int)n, arg, ret, start, hostnsec(), text + len,
				    Tracesize - len);
			print("%s", text);
		}
		undo();
	} else if(up->syscalltrace != nil) {
		text = smalloc(Tracesize);
		syscallexit((int)n, arg, ret, start, hostnsec(), text, Tracesize);
		settrace(text);
		if(atomic_load(&up->procctl) == Proctracesys)
			stopproc("Stopped");
		settrace(nil);
	}
	return ret;
}

/* The number is in bp, the arguments behind the return address of the stub that called. */
void
syscall(void)
{
	Ureg *u = &up->ureg;
	u32int n = (u32int)u->bp;
	int ctl = atomic_load_explicit(&up->procctl, memory_order_relaxed);

	up->nsyscall++;
	up->scall = (int)n;
	if(unlikely(ctl == Proctracesys))
		u->ax = (u64int)tracedcall(n, true);
	else if(unlikely(up->trace))
		u->ax = (u64int)tracedcall(n, false);
	else
		u->ax = (u64int)docall(n);
	up->scall = -1;
	atomic_store_explicit(&up->psstate, nil, memory_order_relaxed);
	if(unlikely(ctl == Procstep))
		stepdone();
	if(n != NOTED) {
		/* as the instruction leaves them */
		u->cx = u->pc;
		u->r11 = u->flags;
	}
	assert(up->nheld == 0 && up->nold == 0);
}
