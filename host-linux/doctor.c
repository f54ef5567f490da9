/*
 * emu --doctor: what this Linux has of what emu needs, one finding a line, and what to do about
 * each that is not well.  Things are tried (doctortry.c) where that can be done; the rest is read.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <langinfo.h>
#include <locale.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/utsname.h>
#include <termios.h>
#include <unistd.h>
#include "binfmt.h"
#include "doctor.h"

enum
{
	Fewfiles = 1024,
	Fewprocs = 256,
	Fewmaps = 65530, /* Linux's own default */
	Fewbytes = 256 * MiB,
};

static bool cannot;

static void
finding(const char *kind, const char *fmt, va_list arg)
{
	printf("%-7s ", kind);
	vprintf(fmt, arg);
	putchar('\n');
}

__attribute__((format(printf, 1, 2))) static void
ok(const char *fmt, ...)
{
	va_list arg;

	va_start(arg, fmt);
	finding("ok", fmt, arg);
	va_end(arg);
}

/* emu runs, but something in it will not; advice: printed below */
__attribute__((format(printf, 2, 3))) static void
note(const char *advice, const char *fmt, ...)
{
	va_list arg;

	va_start(arg, fmt);
	finding("note", fmt, arg);
	va_end(arg);
	printf("        %s\n", advice);
}

/* emu does not run */
__attribute__((format(printf, 2, 3))) static void
bad(const char *advice, const char *fmt, ...)
{
	va_list arg;

	va_start(arg, fmt);
	finding("BAD", fmt, arg);
	va_end(arg);
	printf("        %s\n", advice);
	cannot = true;
}

/* the number in a file of /proc or /sys; -1: there is none */
static s64int
number(const char *name)
{
	FILE *f = fopen(name, "r");
	s64int n;

	if(f == nil)
		return -1;
	if(fscanf(f, "%ld", &n) != 1)
		n = -1;
	fclose(f);
	return n;
}

static void
kernel(void)
{
	struct utsname u;
	int major = 0, minor = 0;

	uname(&u);
	sscanf(u.release, "%d.%d", &major, &minor);
	if(strcmp(u.machine, "x86_64") != 0)
		bad("Use a machine with an x86-64 processor.", "the machine is %s", u.machine);
	else if(major < 5 || (major == 5 && minor < 11))
		bad("Install Linux 5.11 or newer.", "Linux %s is too old", u.release);
	else
		ok("Linux %s", u.release);
	if(access("/proc/self/fd", X_OK) < 0)
		bad("Mount it: mount -t proc proc /proc.", "/proc is not mounted");
}

static void
dispatch(void)
{
	switch(trial(trydispatch, nil)) {
	case 0:
		ok("Syscall User Dispatch works: system calls of a program trap");
		break;
	case Tlow:
		bad("Look at: sysctl vm.mmap_min_addr (65536 is usual), and ulimit -v.",
		    "low addresses, where Plan 9 programs have their text, cannot be mapped");
		break;
	case Tmemfd:
		bad("Use Linux itself: its system call memfd_create is needed, and "
		    "vm.memfd_noexec=0.",
		    "there are no memory objects");
		break;
	case Texec:
		bad("Allow it: sysctl vm.memfd_noexec=0; in SELinux, execmem.",
		    "memory that holds a program cannot be made executable");
		break;
	case Tnodispatch:
		bad("Use Linux 5.11 or newer with CONFIG_GENERIC_ENTRY, and in a container allow "
		    "prctl.",
		    "there is no Syscall User Dispatch");
		break;
	default:
		bad("Use Linux itself, not something that imitates it.",
		    "Syscall User Dispatch is there, but system calls do not trap");
	}
}

