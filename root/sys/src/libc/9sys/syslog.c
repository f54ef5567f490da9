/* syslog: append a line to /sys/log/name, which must exist; without it, or if asked to, to the console */
#include <u.h>
#include <libc.h>

void
syslog(int cons, const char *name, const char *fmt, ...)
{
	char line[1024], file[128], *p, *t;
	va_list args;
	int fd;

	t = ctime(time(nil));
	p = seprint(line, line + sizeof line - 1, "%s %.15s ", sysname(), t + 4);
	va_start(args, fmt);
	p = vseprint(p, line + sizeof line - 1, fmt, args);
	va_end(args);
	*p++ = '\n';
	snprint(file, sizeof file, "/sys/log/%s", name == nil ? "" : name);
	fd = name == nil ? -1 : open(file, OWRITE | OCEXEC);
	if(fd >= 0) {
		seek(fd, 0, 2);
		write(fd, line, p - line);
		close(fd);
	}
	if((cons || fd < 0) && (fd = open("#c/cons", OWRITE | OCEXEC)) >= 0) {
		write(fd, line, p - line);
		close(fd);
	}
}
