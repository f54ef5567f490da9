/*
 * amount: mount a server that may ask who we are.  Servers that do not ask are mounted; what those
 * ask that do, nobody here can answer.
 */
#include <u.h>
#include <libc.h>
#include <auth.h>

int
amount(int fd, const char *mntpt, int flags, const char *aname)
{
	int afd = fauth(fd, aname);

	if(afd >= 0) {
		close(afd);
		werrstr("server wants authentication");
		return -1;
	}
	return mount(fd, -1, mntpt, flags, aname);
}