static void
memory(usize arena)
{
	struct rlimit l;
	u64int size, left;
	s64int over = number("/proc/sys/vm/overcommit_memory");
	int r = trial(tryarena, &arena);

	if(getrlimit(RLIMIT_FSIZE, &l) == 0 && l.rlim_cur < arena)
		bad("Let it be unlimited: ulimit -f unlimited.",
		    "a file, which emu's memory is for Linux, has at most %llu MiB",
		    (unsigned long long)(l.rlim_cur / MiB));
	else if(r != 0)
		bad("Look at: ulimit -v (unlimited is usual), sysctl vm.overcommit_memory (0 is "
		    "usual).",
		    "%llu GiB of address space cannot be reserved: %s",
		    (unsigned long long)(arena / GiB), strerror(r > 0 ? r : EFAULT));
	else if(getrlimit(RLIMIT_AS, &l) == 0 && l.rlim_cur != RLIM_INFINITY)
		note("Let it be unlimited: ulimit -v unlimited.",
		     "address space is limited to %llu MiB",
		     (unsigned long long)(l.rlim_cur / MiB));
	else if(over == 2)
		note("Big programs may find no memory; sysctl vm.overcommit_memory=0 is usual.",
		     "Linux lends no memory that it has not: vm.overcommit_memory is 2");
	else
		ok("address space and overcommit");
	hostmemory(&size, &left);
	if(left < Fewbytes)
		note("End something.", "only %llu MiB of memory are free",
		     (unsigned long long)(left / MiB));
	else
		ok("%llu of %llu MiB of memory free", (unsigned long long)(left / MiB),
		   (unsigned long long)(size / MiB));
}

static void
maps(void)
{
	s64int n = number("/proc/sys/vm/max_map_count");

	if(n >= 0 && n < Fewmaps)
		note("As root: sysctl vm.max_map_count=65530.",
		     "a process has only %ld mappings; Go's big programs may need more", n);
	else if(n >= 0)
		ok("%ld mappings in a process", n);
}

/* raising the soft limit is emu's own work */
static void
files(void)
{
	struct rlimit l;

	if(getrlimit(RLIMIT_NOFILE, &l) < 0)
		return;
	if(l.rlim_max < Fewfiles)
		note("All Plan 9 processes share them.  Raise nofile in "
		     "/etc/security/limits.conf, or LimitNOFILE.",
		     "there are at most %llu open files", (unsigned long long)l.rlim_max);
	else
		ok("%llu open files", (unsigned long long)l.rlim_max);
}

/* the cgroup's own limit of processes; -1: none known */
static s64int
cgrouppids(void)
{
	char line[1024], name[1200];
	s64int n = -1;
	FILE *f = fopen("/proc/self/cgroup", "r");

	if(f == nil)
		return -1;
	while(fgets(line, sizeof line, f) != nil)
		if(strncmp(line, "0::", 3) == 0) {
			line[strcspn(line, "\n")] = 0;
			snprintf(name, sizeof name, "/sys/fs/cgroup%s/pids.max", line + 3);
			n = number(name);
		}
	fclose(f);
	return n;
}

static void
processes(void)
{
	struct rlimit l;
	s64int n = cgrouppids();

	if(getrlimit(RLIMIT_NPROC, &l) == 0 && l.rlim_cur != RLIM_INFINITY &&
	   (n < 0 || (s64int)l.rlim_cur < n))
		n = (s64int)l.rlim_cur;
	if(n >= 0 && n < Fewprocs)
		note("Each Plan 9 process is one of Linux.  Raise ulimit -u, or TasksMax or "
		     "pids.max of the control group.",
		     "there are at most %ld processes", n);
	else if(n >= 0)
		ok("%ld processes", n);
	else
		ok("processes without a limit");
}

static void
peek(void)
{
	s64int scope = number("/proc/sys/kernel/yama/ptrace_scope");
	int r = trial(trypeek, nil);

	if(r != 0)
		note("Debuggers inside need it.  As root: sysctl kernel.yama.ptrace_scope=1; in a "
		     "container: --cap-add SYS_PTRACE.",
		     "the memory of a child cannot be read: %s", strerror(r > 0 ? r : EFAULT));
	else if(scope > 0)
		ok("processes can be looked into; for gdb -p, sysctl "
		   "kernel.yama.ptrace_scope=0");
	else
		ok("processes can be looked into");
}

/* is the command in $PATH? */
static bool
haveprog(const char *name)
{
	char file[1200], *path = getenv("PATH"), *dir, *save;
	bool found = false;

	path = strdup(path != nil ? path : "/usr/bin:/bin");
	for(dir = strtok_r(path, ":", &save); dir != nil && !found;
	    dir = strtok_r(nil, ":", &save)) {
		snprintf(file, sizeof file, "%s/%s", dir, name);
		found = access(file, X_OK) == 0;
	}
	free(path);
	return found;
}

