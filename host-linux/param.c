/*
 * What the host can tell about itself, once at boot.
 */
#define _GNU_SOURCE
#include <pwd.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>
#include "linux.h"
#include "zone.h"

static void
set(char *to, usize size, const char *s)
{
	snprintf(to, size, "%s", s);
}

/* the root tree: beside the executable when built, under share when installed */
static void
findroot(char *root, usize size)
{
	static const char *const at[] = {"../root", "../share/emu/root"};
	char exe[1024], try[1200];
	struct stat st;
	ssize_t n = readlink("/proc/self/exe", exe, sizeof exe - 1);

	if(n < 0)
		return;
	exe[n] = 0;
	char *slash = strrchr(exe, '/');
	if(slash == nil)
		return;
	*slash = 0;
	for(usize i = 0; i < sizeof at / sizeof at[0]; i++) {
		char *real;
		snprintf(try, sizeof try, "%s/%s", exe, at[i]);
		if(stat(try, &st) == 0 && S_ISDIR(st.st_mode) &&
		   (real = realpath(try, nil)) != nil) {
			set(root, size, real);
			free(real);
			return;
		}
	}
}

static void
raisefiles(void)
{
	struct rlimit l;

	if(getrlimit(RLIMIT_NOFILE, &l) == 0 && l.rlim_cur < l.rlim_max) {
		l.rlim_cur = l.rlim_max;
		setrlimit(RLIMIT_NOFILE, &l);
	}
}

/* make dir and those above it; false: it is not there and cannot be made */
static bool
makedirs(const char *dir)
{
	char path[1200];

	set(path, sizeof path, dir);
	for(char *s = path + 1; (s = strchr(s, '/')) != nil; s++) {
		*s = 0;
		mkdir(path, 0777);
		*s = '/';
	}
	mkdir(path, 0700);
	return access(path, W_OK | X_OK) == 0;
}

/* where this user's files are kept: with the user's data, or else where the host keeps what may go */
static void
finddata(Hostparam *p)
{
	const char *t = getenv("TMPDIR"), *x = getenv("XDG_DATA_HOME");
	struct stat st;

	if(x != nil && x[0] == '/')
		snprintf(p->data, sizeof p->data, "%.1000s/emu", x);
	else
		snprintf(p->data, sizeof p->data, "%.1000s/.local/share/emu", p->home);
	if(makedirs(p->data))
		return;
	snprintf(p->data, sizeof p->data, "%.1000s/emu-%u", t != nil && t[0] == '/' ? t : "/tmp",
		 p->uid);
	if(!makedirs(p->data) || lstat(p->data, &st) < 0 || !S_ISDIR(st.st_mode) ||
	   st.st_uid != p->uid)
		p->data[0] = 0;
}

/* a directory of data, made if need be; "": none */
static void
datadir(const Hostparam *p, const char *name, char *buf, usize n)
{
	snprintf(buf, n, "%s/%s", p->data, name);
	if(p->data[0] == 0 || !makedirs(buf))
		buf[0] = 0;
}

void
hostparam(Hostparam *p)
{
	struct passwd *pw;
	cpu_set_t cpus;
	const char *s;

	memset(p, 0, sizeof *p);
	raisefiles();
	p->ncpu = sched_getaffinity(0, sizeof cpus, &cpus) == 0 ? CPU_COUNT(&cpus) : 1;
	p->uid = getuid();
	pw = getpwuid(getuid());
	if(pw != nil)
		set(p->user, sizeof p->user, pw->pw_name);
	else
		snprintf(p->user, sizeof p->user, "%u", p->uid);
	gethostname(p->hostname, sizeof p->hostname - 1);
	if(getcwd(p->cwd, sizeof p->cwd) == nil)
		set(p->cwd, sizeof p->cwd, "/");
	s = getenv("HOME");
	set(p->home, sizeof p->home, s != nil ? s : pw != nil ? pw->pw_dir : "/");
	findroot(p->root, sizeof p->root);
	finddata(p);
	datadir(p, "tmp", p->tmp, sizeof p->tmp);
	datadir(p, "usr", p->usr, sizeof p->usr);
	zonetext(p->timezone, sizeof p->timezone, hostnsec() / 1000000000);
}
