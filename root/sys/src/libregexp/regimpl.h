/*
 * A compiled expression: a program for a machine that follows all ways through it at once.  Every
 * instruction but Match leads to next; Split also to alt, which it prefers.
 */
enum
{
	Char,  /* the rune r */
	Any,   /* any rune but newline */
	Anynl, /* any rune */
	Class, /* a rune of class */
	Bol,
	Eol,
	Open,  /* subexpression sub begins here */
	Close, /* and ends here */
	Split,
	Nop,
	Match,
};

typedef struct Inst Inst;
struct Inst
{
	int type;
	int next;
	union
	{
		int alt;
		Rune r;
		int class;
		int sub;
	};
};

typedef struct Range Range;
struct Range
{
	Rune lo;
	Rune hi;
};

typedef struct Reclass Reclass;
struct Reclass
{
	ulong ascii[4]; /* a bit for each rune below 128; already complemented if negated is set */
	int negated;
	int first; /* of its ranges, for the other runes */
	int n;
};

typedef struct Dfa Dfa;

struct Reprog
{
	int start;
	int ninst;
	int nsub;   /* parentheses, and one for the whole */
	int back;   /* the text is gone through from its end */
	Rune first; /* what every match begins with, if it is a single rune; or 0 */
	Inst *inst;
	Reclass *class;
	Range *range;
	Dfa *dfa; /* or nil */
};

extern int _regtakes(Reprog *, Inst *, Rune);
extern usize _dfasize(int);
extern Dfa *_dfainit(void *, int);
extern int _dfaexec(Reprog *, const char *);
