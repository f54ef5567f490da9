/* libndb: entries, searches, what networks say of their systems, questions to servers */
#include "test.h"
#include <bio.h>
#include <ip.h>
#include <ndb.h>

static char text[] = "# a comment\n"
		     "database=\n"
		     "\tfile=one\n"
		     "\tfile=two\n"
		     "\n"
		     "sys=alpha dom=alpha.example.org ip=10.1.2.3\n"
		     "# inside the entry\n"
		     "\tbootf=/386/9pxe note=\"two words\" flag\n"
		     "\tip=10.1.2.4 dns=beta\n"
		     "sys=beta ip=10.9.9.9\n"
		     "ipnet=campus ip=10.0.0.0 ipmask=255.0.0.0 dns=alpha smtp=mail.example.org\n"
		     "ipnet=floor ip=10.1.0.0 ipmask=/16 ipgw=10.1.0.1\n"
		     "\tsmtp=floormail";
static char two[] = "sys=gamma ip=10.1.7.7\nsys=alpha ip=1.1.1.1 color=red\n";

static Ndb *
opendb(void)
{
	scratch();
	ok(spit("one", text) == 0 && spit("two", two) == 0);
	return ndbopen("one");
}

static char *
list(Ndbtuple *t)
{
	static char buf[1000];
	char *p = buf;

	buf[0] = '\0';
	for(; t != nil; t = t->entry)
		p = seprint(p, buf + sizeof buf, "%s=%s;", t->attr, t->val);
	return buf;
}

static void
searches(void)
{
	Ndb *db = opendb();
	Ndbtuple *t, *a;
	Ndbs s;
	char *v;

	ok(db != nil && db->next != nil);
	t = ndbsearch(db, &s, "sys", "alpha");
	eqstr(list(t), "sys=alpha;dom=alpha.example.org;ip=10.1.2.3;bootf=/386/9pxe;"
		       "note=two words;flag=;ip=10.1.2.4;dns=beta;");
	eqstr(s.t->attr, "sys");
	eqstr(s.t->line->line->line->attr, "sys");
	ndbfree(t);
	t = ndbsnext(&s, "sys", "alpha");
	eqstr(list(t), "sys=alpha;ip=1.1.1.1;color=red;");
	ndbfree(t);
	ok(ndbsnext(&s, "sys", "alpha") == nil);
	ok(ndbsnext(&s, "sys", "alpha") == nil);

	v = ndbgetvalue(db, nil, "sys", "alpha", "color", nil);
	eqstr(v, "red");
	free(v);
	v = ndbgetvalue(db, &s, "dns", "beta", "ip", &t);
	eqstr(v, "10.1.2.4"); /* of the line */
	ndbfree(t);
	v = ndbgetvalue(db, &s, "bootf", "/386/9pxe", "ip", nil);
	eqstr(v, "10.1.2.3");
	ok(ndbgetvalue(db, nil, "sys", "nobody", "ip", &t) == nil && t == nil);

	t = ndbgetipaddr(db, "alpha");
	eqstr(list(t), "ip=10.1.2.3;ip=10.1.2.4;");
	ndbfree(t);
	eqstr(list(ndbgetipaddr(db, "9.8.7.6")), "ip=9.8.7.6;");
	ok(ndbgetipaddr(db, "no.such.name") == nil);

	/* lists of tuples */
	t = ndbsearch(db, &s, "flag", "");
	a = s.t;
	t = ndbreorder(t, a);
	eqstr(list(t), "flag=;bootf=/386/9pxe;note=two words;ip=10.1.2.4;dns=beta;"
		       "sys=alpha;dom=alpha.example.org;ip=10.1.2.3;");
	eqstr(t->line->attr, "bootf");
	ok(t->line->line->line == t);
	t = ndbdiscard(t, t->entry);
	ok(t->line->line == t);
	t = ndbsubstitute(t, t, ndbconcatenate(ndbnew("x", "1"), ndbnew("y", "2")));
	ok(strncmp(list(t), "x=1;y=2;note=two words;ip", 25) == 0, "%s", list(t));
	ok(t->line->line->line == t);
	ndbfree(t);

	/* the file changes */
	eqint(ndbchanged(db), 0);
	sleep(5);
	spit("two", "sys=delta ip=4.4.4.4\n");
	eqint(ndbchanged(db), 1);
	v = ndbgetvalue(db, nil, "sys", "delta", "ip", nil);
	eqstr(v, "4.4.4.4");
	ndbclose(db);
	ok(ndbopen("nofile") == nil);
}

