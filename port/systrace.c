/*
 * The text of /proc/n/syscall: a system call at its entry, with its arguments, and at its
 * exit, with what it gave.  Sysent.args tells the kind of each argument by a letter (sys.h).
 *
 * The program may have given anything as an address, and a trace must not change what
 * the call does: so memory is looked at only by functions that neither raise nor post a note.
 */
#include "host.h"
#include "lib.h"
#include "proc.h"
#include "sys.h"

enum
{
	Stringmax = 128, /* bytes shown of a string */
	Datamax = 64,    /* bytes shown of data */
	Argvmax = 16,    /* words shown of an argv */
};

static char *
tracebytes(char *s, char *e, const char *p, int n)
{
	s = seprint(s, e, "\"");
	for(int i = 0; i < n; i++)
		s = seprint(s, e, "%c", p[i] > ' ' && p[i] < 0x7f ? p[i] : '.');
	return seprint(s, e, "\"");
}

/* n bytes of data at u, or as many as are shown */
static char *
tracedata(char *s, char *e, Uaddr u, s64int n)
{
	char buf[Datamax];

	s = seprint(s, e, "%#llx/", (u64int)u.a);
	if(n > Datamax)
		n = Datamax;
	if(n <= 0 || hostcopyin(buf, u, (usize)n) < 0)
		return seprint(s, e, "\"\"");
	return tracebytes(s, e, buf, (int)n);
}

static char *
tracestring(char *s, char *e, Uaddr u)
{
	char buf[Stringmax + 1];
	s64int n = u.a == 0 ? -1 : hoststrlen(u, Stringmax);

	s = seprint(s, e, "%#llx/", (u64int)u.a);
	if(n < 0 || hostcopyin(buf, u, (usize)n) < 0)
		return seprint(s, e, "\"\"");
	buf[n] = 0;
	n = (s64int)utfcut(buf, strlen(buf));
	buf[n] = 0;
	return seprint(s, e, n < Stringmax - UTFmax ? "\"%s\"" : "\"%s...\"", buf);
}

static char *
traceargv(char *s, char *e, Uaddr u)
{
	u64int word;

	for(int i = 0; i < Argvmax; i++) {
		if(hostcopyin(&word, uaddradd(u, (usize)i * sizeof word), sizeof word) < 0)
			return seprint(s, e, "?");
		if(word == 0)
			return s;
		if(i > 0)
			s = seprint(s, e, " ");
		s = tracestring(s, e, uaddr(word));
	}
	return seprint(s, e, " ...");
}

static char *
tracearg(char *s, char *e, char kind, const uintptr *a, int i)
{
	switch(kind) {
	case 'i':
		return seprint(s, e, "%d", (s32int)a[i]);
	case 'u':
		return seprint(s, e, "%u", (u32int)a[i]);
	case 'h':
		return seprint(s, e, "%#x", (u32int)a[i]);
	case 'v':
		return seprint(s, e, "%lld", (s64int)a[i]);
	case 's':
		return tracestring(s, e, uaddr(a[i]));
	case 'a':
		return traceargv(s, e, uaddr(a[i]));
	case 'd':
		return tracedata(s, e, uaddr(a[i]), (s32int)a[i + 1]);
	default: /* p V O o */
		return seprint(s, e, "%#llx", (u64int)a[i]);
	}
}

void
syscallentry(int n, const uintptr *a, char *buf, int size)
{
	const char *args = nil;
	char *s, *e = buf + size;

	s = seprint(buf, e, "%u %s ", up->pid, up->text);
	if(n >= 0 && n < Nsyscall && systab[n].name != nil) {
		s = seprint(s, e, "%s ", systab[n].name);
		args = systab[n].args;
	} else
		s = seprint(s, e, "%d ", n);
	s = seprint(s, e, "%llx ", up->ureg.pc);
	for(int i = 0; args != nil && args[i] != 0; i++) {
		if(i > 0)
			s = seprint(s, e, " ");
		s = tracearg(s, e, args[i], a, i);
	}
}

/* What the call filled in, and the arguments after it */
static char *
traceout(char *s, char *e, const char *args, const uintptr *a, s64int ret)
{
	int i;

	for(i = 0; args[i] != 0 && args[i] != 'o' && args[i] != 'O'; i++)
		;
	if(args[i] == 0)
		return s;
	s = seprint(s, e, " ");
	if(ret < 0)
		s = seprint(s, e, "%#llx/\"\"", (u64int)a[i]);
	else if(args[i] == 'O')
		s = tracedata(s, e, uaddr(a[i]), ret);
	else
		s = tracestring(s, e, uaddr(a[i]));
	for(i++; args[i] != 0; i++) {
		s = seprint(s, e, " ");
		s = tracearg(s, e, args[i], a, i);
	}
	return s;
}

void
syscallexit(int n, const uintptr *a, s64int ret, s64int start, s64int stop, char *buf, int size)
{
	char *s = buf, *e = buf + size;
	bool failed = ret == -1;

	*s = 0;
	if(n >= 0 && n < Nsyscall && systab[n].args != nil)
		s = traceout(s, e, systab[n].args, a, ret);
	if(n == EXEC || n == SEGBRK || n == SEGATTACH || n == RENDEZVOUS)
		s = seprint(s, e, " = %#llx", (u64int)ret);
	else
		s = seprint(s, e, " = %lld", ret);
	seprint(s, e, " %s %lld %lld\n", failed ? up->syserrstr : "\"\"", start, stop);
}
