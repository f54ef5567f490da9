/*
 * p: show a file a page at a time.  After each, a line is read from the console: an empty one
 * goes on, q stops, !command runs a command.
 */
#include <u.h>
#include <libc.h>
#include <bio.h>
#include <cmd.h>

static int pagelen = 22;
static Biobuf bout;
static int cons = -1;

static void
usage(void)
{
	fprint(2, "usage: p [-number] [file ...]\n");
	exits("usage");
}

static void
command(char *s)
{
	if(startrc(s, cons) < 0) {
		fprint(2, "p: fork: %r\n");
		return;
	}
	waitpid();
	fprint(2, "!\n");
}

static void
ask(void)
{
	char buf[512];
	long n;

	Bflush(&bout);
	if(cons < 0 && (cons = open("/dev/cons", OREAD)) < 0)
		sysfatal("can't open /dev/cons: %r");
	for(;;) {
		n = read(cons, buf, sizeof buf - 1);
		if(n <= 0 || buf[0] == 'q')
			exits(nil);
		buf[n] = 0;
		if(buf[0] != '!')
			return;
		command(buf + 1);
	}
}

/* the next file, after a question.  A page's last newline is the one that the reader types */
static void
show(Biobuf *b)
{
	char *s;
	static int shown;
	int n;

	if(shown++ > 0)
		ask();
	n = 0;
	while((s = Brdstr(b, '\n', 1)) != nil) {
		if(n > 0 && n % pagelen != 0)
			Bputc(&bout, '\n');
		else if(n > 0)
			ask();
		n++;
		Bprint(&bout, "%s", s);
		free(s);
	}
	if(n > 0)
		Bputc(&bout, '\n');
	Bflush(&bout);
}

void
main(int argc, char **argv)
{
	argv0 = argv[0];
	argc--;
	argv++;
	if(argc > 0 && argv[0][0] == '-' && argv[0][1]) {
		pagelen = atoi(argv[0] + 1);
		if(pagelen <= 0)
			usage();
		argc--;
		argv++;
	}
	openstdout(&bout);
	eachin(argc, argv, show);
	exits(nil);
}
