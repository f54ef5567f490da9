/*
 * echo: print the arguments, in one write.
 */
#include <u.h>
#include <libc.h>
#include <cmd.h>

void
main(int argc, char **argv)
{
	char *buf, *p;
	int i, len, newline;

	newline = 1;
	i = 1;
	if(argc > 1 && strcmp(argv[1], "-n") == 0) {
		newline = 0;
		i++;
	}
	len = 1;
	for(int k = i; k < argc; k++)
		len += strlen(argv[k]) + 1;
	p = buf = check(malloc(len));
	for(; i < argc; i++) {
		len = strlen(argv[i]);
		memmove(p, argv[i], len);
		p += len;
		if(i + 1 < argc)
			*p++ = ' ';
	}
	if(newline)
		*p++ = '\n';
	if(p > buf && write(1, buf, p - buf) != p - buf) {
		fprint(2, "echo: write error: %r\n");
		exits("write error");
	}
	exits(nil);
}
