/*
 * Runs the unit tests under GLib's gtest: /suite/test.  A test gets a process of its own by fork,
 * so that one that crashes or hangs fails alone, and each begins with fresh statics.
 *
 * Environment: UNIT_TIMEOUT seconds for one test (default 60), UNIT_NOFORK to stay in one process,
 * for a debugger.
 */
#include <glib.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

typedef struct Unit
{
	const char *file, *name;
	void (*fn)(void);
} Unit;

extern const Unit *const __start_unittab[], *const __stop_unittab[];

static unsigned
timeout(void)
{
	const char *s = getenv("UNIT_TIMEOUT");

	return s != NULL ? (unsigned)atoi(s) : 60;
}

static void
child(const Unit *u)
{
	alarm(timeout());
	u->fn();
	exit(0);
}

static void
runtest(gconstpointer arg)
{
	const Unit *u = arg;
	int status;
	pid_t pid;

	if(getenv("UNIT_NOFORK") != NULL) {
		u->fn();
		return;
	}
	pid = fork();
	g_assert_cmpint(pid, >=, 0);
	if(pid == 0)
		child(u);
	g_assert_cmpint(waitpid(pid, &status, 0), ==, pid);
	if(WIFSIGNALED(status)) {
		g_test_message("killed by signal %d%s", WTERMSIG(status),
			       WTERMSIG(status) == SIGALRM ? ": out of time" : "");
		g_test_fail();
	} else if(WEXITSTATUS(status) != 0) {
		g_test_message("exit status %d", WEXITSTATUS(status));
		g_test_fail();
	}
}

int
main(int argc, char **argv)
{
	signal(SIGPIPE, SIG_IGN); /* as emu does */
	g_test_init(&argc, &argv, NULL);
	for(const Unit *const *p = __start_unittab; p < __stop_unittab; p++) {
		char *file = g_path_get_basename((*p)->file);
		char *path;

		*strchr(file, '.') = '\0';
		path = g_strdup_printf("/%s/%s", file, (*p)->name);
		g_test_add_data_func(path, *p, runtest);
		g_free(path);
		g_free(file);
	}
	return g_test_run();
}