static void
fuse(void)
{
	int fd = open("/dev/fuse", O_RDWR | O_CLOEXEC);

	if(fd < 0 && errno == ENOENT)
		note("As root: modprobe fuse; in a container: --device /dev/fuse.",
		     "there is no /dev/fuse, so name spaces cannot be mounted on Linux");
	else if(fd < 0)
		note("As root: chmod 666 /dev/fuse, which is usual.",
		     "/dev/fuse cannot be opened, so name spaces cannot be mounted on Linux: %s",
		     strerror(errno));
	else if(!haveprog("fusermount3"))
		note("Install the package fuse3.",
		     "there is no fusermount3, so name spaces cannot be mounted on Linux");
	else
		ok("fuse");
	if(fd >= 0)
		close(fd);
}

static void
names(void)
{
	switch(trial(trynames, nil)) {
	case 0:
		ok("a name server answers");
		break;
	case Tnoserver:
		note("Look at /etc/resolv.conf.", "no name server is known");
		break;
	default:
		note("Names of the network will not be found.  Look at /etc/resolv.conf and the "
		     "network.",
		     "no name server answers");
	}
}

static void
terminal(void)
{
	struct winsize w = {0};
	const char *t = getenv("TERM");

	if(!isatty(0)) {
		ok("no terminal on standard input: what is there is read as a file");
		return;
	}
	setlocale(LC_CTYPE, "");
	if(strcmp(nl_langinfo(CODESET), "UTF-8") != 0)
		note("Plan 9's text is UTF-8: export LC_ALL=C.UTF-8, if the terminal is.",
		     "the terminal's text is %s", nl_langinfo(CODESET));
	if(t == nil || t[0] == 0)
		note("export TERM=xterm, or what it is.", "$TERM does not say what terminal it is");
	if(ioctl(0, TIOCGWINSZ, &w) < 0 || w.ws_row == 0)
		note("stty rows 24 cols 80, or what it has.", "the terminal has no size");
	else
		ok("terminal of %d lines and %d columns", w.ws_row, w.ws_col);
}

static void
trees(const char *root)
{
	static Hostparam p;
	char rc[1200];

	hostparam(&p);
	if(root == nil)
		root = p.root;
	snprintf(rc, sizeof rc, "%.1100s/amd64/bin/rc", root);
	if(access(rc, R_OK) < 0) {
		bad("Install emu whole, or name a root tree: emu -r dir.",
		    "there is no root tree %s: it has no amd64/bin/rc",
		    root[0] == 0 ? "beside emu" : root);
		return;
	}
	ok("root tree %s", root);
	if(p.data[0] == 0)
		note("Set HOME, XDG_DATA_HOME or TMPDIR to a directory that can be written.",
		     "there is no place for /usr and /tmp");
	else
		ok("%s keeps /usr and /tmp", p.data);
	if(cannot)
		return;
	if(trial(tryemu, root) == 0)
		ok("a shell starts in it, and ends");
	else
		bad("Its own message is above.", "a shell does not start in it");
}

static void
compiler(void)
{
	if(!haveprog("gcc") || !haveprog("ld") || !haveprog("objcopy"))
		note("Install the packages gcc and binutils.",
		     "there is no gcc and binutils, which 9cc needs");
	else
		ok("gcc and binutils, for 9cc");
}

static void
binfmt(void)
{
	if(access(Binfmtdir "/" Binfmtname, F_OK) == 0)
		ok("Linux starts Plan 9 programs by their name");
	else
		note("emu --binfmt tells how.", "Linux does not start Plan 9 programs by itself");
}

int
hostdoctor(const char *root, usize arena)
{
	kernel();
	dispatch();
	memory(arena);
	maps();
	files();
	processes();
	peek();
	trees(root);
	terminal();
	names();
	fuse();
	compiler();
	binfmt();
	puts(cannot ? "emu cannot run here" : "emu can run here");
	fflush(stdout);
	return cannot;
}
