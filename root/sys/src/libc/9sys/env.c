/* the environment: files in /env */
#include <u.h>
#include <libc.h>

static int
envname(char *buf, int n, const char *name)
{
	if(*name == '\0' || strchr(name, '/') != nil || strcmp(name, ".") == 0 ||
	   strcmp(name, "..") == 0) {
		werrstr("bad environment variable name");
		return -1;
	}
	return snprint(buf, n, "/env/%s", name) >= n - 1 ? -1 : 0;
}

/* a list's elements, which end with NULs, are joined by blanks */
char *
getenv(const char *name)
{
	char file[160], *s = nil, *t;
	int fd, n = 0, m, i;

	if(envname(file, sizeof file, name) < 0 || (fd = open(file, OREAD)) < 0)
		return nil;
	for(;;) {
		t = realloc(s, n + 1025);
		if(t == nil) {
			free(s);
			close(fd);
			return nil;
		}
		s = t;
		m = read(fd, s + n, 1024);
		if(m <= 0)
			break;
		n += m;
	}
	close(fd);
	while(n > 0 && s[n - 1] == '\0')
		n--;
	for(i = 0; i < n; i++)
		if(s[i] == '\0')
			s[i] = ' ';
	s[n] = '\0';
	setmalloctag(s, getcallerpc(&name));
	return s;
}

int
putenv(const char *name, const char *val)
{
	char file[160];
	int fd, n = strlen(val), m;

	if(envname(file, sizeof file, name) < 0 || (fd = create(file, OWRITE, 0664)) < 0)
		return -1;
	m = write(fd, val, n);
	close(fd);
	return m == n ? 0 : -1;
}
