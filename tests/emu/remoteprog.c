/*
 * The program that a gdb elsewhere debugs: calls itself, changes what is watched, catches a note, makes a child,
 * and ends, or computes, or sleeps, as it is told.
 */
#include <u.h>
#include <libc.h>

typedef struct Place Place;
struct Place
{
	int x, y;
};

Place place = {1, 2};
int total;
int caught;
double half = 0.5;

int
add(int n)
{
	int twice = 2 * n;

	total += twice;
	return twice;
}

void
walk(int depth)
{
	if(depth == 0) {
		place.x = add(21);
		return;
	}
	walk(depth - 1);
	place.y += depth;
}

int
onnote(void *, char *note)
{
	caught++;
	return strncmp(note, "hangup", 6) == 0;
}

void
fork1(void)
{
	if(fork() == 0) {
		add(1);
		exits(nil);
	}
	waitpid();
}

void
main(int argc, char **argv)
{
	char *how = argc > 1 ? argv[1] : "";

	atnotify(onnote, 1);
	walk(2);
	print("total %d half %g\n", total, half);
	fork1();
	while(strcmp(how, "spin") == 0)
		total++;
	while(strcmp(how, "sleep") == 0) {
		if(sleep(300) < 0)
			exits("broken");
		total++;
	}
	if(strcmp(how, "fault") == 0)
		*(int *)16 = 1;
	exits(strcmp(how, "fail") == 0 ? "failed" : nil);
}