static void
inherit(void)
{
	Ndb *db = opendb();
	char *want[] = {"ip", "ipgw", "@dns", "smtp", "bootf", "nothing"};

	eqstr(list(ndbipinfo(db, "sys", "gamma", want, 6)),
	      "ip=10.1.7.7;ipgw=10.1.0.1;dns=10.1.2.3;dns=10.1.2.4;smtp=floormail;");
	eqstr(list(ndbipinfo(db, "ip", "10.1.2.4", want, 6)),
	      "ip=10.1.2.4;ipgw=10.1.0.1;dns=10.9.9.9;smtp=floormail;bootf=/386/9pxe;");
	eqstr(list(ndbipinfo(db, "ip", "10.5.5.5", want, 6)),
	      "ip=10.5.5.5;dns=10.1.2.3;dns=10.1.2.4;smtp=mail.example.org;");
	ok(ndbipinfo(db, "sys", "nobody", want, 6) == nil);
	eqstr(ipattr("10.1.2.3"), "ip");
	eqstr(ipattr("fe80::1"), "ip");
	eqstr(ipattr("host"), "sys");
	eqstr(ipattr("host.example.org"), "dom");
	eqstr(ipattr("3com"), "sys");
}

/* entries one after the other, values that change, a database behind another */
static void
entries(void)
{
	Ndb *db = opendb(), *more;
	Ndbtuple *t, *a;
	char val[256], name[256];
	int n;

	ok(ndbreopen(db) == 0); /* from the beginning */
	for(n = 0; (t = ndbparse(db)) != nil; n++)
		ndbfree(t);
	eqint(n, 5);
	ok(ndbreopen(db) == 0);
	ndbfree(ndbparse(db)); /* of the files */
	t = ndbparse(db);
	a = ndbfindattr(t, t, "note");
	ok(a != nil && ndbfindattr(t, t, "nonesuch") == nil);
	eqstr(a->val, "two words");
	/* the line that a is on is looked at first */
	eqstr(ndbfindattr(t, ndbfindattr(t, t, "dns"), "ip")->val, "10.1.2.4");
	eqstr(ndbfindattr(t, t, "ip")->val, "10.1.2.3");
	ok(ndblookval(t, t, "bootf", val) != nil);
	eqstr(val, "/386/9pxe");
	ok(ndblookval(t, t, "nonesuch", val) == nil);
	ndbsetval(a,
		  "some other words, many more than fit into a tuple without memory of their own",
		  16);
	eqstr(a->val, "some other words");
	ndbsetval(a, "x", 1);
	eqstr(a->val, "x");
	ndbsetmalloctag(t, 0x77);
	for(a = t; a != nil; a = a->entry)
		eqint(getmalloctag(a), 0x77);
	ndbfree(t);
	ndbclose(db);
	db = ndbopen("two");
	ok(spit("three", "sys=delta ip=10.1.8.8\n") == 0);
	more = ndbopen("three");
	db = ndbcat(db, more);
	eqstr(ndbgetvalue(db, nil, "sys", "delta", "ip", nil), "10.1.8.8");
	eqstr(ndbgetvalue(db, nil, "sys", "gamma", "ip", nil), "10.1.7.7");
	ndbclose(db);
	ndbinverse("10.1.2.3", name, name + sizeof name);
	eqstr(name, "3.2.1.10.in-addr.arpa");
}

/* the system's own database and, through its text, a server that is a file */
static void
servers(void)
{
	Ndb *db = ndbopen(nil);
	char *v, dir[100], *want[] = {"ip"};

	ok(db != nil);
	v = ndbgetvalue(db, nil, "tcp", "ssh", "port", nil);
	eqstr(v, "22");
	v = ndbgetvalue(db, nil, "sys", "localhost", "ip", nil);
	eqstr(v, "127.0.0.1");
	scratch();
	getwd(dir, sizeof dir);
	/* a file gives back the question, which begins with words without values */
	spit("cs", "");
	spit("dns", "");
	eqstr(list(csipinfo(dir, "sys", "x", want, 1)), "!ipinfo=;sys=x;ip=;");
	ok(csgetvalue(dir, "sys", "x", "ip", nil) != nil);
	eqstr(list(dnsquery(dir, "10.1.2.3", "ptr")), "!3.2.1.10.in-addr.arpa=;ptr=;");
	spit("dns", "");
	eqstr(list(dnsquery(dir, "a.b", "ip")), "!a.b=;ip=;");
	ok(dnsquery("/no/net", "a.b", "ip") == nil);
	bind("#I", "/net", MREPL);
	eqstr(list(dnsquery(nil, "localhost", "ip")), "dom=localhost;ip=127.0.0.1;");
}

Case cases[] = {{"searches", searches},
		{"inherit", inherit},
		{"entries", entries},
		{"servers", servers},
		{nil}};
