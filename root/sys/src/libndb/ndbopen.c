/*
 * Database files: opening those that an entry database= names, reading entries, searching.  Files are
 * read from the beginning in each search; there are no hash files.
 */
#include <u.h>
#include <libc.h>
#include <bio.h>
#include <ndb.h>
#include "ndbimpl.h"

static char deffile[] = "/lib/ndb/local";

static void
note(Ndb *db)
{
	Dir *d = dirfstat(Bfildes(db->b));

	if(d == nil)
		return;
	db->qid = d->qid;
	db->mtime = d->mtime;
	db->length = d->length;
	free(d);
}

static Ndb *
doopen(const char *file)
{
	Ndb *db = mallocz(sizeof *db, 1);

	if(db == nil)
		return nil;
	strecpy(db->file, db->file + sizeof db->file, file);
	db->b = Bopen(file, OREAD);
	if(db->b == nil) {
		free(db);
		return nil;
	}
	note(db);
	return db;
}

Ndb *
ndbcat(Ndb *a, Ndb *b)
{
	Ndb *db;

	if(a == nil)
		return b;
	for(db = a; db->next != nil; db = db->next) {
	}
	db->next = b;
	return a;
}

/* the files in the order in which the entry lists them; the first itself stays where it is if it is not listed */
static Ndb *
listed(Ndb *first, Ndbtuple *entry)
{
	Ndb *head = nil, *db;
	Ndbtuple *t;
	int self = 0;

	for(t = entry; t != nil; t = t->entry) {
		if(strcmp(t->attr, "file") != 0)
			continue;
		if(strcmp(t->val, first->file) == 0) {
			if(!self)
				head = ndbcat(head, first);
			self = 1;
		} else if((db = doopen(t->val)) != nil)
			head = ndbcat(head, db);
	}
	return self ? head : ndbcat(first, head);
}

Ndb *
ndbopen(const char *file)
{
	Ndb *first;
	Ndbtuple *t;
	Ndbs s;

	if(file == nil)
		file = deffile;
	first = doopen(file);
	if(first == nil)
		return nil;
	t = ndbsearch(first, &s, "database", "");
	if(t == nil)
		return first;
	first = listed(first, t);
	ndbfree(t);
	return first;
}

void
ndbclose(Ndb *db)
{
	Ndb *next;

	for(; db != nil; db = next) {
		next = db->next;
		Bterm(db->b);
		free(db);
	}
}

/* has one of the files changed since it was opened? */
int
ndbchanged(Ndb *db)
{
	Dir *d;
	int same;

	for(; db != nil; db = db->next) {
		d = dirstat(db->file);
		if(d == nil)
			continue;
		same = d->qid.path == db->qid.path && d->qid.vers == db->qid.vers &&
		       d->mtime == db->mtime && d->length == db->length;
		free(d);
		if(!same)
			return 1;
	}
	return 0;
}

/* open the files anew; -1: one of them is gone, and its old text stays */
int
ndbreopen(Ndb *db)
{
	Biobuf *b;
	int r = 0;

	for(; db != nil; db = db->next) {
		b = Bopen(db->file, OREAD);
		if(b == nil) {
			r = -1;
			continue;
		}
		Bterm(db->b);
		db->b = b;
		note(db);
	}
	return r;
}

/* the next entry of the file: a line that begins with no white space, and those that do after it */
Ndbtuple *
ndbparse(Ndb *db)
{
	Ndbtuple *first = nil, *t;
	vlong off;
	char *line;

	for(;;) {
		off = Boffset(db->b);
		line = Brdstr(db->b, '\n', 1);
		if(line == nil)
			break;
		if(first != nil && *line != ' ' && *line != '\t' && *line != '#') {
			Bseek(db->b, off, 0);
			free(line);
			break;
		}
		t = _ndbparseline(line);
		free(line);
		first = ndbconcatenate(first, t);
	}
	ndbsetmalloctag(first, getcallerpc(&db));
	return first;
}

/* from where s is, through the files that follow */
static Ndbtuple *
find(Ndbs *s, const char *attr, const char *val)
{
	Ndbtuple *t, *m;

	for(; s->db != nil; s->db = s->db->next, s->off = 0) {
		if(Bseek(s->db->b, s->off, 0) < 0)
			continue;
		while((t = ndbparse(s->db)) != nil) {
			for(m = t; m != nil; m = m->entry)
				if(strcmp(m->attr, attr) == 0 && strcmp(m->val, val) == 0) {
					s->t = m;
					s->off = Boffset(s->db->b);
					return t;
				}
			ndbfree(t);
		}
	}
	s->t = nil;
	return nil;
}

/* the first entry with attr=val */
Ndbtuple *
ndbsearch(Ndb *db, Ndbs *s, const char *attr, const char *val)
{
	memset(s, 0, sizeof *s);
	s->db = db;
	if(ndbchanged(db))
		ndbreopen(db);
	return find(s, attr, val);
}

/* the next one */
Ndbtuple *
ndbsnext(Ndbs *s, const char *attr, const char *val)
{
	return s->db == nil ? nil : find(s, attr, val);
}

/* the value of rattr in the first entry with attr=val that has it; *pp gets the entry */
char *
ndbgetvalue(Ndb *db, Ndbs *s, const char *attr, const char *val, const char *rattr, Ndbtuple **pp)
{
	Ndbtuple *t, *nt;
	Ndbs local;
	char *v;

	if(s == nil)
		s = &local;
	if(pp != nil)
		*pp = nil;
	for(t = ndbsearch(db, s, attr, val); t != nil; t = ndbsnext(s, attr, val)) {
		nt = ndbfindattr(t, s->t, rattr);
		if(nt == nil) {
			ndbfree(t);
			continue;
		}
		v = strdup(nt->val);
		if(pp != nil)
			*pp = t;
		else
			ndbfree(t);
		return v;
	}
	return nil;
}
