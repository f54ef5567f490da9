/* what deflate and inflate share: RFC 1951's codes and sizes */
enum
{
	Window = 32 * 1024,
	Minmatch = 3,
	Maxmatch = 258,
	Maxbits = 15,
	Nlit = 288, /* bytes, the end of a block, lengths; two are never used */
	Ndist = 30,
	Nclen = 19, /* code lengths and their repetitions */
	Endblock = 256,
	Maxclen = 7,
};

extern const ushort _lenbase[29], _distbase[Ndist];
extern const uchar _lenextra[29], _distextra[Ndist], _clenorder[Nclen];
extern void _huffcodes(const uchar *len, int n, ushort *code);
extern void _hufflens(const ulong *freq, int n, int limit, uchar *len);
extern void _fixedlens(uchar *lit, uchar *dist);
