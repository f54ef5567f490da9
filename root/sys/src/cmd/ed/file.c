/*
 * file.c: files, their names, and not losing what was changed.
 */
#include "ed.h"

char *filename;
int warned;
int oflag;
int fd1 = 1;

/* the name of a command must be followed by blanks */
void
nocharacter(void)
{
	if(*cmd && *cmd != ' ' && *cmd != '\t')
		error("command suffix");
}

char *
getname(void)
{
	char *s;

	nocharacter();
	blanks();
	if(*cmd == 0) {
		if(filename == nil)
			error("no file name");
		return filename;
	}
	s = check(strdup(cmd));
	if(filename == nil)
		filename = s;
	return s;
}

static void
chatter(vlong n)
{
	if(!oflag || fd1 != 1)
		fprint(fd1, "%lld\n", n);
}

void
readfile(char *name, long after)
{
	Biobuf *b;
	char *s;
	vlong size;
	int n, nonl;

	b = Bopen(name, OREAD);
	if(b == nil)
		error(name);
	Blethal(b, error);
	dot = after;
	nonl = 0;
	for(size = 0; (s = Brdstr(b, '\n', 0)) != nil; size += n) {
		n = Blinelen(b);
		if(n > 0 && s[n - 1] == '\n')
			s[n - 1] = 0;
		else
			nonl = 1;
		insert(dot++, s);
	}
	Bterm(b);
	Bflush(&bout);
	if(nonl)
		fprint(2, "'\\n' appended\n");
	chatter(size + nonl);
}

void
writefile(char *name, Range *r, int append)
{
	Biobuf *b;
	vlong size;
	int fd;

	fd = append ? open(name, OWRITE) : -1;
	if(fd >= 0)
		seek(fd, 0, 2);
	else
		fd = create(name, OWRITE, 0666);
	b = fd < 0 ? nil : Bfdopen(fd, OWRITE);
	if(b == nil)
		error(name);
	size = 0;
	for(long i = r->a; i <= r->b && i > 0; i++)
		size += Bprint(b, "%s\n", buf[i].s);
	if(Bflush(b) < 0) {
		Bterm(b);
		close(fd);
		error("write error");
	}
	Bterm(b);
	close(fd);
	if(r->a <= 1 && r->b == last)
		modified = 0;
	Bflush(&bout);
	chatter(size);
}

/* the first time that changes would be lost is an error */
void
unlesschanged(int force)
{
	if(modified && !force && !warned) {
		warned = 1;
		error("warning: expecting `w'");
	}
}

void
edit(int force)
{
	char *name;

	nocharacter();
	unlesschanged(force);
	name = check(strdup(getname()));
	filename = name;
	last = dot = 0;
	readfile(name, 0);
	modified = 0;
}
