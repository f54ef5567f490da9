/*
 * Internet addresses as text.
 */
#include "u.h"
#include "lib.h"
#include "err.h"
#include "ip.h"

enum
{
	Iplen = 16,
	V4off = 12
};

bool
ipisv4(const u8int *ip)
{
	static const u8int prefix[V4off] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

	return memcmp(ip, prefix, V4off) == 0;
}

bool
ipisany(const u8int *ip)
{
	static const u8int any[Iplen];

	return memcmp(ip, any, V4off) == 0
		       ? memcmp(ip, any, Iplen) == 0
		       : ipisv4(ip) && memcmp(ip + V4off, any, Iplen - V4off) == 0;
}

/* the longest run of zero groups, at least two, becomes :: */
static int
zerorun(const u8int *ip, int *len)
{
	int best = -1, n;

	*len = 1;
	for(int i = 0; i<8; i += n> 0 ? n : 1) {
		for(n = 0; i + n < 8 && ip[2 * (i + n)] == 0 && ip[2 * (i + n) + 1] == 0; n++)
			;
		if(n > *len) {
			best = i;
			*len = n;
		}
	}
	return best;
}

int
fmtip(char *buf, int n, const u8int *ip)
{
	char *p = buf, *e = buf + n;
	int run, len;

	if(ipisv4(ip))
		return snprint(buf, n, "%d.%d.%d.%d", ip[12], ip[13], ip[14], ip[15]);
	run = zerorun(ip, &len);
	*p = 0;
	for(int i = 0; i < 8; i++) {
		if(i == run) {
			p = seprint(p, e, "::");
			i += len - 1;
			continue;
		}
		p = seprint(p, e, i > 0 && i != run + len ? ":%x" : "%x",
			    ip[2 * i] << 8 | ip[2 * i + 1]);
	}
	return (int)(p - buf);
}

/* one to four parts, the last of which fills what is left (as inet_aton) */
static bool
parsev4(u8int *ip, const char *s)
{
	u64int part[4], v;
	int n = 0;
	char *end;

	for(;;) {
		if(n == 4 || *s < '0' || *s > '9')
			return false;
		part[n++] = strtou(s, &end, 0);
		if(*end == 0)
			break;
		if(*end != '.')
			return false;
		s = end + 1;
	}
	v = part[n - 1];
	if(v >= (u64int)1 << (8 * (5 - n)))
		return false;
	for(int i = 0; i < n - 1; i++) {
		if(part[i] > 255)
			return false;
		v |= part[i] << (8 * (3 - i));
	}
	memset(ip, 0, Iplen);
	ip[10] = ip[11] = 0xff;
	for(int i = 0; i < 4; i++)
		ip[V4off + i] = (u8int)(v >> (8 * (3 - i)));
	return true;
}

static bool
parsev6(u8int *ip, const char *s)
{
	u16int group[8] = {0};
	int n = 0, gap = -1;
	char *end;
	u8int v4[Iplen];

	if(s[0] == ':' && s[1] == ':') {
		gap = 0;
		s += 2;
	}
	while(*s != 0) {
		u64int v = strtou(s, &end, 16);
		if(*end == '.' && n <= 6 && parsev4(v4, s)) {
			group[n++] = (u16int)(v4[12] << 8 | v4[13]);
			group[n++] = (u16int)(v4[14] << 8 | v4[15]);
			break;
		}
		if(end == s || end - s > 4 || n == 8)
			return false;
		group[n++] = (u16int)v;
		if(*end == 0)
			break;
		if(*end != ':' || end[1] == 0)
			return false;
		s = end + 1;
		if(*s == ':') {
			if(gap >= 0)
				return false;
			gap = n;
			s++;
		}
	}
	if(gap < 0 ? n != 8 : n > 7)
		return false;
	memset(ip, 0, Iplen);
	for(int i = 0; i < n; i++) {
		int at = gap >= 0 && i >= gap ? 8 - n + i : i;
		ip[2 * at] = (u8int)(group[i] >> 8);
		ip[2 * at + 1] = (u8int)group[i];
	}
	return true;
}

bool
parseip(u8int *ip, const char *s)
{
	return strchr(s, ':') != nil ? parsev6(ip, s) : parsev4(ip, s);
}

/* a number, *, or a number and !r, when the other side wants a restricted port on this one */
static u16int
parseport(const char *s, bool *restricted)
{
	char *end;
	u64int v = strtou(s, &end, 10);
	bool r = strcmp(end, "!r") == 0;

	if(strcmp(s, "*") == 0)
		return 0;
	if(end == s || v > 0xffff || (*end != 0 && !r))
		error("bad numeric port");
	if(restricted != nil)
		*restricted = r;
	return (u16int)v;
}

void
parsedial(Hostaddr *a, const char *s, bool any, bool *restricted)
{
	const char *bang = strchr(s, '!');
	char host[Ipstrlen];

	memset(a, 0, sizeof *a);
	if(bang == nil || strcmp(bang, "!r") == 0) {
		if(!any)
			error("malformed address");
		a->port = parseport(s, restricted);
		return;
	}
	if(bang - s >= (s64int)sizeof host)
		error(Ebadip);
	memmove(host, s, (usize)(bang - s));
	host[bang - s] = 0;
	if(strcmp(host, "*") != 0 && !parseip(a->ip, host))
		error(Ebadip);
	a->port = parseport(bang + 1, restricted);
}
