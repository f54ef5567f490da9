/*
 * The files that a command is told to read: names as arguments, or standard input without any; and its standard
 * output.
 */
#include <u.h>
#include <libc.h>
#include <bio.h>
#include <cmd.h>

/* what cannot be written ends the program, at its exit too */
void
openstdout(Biobuf *b)
{
	Binit(b, 1, OWRITE);
	Blethal(b, nil);
}

/* nil is standard input; a file that cannot be opened or read ends the program */
Biobuf *
openin(char *name)
{
	Biobuf *b;

	b = name == nil ? check(Bfdopen(0, OREAD)) : Bopen(name, OREAD);
	if(b == nil)
		sysfatal("can't open %s: %r", name);
	Blethal(b, nil);
	return b;
}

/* for commands to which - is standard input */
Biobuf *
opendash(char *name)
{
	return openin(strcmp(name, "-") == 0 ? nil : name);
}

/*
 * Do one file after the other; what f gives is the status of the program, nil if all is well.  A
 * file that cannot be opened is passed over, and the status is then cantopen.
 */
char *
eachfile(int argc, char **argv, char *cantopen, char *(*f)(int, char *))
{
	char *s, *status;
	int fd;

	if(argc == 0)
		return f(0, nil);
	status = nil;
	for(int i = 0; i < argc; i++) {
		fd = open(argv[i], OREAD);
		if(fd < 0) {
			fprint(2, "%s: can't open %s: %r\n", argv0, argv[i]);
			status = cantopen;
			continue;
		}
		s = f(fd, argv[i]);
		if(s != nil)
			status = s;
		close(fd);
	}
	return status;
}

/* call f with each name; the status is bad if that is less than 0 for any */
char *
eacharg(int argc, char **argv, char *bad, int (*f)(char *))
{
	char *status;

	status = nil;
	for(int i = 0; i < argc; i++)
		if(f(argv[i]) < 0)
			status = bad;
	return status;
}

/* as eachfile for text, where the first file that cannot be opened ends the program */
void
eachin(int argc, char **argv, void (*f)(Biobuf *))
{
	Biobuf *b;

	for(int i = 0; i < argc || i == 0; i++) {
		b = openin(argc == 0 ? nil : argv[i]);
		f(b);
		Bterm(b);
	}
}

/* what is left of a file, with a NUL behind it, for the caller to free; n may be nil */
char *
readall(int fd, vlong *n)
{
	char *buf;
	vlong len, size;
	long m;

	size = 8 * 1024;
	buf = check(malloc(size));
	for(len = 0; (m = read(fd, buf + len, size - len - 1)) > 0;) {
		len += m;
		if(size - len < 4 * 1024)
			buf = check(realloc(buf, size *= 2));
	}
	if(m < 0)
		sysfatal("read error: %r");
	buf[len] = 0;
	if(n != nil)
		*n = len;
	return buf;
}
