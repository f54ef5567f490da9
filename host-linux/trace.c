/*
 * Where processes are, for the report of a panic: return addresses along frame pointers, with the names
 * that the executable's own symbol table has for them.  Others than the one that panics are
 * stopped for it by a kick, for good, and write down their registers; gdb reads these in a core file.
 *
 * Kernel stacks are in the arena, so anybody can walk them.  They are read as another's memory is: a
 * fault in a library, which keeps no frame pointers, may leave anything there.
 */
#define _GNU_SOURCE
#include <elf.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include "linux.h"

enum
{
	Maxcalls = 40,
	Linesize = 128,
	Answerms = 20,  /* that a process has to stop */
	Patience = 500, /* ms for all together */
	Maxname = 60,   /* bytes of a function's name */
};

extern char __executable_start[], etext[];

/* the executable's symbols: nsym 0 when there are none */
static struct
{
	bool looked;
	const Elf64_Sym *sym;
	usize nsym;
	const char *names;
	usize nnames;
} symbols;

static int patience = Patience; /* of the one that panics: ms left */

/* ---- names ---- */

static const void *
wholefile(const char *name, usize *size)
{
	struct stat st;
	s64int p, fd = sys(SYS_open, name, O_RDONLY | O_CLOEXEC);

	if(fd < 0 || sys(SYS_fstat, fd, &st) < 0)
		return nil;
	*size = (usize)st.st_size;
	p = sys(SYS_mmap, 0, *size, PROT_READ, MAP_PRIVATE, fd, 0);
	sys(SYS_close, fd);
	return p < 0 && p > -4096 ? nil : (const void *)p;
}

static void
findsymbols(void)
{
	usize size;
	const u8int *p = wholefile("/proc/self/exe", &size);
	const Elf64_Ehdr *eh = (const Elf64_Ehdr *)p;

	symbols.looked = true;
	if(p == nil || size < sizeof *eh || eh->e_shoff > size ||
	   size - eh->e_shoff < eh->e_shnum * sizeof(Elf64_Shdr))
		return;
	const Elf64_Shdr *all = (const Elf64_Shdr *)(p + eh->e_shoff);
	for(const Elf64_Shdr *s = all; s < all + eh->e_shnum; s++) {
		if(s->sh_type != SHT_SYMTAB || s->sh_link >= eh->e_shnum)
			continue;
		symbols.sym = (const Elf64_Sym *)(p + s->sh_offset);
		symbols.nsym = s->sh_size / sizeof(Elf64_Sym);
		symbols.names = (const char *)p + all[s->sh_link].sh_offset;
		symbols.nnames = all[s->sh_link].sh_size;
	}
}

/* the function that has pc, an offset in the executable; nil: not known */
static const Elf64_Sym *
function(u64int pc)
{
	const Elf64_Sym *s;

	if(!symbols.looked)
		findsymbols();
	for(s = symbols.sym; s < symbols.sym + symbols.nsym; s++)
		if(ELF64_ST_TYPE(s->st_info) == STT_FUNC && pc >= s->st_value &&
		   pc - s->st_value < s->st_size && s->st_name < symbols.nnames)
			return s;
	return nil;
}

/* ---- lines ---- */

typedef struct Line
{
	char s[Linesize];
	int n;
} Line;

static void
addtext(Line *l, const char *s)
{
	for(int i = 0; i < Maxname && *s != 0 && l->n < Linesize; i++)
		l->s[l->n++] = *s++;
}

static void
addnum(Line *l, u64int v, u64int base)
{
	char buf[24];
	int i = sizeof buf;

	buf[--i] = 0;
	do
		buf[--i] = "0123456789abcdef"[v % base];
	while((v /= base) != 0);
	addtext(l, buf + i);
}

static void
addhex(Line *l, u64int v)
{
	addtext(l, "0x");
	addnum(l, v, 16);
}

/* a place of the kernel as an offset in the executable, with its name; of a program or library as it is */
static void
showcall(u64int pc)
{
	u64int start = (u64int)__executable_start;
	const Elf64_Sym *f;
	Line l = {.n = 0};

	addtext(&l, "\t");
	if(pc >= start && pc < (u64int)etext) {
		addhex(&l, pc - start);
		f = function(pc - start);
		if(f != nil) {
			addtext(&l, " ");
			addtext(&l, symbols.names + f->st_name);
			addtext(&l, "+");
			addhex(&l, pc - start - f->st_value);
		}
	} else {
		addhex(&l, pc);
		addtext(&l, pc < Utop ? " in its program" : " outside the kernel");
	}
	addtext(&l, "\n");
	hostlog(l.s, l.n);
}

