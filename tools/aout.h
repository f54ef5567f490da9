/*
 * The header of a Plan 9 amd64 executable: big-endian words, whatever the processor.
 * What follows in the file: text, data, symbols, without gaps.
 */
enum
{
	Aoutmagic = 0x8a97, /* amd64, with the 64-bit entry word */
	Hdrsize = 40,       /* bytes */
	/* offsets of the header's words */
	Hmagic = 0,
	Htext = 4, /* bytes of text, the header not counted */
	Hdata = 8,
	Hbss = 12,
	Hsyms = 16,
	Hentry = 20, /* low half of the entry */
	Hspsz = 24,
	Hpcsz = 28,
	Hentry64 = 32,
	Textbase = 0x200000,  /* where the header is mapped */
	Dataalign = 0x200000, /* data starts at the next multiple after text */
};
