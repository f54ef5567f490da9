/*
 * What stands before an emu: the user's options, and what Linux has to be told so that it starts
 * one by itself.
 */
#define _GNU_SOURCE
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "linux.h"
#include "binfmt.h"

const char *
hostgetenv(const char *name)
{
	return getenv(name);
}

void
hostconfigname(char *buf, int n)
{
	const char *x = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
	struct passwd *pw;
	int k;

	if(x != nil && x[0] == '/')
		k = snprintf(buf, (usize)n, "%s/emu/emurc", x);
	else {
		if(home == nil && (pw = getpwuid(getuid())) != nil)
			home = pw->pw_dir;
		k = snprintf(buf, (usize)n, "%s/.config/emu/emurc", home != nil ? home : "");
	}
	if(k >= n)
		buf[0] = 0;
}

/* binfmt_misc's line is fields between colons: name, M for magic, offset, magic, mask, interpreter, flags.
 * The magic is that of amd64, with the bit of a 64-bit header, as an a.out begins. */
#define Binfmtline ":" Binfmtname ":M:0:\\x00\\x00\\x8a\\x97:\\xff\\xff\\xff\\xff:%s:\n"

/* the name that means emu -x, beside the executable; false: said why there is none */
static bool
findrunner(char *buf, usize size)
{
	ssize_t n = readlink("/proc/self/exe", buf, size - sizeof "-x");

	if(n < 0) {
		perror("emu: /proc/self/exe");
		return false;
	}
	buf[n] = 0;
	char *slash = strrchr(buf, '/');
	snprintf(slash, size - (usize)(slash - buf), "/emu-x");
	if(access(buf, X_OK) < 0) {
		fprintf(stderr, "emu: %s, a link to emu, is needed: ", buf);
		perror("");
		return false;
	}
	if(strchr(buf, ':') != nil || strlen(buf) > Binfmtmax) {
		fprintf(stderr, "emu: Linux takes no such name: %s\n", buf);
		return false;
	}
	return true;
}

int
hostbinfmt(void)
{
	char runner[1024];

	if(!findrunner(runner, sizeof runner))
		return 1;
	printf(Binfmtline, runner);
	if(fflush(stdout) != 0) {
		perror("emu: standard output");
		return 1;
	}
	fprintf(stderr, "That line makes Linux start Plan 9 programs for the amd64 by emu.\n"
			"Until the next boot:  emu --binfmt | sudo tee " Binfmtdir "/register\n"
			"From each boot on:    emu --binfmt | sudo tee /etc/binfmt.d/emu.conf\n"
			"                      sudo systemctl restart systemd-binfmt\n"
			"No more:              echo -1 | sudo tee " Binfmtdir "/" Binfmtname "\n");
	return 0;
}
