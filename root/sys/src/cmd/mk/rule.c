/*
 * Rules: which there are, and what they make.
 */
#include <u.h>
#include <libc.h>
#include <bio.h>
#include <regexp.h>
#include <cmd.h>
#include "mk.h"

Rule *rules;
static Rule **tail = &rules;

static int
samewords(Words *a, Words *b)
{
	if(a->n != b->n)
		return 0;
	for(int i = 0; i < a->n; i++)
		if(strcmp(a->w[i], b->w[i]) != 0)
			return 0;
	return 1;
}

/* the rule for the same targets that needs the same, which a new one replaces */
static Rule *
replaced(char *target, Words *all, Words *prereq, int attr)
{
	for(Rule *r = rules; r != nil; r = r->next)
		if(strcmp(r->target, target) == 0 && (r->attr & Regexp) == (attr & Regexp) &&
		   samewords(&r->all, all) && samewords(&r->prereq, prereq))
			return r;
	return nil;
}

Rule *
addrule(char *target, Words all, Words prereq, char *recipe, int attr, char *prog)
{
	Rule *r = replaced(target, &all, &prereq, attr);

	if((attr & Regexp) || strpbrk(target, "%&") != nil)
		attr |= Meta;
	if(r == nil) {
		r = check(mallocz(sizeof *r, 1));
		*tail = r;
		tail = &r->next;
	} else if(*recipe == '\0') /* it says nothing new */
		recipe = r->recipe;
	r->target = target;
	r->all = all;
	r->prereq = prereq;
	r->recipe = recipe;
	r->attr |= attr;
	r->prog = prog;
	if(attr & Regexp) {
		r->re = regcomp(target);
		if(r->re == nil)
			bad("bad regular expression");
	}
	return r;
}

/* what % or & stands for in name, or nil */
static char *
percent(char *pat, char *name)
{
	char *p = strpbrk(pat, "%&"), *s;
	int pre = p - pat, post = strlen(p + 1), n = strlen(name);

	if(n < pre + post || strncmp(name, pat, pre) != 0 || strcmp(name + n - post, p + 1) != 0)
		return nil;
	s = between(name + pre, name + n - post);
	if(*p == '&' && strpbrk(s, "./") != nil) {
		free(s);
		return nil;
	}
	return s;
}

/* Does r make this?  stem: what its pattern stood for, nil where there is nothing to tell. */
int
matches(Rule *r, char *name, char **stem)
{
	Resub sub[Nstem];

	memset(stem, 0, Nstem * sizeof *stem);
	if(!(r->attr & Meta))
		return strcmp(r->target, name) == 0;
	if(!(r->attr & Regexp)) {
		stem[0] = percent(r->target, name);
		return stem[0] != nil;
	}
	memset(sub, 0, sizeof sub);
	if(regexec(r->re, name, sub, nelem(sub)) <= 0 || sub[0].sp != name || *sub[0].ep != '\0')
		return 0;
	for(int i = 0; i < Nstem; i++)
		if(sub[i].sp != nil)
			stem[i] = between(sub[i].sp, sub[i].ep);
	return 1;
}

/* a prerequisite of r, with the stem put in: % or &, or \1 ... of a regular expression */
char *
instance(Rule *r, char *p, char **stem)
{
	Textbuf b = {nil, 0, 0};
	int k;

	textadd(&b, "");
	for(; *p != '\0'; p++) {
		k = p[1] - '0';
		if((r->attr & (Meta | Regexp)) == Meta && (*p == '%' || *p == '&'))
			textadd(&b, stem[0]);
		else if((r->attr & Regexp) && *p == '\\' && k >= 0 && k < Nstem) {
			if(stem[k] != nil)
				textadd(&b, stem[k]);
			p++;
		} else
			textaddn(&b, p, 1);
	}
	return b.s;
}