void
tracecalls(u64int pc, u64int fp)
{
	u64int frame[2];
	struct iovec to = {frame, sizeof frame}, from = {nil, sizeof frame};

	if(pc != 0)
		showcall(pc);
	for(int i = 0; i < Maxcalls && fp != 0; i++) {
		from.iov_base = (void *)fp;
		if(sys(SYS_process_vm_readv, hostgetpid(), &to, 1, &from, 1, 0) !=
		   (s64int)sizeof frame)
			break;
		/* an address after a call: the call is what counts */
		showcall(frame[1] - 1);
		if(frame[0] <= fp || frame[0] - fp > 1 << 20)
			break;
		fp = frame[0];
	}
}

/* ---- those that are stopped ---- */

/* In the handler of a kick, with the registers that it found: unless it is this thread that panics, stay
 * here, and be killed with the rest.  SIGABRT is for the first process. */
void
tracestop(u64int pc, u64int sp, u64int bp)
{
	u32int n, tid = (u32int)sys(SYS_gettid);
	u64int mask = ~(u64int)(1 << (SIGABRT - 1));

	if(tid == atomic_load(&hsh->panicked))
		return;
	n = atomic_fetch_add(&hsh->nstopped, 1);
	if(n < Nstopped) {
		Stopped *s = &hsh->stopped[n];
		s->pc = pc;
		s->sp = sp;
		s->bp = bp;
		atomic_store(&s->tid, tid);
	}
	for(;;)
		sys(SYS_rt_sigsuspend, &mask, 8);
}

/* who has this host process, or (0) whose stack pointer is in the stack; nil: nobody */
static Stopped *
findstopped(u32int tid, uintptr stack, usize size)
{
	for(int i = 0; i < Nstopped; i++) {
		Stopped *s = &hsh->stopped[i];
		u32int t = atomic_load(&s->tid);
		if(t != 0 && (tid != 0 ? t == tid : s->sp - stack < size))
			return s;
	}
	return nil;
}

/* the directory of the first process's threads */
static s64int
opentasks(void)
{
	Line l = {.n = 0};

	addtext(&l, "/proc/");
	addnum(&l, (u64int)hsh->firstpid, 10);
	addtext(&l, "/task");
	l.s[l.n] = 0;
	return sys(SYS_open, l.s, O_RDONLY | O_CLOEXEC);
}

/* stop the threads of the first process, once */
static void
stopthreads(void)
{
	static bool asked;
	char buf[1024];
	s64int fd, n, tid, self = sys(SYS_gettid);
	struct
	{
		u64int ino, off;
		u16int len;
		u8int type;
		char name[];
	} * d;

	if(asked)
		return;
	asked = true;
	fd = opentasks();
	while(fd >= 0 && (n = sys(SYS_getdents64, fd, buf, sizeof buf)) > 0)
		for(char *p = buf; p < buf + n; p += d->len) {
			d = (void *)p;
			tid = 0;
			for(const char *s = d->name; *s >= '0' && *s <= '9'; s++)
				tid = tid * 10 + *s - '0';
			if(tid != 0 && tid != self)
				sys(SYS_tgkill, hsh->firstpid, tid, SIGURG);
		}
	sys(SYS_close, fd);
}

void
hosttrace(int hostpid, void *stack, usize size)
{
	Stopped *s = nil;
	int tid = hostpid == 0 && stack == nil ? hsh->firstpid : hostpid;
	uintptr here = (uintptr)__builtin_frame_address(0);

	if(tid == sys(SYS_gettid) || here - (uintptr)stack < size)
		return; /* its calls are known */
	if(hostpid == 0)
		stopthreads();
	else
		hostkick(hostpid);
	for(int i = 0; s == nil && i <= Answerms; i++) {
		s = findstopped((u32int)tid, (uintptr)stack, size);
		if(s == nil && patience-- > 0)
			sys(SYS_poll, 0, 0, 1);
	}
	if(s != nil)
		tracecalls(s->pc, s->bp);
	else
		hostlog("\tdoes not answer\n", 17);
}
