/*
 * query: look into the network database.
 */
#include <u.h>
#include <libc.h>
#include <bio.h>
#include <ndb.h>
#include <cmd.h>

static Biobuf out;

static void
usage(void)
{
	fprint(2, "usage: ndb/query [-aim] [-f file] attr value [rattr ...]\n");
	exits("usage");
}

static int
quoted(char *s)
{
	return strpbrk(s, " \t") != nil;
}

static void
printtuples(Ndbtuple *t)
{
	char *sep;

	for(sep = ""; t != nil; t = t->entry, sep = " ")
		Bprint(&out, quoted(t->val) ? "%s%s=\"%s\"" : "%s%s=%s", sep, t->attr, t->val);
	Bprint(&out, "\n");
}

/* all entries; or of each that has it the first value of rattr, all of them with -m */
static int
entries(Ndb *db, char *attr, char *val, char *rattr, int many, int all)
{
	Ndbtuple *t, *nt;
	Ndbs s;
	int n;

	n = 0;
	for(t = ndbsearch(db, &s, attr, val); t != nil; t = ndbsnext(&s, attr, val)) {
		if(rattr == nil) {
			printtuples(t);
			n++;
		} else if(!many) {
			nt = ndbfindattr(t, s.t, rattr);
			if(nt != nil) {
				Bprint(&out, "%s\n", nt->val);
				n++;
			}
		} else
			for(nt = t; nt != nil; nt = nt->entry)
				if(strcmp(nt->attr, rattr) == 0) {
					Bprint(&out, "%s\n", nt->val);
					n++;
				}
		ndbfree(t);
		if(rattr != nil && !all && n > 0)
			break;
	}
	return n;
}

void
main(int argc, char **argv)
{
	Ndb *db;
	Ndbtuple *t;
	char *file;
	int all, many, info, n;

	file = nil;
	all = many = info = 0;
	ARGBEGIN
	{
	case 'a':
		all = 1;
		break;
	case 'f':
		file = EARGF(usage());
		break;
	case 'i':
		info = 1;
		break;
	case 'm':
		many = 1;
		break;
	default:
		usage();
	}
	ARGEND
	if(argc < 2 || (info ? argc < 3 : argc > 3))
		usage();
	db = ndbopen(file);
	if(db == nil)
		sysfatal("can't open the database: %r");
	openstdout(&out);
	if(info) {
		t = ndbipinfo(db, argv[0], argv[1], argv + 2, argc - 2);
		n = t != nil;
		if(t != nil)
			printtuples(t);
	} else
		n = entries(db, argv[0], argv[1], argv[2], many, all);
	Bflush(&out);
	exits(n == 0 ? "not found" : nil);
}
