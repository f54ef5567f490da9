/* libString */
#include "test.h"
#include <bio.h>
#include <String.h>

static void
grows(void)
{
	String *s = s_new(), *t;
	int i;

	for(i = 0; i < 1000; i++)
		s_append(s, "abc");
	eqint(s_len(s), 3000);
	eqint(strlen(s_to_c(s)), 3000);
	s_reset(s);
	eqint(s_len(s), 0);
	for(i = 0; i < 500; i++)
		s_putc(s, 'X');
	s_terminate(s);
	eqint(strlen(s_to_c(s)), 500);
	s_tolower(s);
	ok(s_to_c(s)[499] == 'x');
	s_nappend(s, "12345", 3);
	eqstr(s_to_c(s) + 498, "xx123");
	s_nappend(s, "45", 10);
	eqstr(s_to_c(s) + 500, "12345");
	t = s_clone(s);
	eqstr(s_to_c(t), s_to_c(s));
	s_incref(t);
	ok(s_unique(t) != t);
	s_free(t);
	s_free(s);
	s_free(nil);
	s = s_newalloc(2);
	s_memappend(s, "a\0b", 3); /* any bytes */
	ok(s_len(s) == 3 && memcmp(s_to_c(s), "a\0b", 4) == 0);
	t = s_grow(s, 5000);
	ok(t == s && s->end - s->ptr >= 5000 && memcmp(s_to_c(s), "a\0b", 4) == 0);
	s_free(s);
	s = s_unique(s_array("fixed text", 5));
	eqstr(s_to_c(s), "fixed");
	eqstr(s_to_c(s_append(s, " no more")), "fixed no more");
	s_free(s);
	s = s_array("fixed", 6);
	t = s_reset(s);
	ok(t != s);
	s_free(t);
}

static void
parses(void)
{
	String *s = s_copy("  one 'two three' \"four'\" five\n"), *w = nil;

	s_restart(s);
	eqstr(s_to_c(w = s_parse(s, w)), "one");
	eqstr(s_to_c(s_parse(s, s_reset(w))), "two three");
	eqstr(s_to_c(s_parse(s, s_reset(w))), "four'");
	eqstr(s_to_c(s_parse(s, s_reset(w))), "five");
	ok(s_parse(s, w) == nil);
	s_restart(s);
	eqstr(s_to_c(s_parse(s, nil)), "one");
}

static void
lines(void)
{
	String *s = s_new();
	Sinstack *in;
	Biobuf *b;

	scratch();
	spit("f", "# comment\n\n  first \\\n second\nthird\\x\n#include g\nlast");
	spit("g", "#also a comment\n   of g\n");
	ok((b = Bopen("f", OREAD)) != nil);
	eqstr(s_read_line(b, s), "# comment\n");
	eqstr(s_getline(b, s), "first  second");
	eqstr(s_to_c(s), "# comment\nfirst  second");
	eqstr(s_getline(b, s_reset(s)), "third\\x");
	eqint(s_read(b, s_reset(s), 6), 6);
	eqstr(s_to_c(s), "#inclu");
	eqint(s_read(b, s, 10000), 9);
	eqstr(s_to_c(s), "#include g\nlast");
	ok(s_getline(b, s) == nil);
	ok(s_read_line(b, s) == nil);
	Bterm(b);

	ok((in = s_allocinstack("f")) != nil);
	eqstr(s_rdinstack(in, s_reset(s)), "first  second");
	eqstr(s_rdinstack(in, s_reset(s)), "third\\x");
	eqstr(s_rdinstack(in, s_reset(s)), "of g");
	eqstr(s_rdinstack(in, s_reset(s)), "last");
	ok(s_rdinstack(in, s) == nil);
	s_freeinstack(in);
	ok(s_allocinstack("nofile") == nil);
}

Case cases[] = {{"grows", grows}, {"parses", parses}, {"lines", lines}, {nil}};
