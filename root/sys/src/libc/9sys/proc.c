/* processes: making, ending, naming, waiting for them */
#include <u.h>
#include <libc.h>
#include <tos.h>
#include "../port/_libc.h"

int
getpid(void)
{
	return _tos->pid;
}

static int
readfile(const char *name, char *buf, int size)
{
	int n, fd = open(name, OREAD);

	if(fd < 0)
		return -1;
	n = read(fd, buf, size - 1);
	close(fd);
	if(n >= 0)
		buf[n] = '\0';
	return n;
}

int
getppid(void)
{
	char buf[64];

	return readfile("#c/ppid", buf, sizeof buf) < 0 ? 0 : atoi(buf);
}

int
fork(void)
{
	return rfork(RFPROC | RFFDG | RFREND);
}

/* the arguments of execl lie in registers and memory; count, then gather */
int
execl(const char *file, ...)
{
	char *args[64], **argv = args;
	va_list ap;
	int n = 0;

	va_start(ap, file);
	while(va_arg(ap, char *) != nil)
		n++;
	va_end(ap);
	if(n >= nelem(args) && (argv = malloc((n + 1) * sizeof *argv)) == nil)
		return -1;
	va_start(ap, file);
	for(n = 0; (argv[n] = va_arg(ap, char *)) != nil; n++) {
	}
	va_end(ap);
	exec(file, argv);
	if(argv != args)
		free(argv);
	return -1;
}

/* pid user sys real message */
Waitmsg *
wait(void)
{
	char buf[512], *field[5];
	Waitmsg *w;
	int i, n;

	n = await(buf, sizeof buf - 1);
	if(n < 0)
		return nil;
	buf[n] = '\0';
	if(tokenize(buf, field, 5) != 5) {
		werrstr("couldn't parse wait message");
		return nil;
	}
	w = malloc(sizeof *w + strlen(field[4]) + 1);
	if(w == nil)
		return nil;
	w->pid = atoi(field[0]);
	for(i = 0; i < 3; i++)
		w->time[i] = strtoul(field[1 + i], nil, 10);
	w->msg = (char *)(w + 1);
	strcpy(w->msg, field[4]);
	return w;
}

int
waitpid(void)
{
	char buf[512];
	int n = await(buf, sizeof buf - 1);

	if(n < 0)
		return -1;
	buf[n] = '\0';
	return strtol(buf, nil, 10);
}

int
postnote(int group, int pid, const char *note)
{
	char file[64];
	int fd, n, len = strlen(note);

	snprint(file, sizeof file, "/proc/%d/note%s", pid, group == PNGROUP ? "pg" : "");
	fd = open(file, OWRITE);
	if(fd < 0)
		return -1;
	n = write(fd, note, len);
	close(fd);
	return n == len ? 0 : -1;
}

void
procsetname(const char *fmt, ...)
{
	char file[64], *s;
	va_list args;
	int fd;

	snprint(file, sizeof file, "#p/%d/args", getpid());
	fd = open(file, OWRITE);
	if(fd < 0)
		return;
	va_start(args, fmt);
	s = vsmprint(fmt, args);
	va_end(args);
	if(s != nil)
		write(fd, s, strlen(s) + 1);
	free(s);
	close(fd);
}

int
procsetuser(const char *user)
{
	char file[64];
	int fd, r;
	Dir d;

	nulldir(&d);
	d.uid = (char *)user;
	snprint(file, sizeof file, "#p/%d/ctl", getpid());
	r = dirwstat(file, &d);
	if(r >= 0 || strcmp(user, "none") != 0)
		return r < 0 ? -1 : 0;
	fd = open("#c/user", OWRITE);
	if(fd < 0)
		return -1;
	r = write(fd, "none", 4);
	close(fd);
	return r == 4 ? 0 : -1;
}

char *
getuser(void)
{
	static char user[64];
	char file[64];
	Dir *d;

	snprint(file, sizeof file, "#p/%d/status", getpid());
	d = dirstat(file);
	strecpy(user, user + sizeof user, d == nil ? "none" : d->uid);
	free(d);
	return user;
}

char *
sysname(void)
{
	static char name[256];

	if(name[0] == '\0' && readfile("/dev/sysname", name, sizeof name) <= 0)
		name[0] = '\0';
	return name[0] ? name : "gnot";
}
