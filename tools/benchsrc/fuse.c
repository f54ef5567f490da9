/*
 * Work on files of Linux, to compare mounts by FUSE with one another: fuse case dir prints nanoseconds for
 * one operation.  In dir are files (1000 small ones), some (10,000), many (50,000) and big, which tools/bench has made below all mounts.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum
{
	Nfile = 1000,
	Rounds = 10,
	Nmade = 2000,
	Small = 100, /* bytes of a small file */
	Unit = 128 * 1024,
	Page = 4096,
	Nrandom = 10000,
	Second = 1000000000,
};
#define Bigsize (256LL * 1024 * 1024)

static char buf[Unit];

static void
fail(const char *what)
{
	perror(what);
	exit(1);
}

static long long
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * (long long)Second + t.tv_nsec;
}

static int
mustopen(const char *name, int mode)
{
	int fd = open(name, mode, 0644);

	if(fd < 0)
		fail(name);
	return fd;
}

static long long
statfiles(void)
{
	char name[64];
	struct stat st;
	long long t = now();

	for(int r = 0; r < Rounds; r++)
		for(int i = 0; i < Nfile; i++) {
			snprintf(name, sizeof name, "files/%d", i);
			if(stat(name, &st) < 0 || st.st_size != Small)
				fail(name);
		}
	return (now() - t) / (Rounds * Nfile);
}

static long long
makefiles(void)
{
	char name[64];
	long long t;
	int fd;

	if(mkdir("made", 0755) < 0)
		fail("made");
	t = now();
	for(int i = 0; i < Nmade; i++) {
		snprintf(name, sizeof name, "made/%d", i);
		fd = mustopen(name, O_WRONLY | O_CREAT | O_EXCL);
		if(write(fd, buf, Small) != Small)
			fail(name);
		close(fd);
	}
	t = now() - t;
	for(int i = 0; i < Nmade; i++) {
		snprintf(name, sizeof name, "made/%d", i);
		unlink(name);
	}
	rmdir("made");
	return t / Nmade;
}

/* all names; and what they are, if that is wanted */
static long long
readall(const char *dir, int want)
{
	long long t = now();
	DIR *d = opendir(dir);
	struct dirent *e;
	struct stat st;
	int n = 0;

	if(d == NULL)
		fail(dir);
	while((e = readdir(d)) != NULL) {
		n++;
		if(want && fstatat(dirfd(d), e->d_name, &st, 0) < 0)
			fail(e->d_name);
	}
	closedir(d);
	return (now() - t) / n;
}

static long long
writebig(void)
{
	long long t = now();
	int fd = mustopen("new", O_WRONLY | O_CREAT | O_TRUNC);

	for(long long i = 0; i < Bigsize; i += Unit)
		if(write(fd, buf, Unit) != Unit)
			fail("new");
	close(fd);
	t = now() - t;
	unlink("new");
	return t / (Bigsize / Unit);
}

/* drop: the mount is to have nothing of it in memory */
static long long
readbig(int drop)
{
	int fd = mustopen("big", O_RDONLY);
	long long t;

	if(drop)
		posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
	t = now();
	for(long long i = 0; i < Bigsize; i += Unit)
		if(read(fd, buf, Unit) != Unit)
			fail("big");
	t = now() - t;
	close(fd);
	return t / (Bigsize / Unit);
}

static long long
again(void)
{
	readbig(0);
	return readbig(0);
}

static long long
readrandom(void)
{
	int fd = mustopen("big", O_RDONLY);
	unsigned seed = 1;
	long long t;

	posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
	posix_fadvise(fd, 0, 0, POSIX_FADV_RANDOM);
	t = now();
	for(int i = 0; i < Nrandom; i++) {
		seed = seed * 1103515245 + 12345;
		if(pread(fd, buf, Page, (seed >> 8) % (Bigsize / Page) * Page) != Page)
			fail("big");
	}
	t = now() - t;
	close(fd);
	return t / Nrandom;
}

static long long
names(void)
{
	return readall("many", 0);
}

static long long
list(void)
{
	return readall("some", 1);
}

static long long
readnew(void)
{
	return readbig(1);
}

int
main(int argc, char **argv)
{
	static const struct
	{
		const char *name;
		long long (*fn)(void);
	} cases[] = {{"stat", statfiles}, {"create", makefiles}, {"readdir", names},
		     {"list", list},      {"write", writebig},   {"read", readnew},
		     {"reread", again},   {"random", readrandom}};

	if(argc != 3 || chdir(argv[2]) < 0)
		fail("fuse case dir");
	for(unsigned i = 0; i < sizeof cases / sizeof cases[0]; i++)
		if(strcmp(argv[1], cases[i].name) == 0) {
			printf("%s %lld\n", argv[1], cases[i].fn());
			return 0;
		}
	fprintf(stderr, "no such case: %s\n", argv[1]);
	return 1;
}
