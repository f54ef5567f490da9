/* what the digests share: each is a way to begin, a way to take a block, and sizes */
typedef struct Hash Hash;
struct Hash
{
	int block;    /* bytes; at the end of the last one is the length in bits */
	int lenbytes; /* that it takes */
	int little;   /* least significant byte first */
	int word;     /* 4 or 8 */
	int dlen;
	void (*init)(DigestState *);
	void (*take)(DigestState *, const uchar *);
};

extern DigestState *_digest(Hash *, const uchar *, ulong, uchar *, DigestState *);

extern const u32int _sha256k[64], _sha224h[8], _sha256h[8];
extern const u64int _sha512k[80], _sha384h[8], _sha512h[8];
