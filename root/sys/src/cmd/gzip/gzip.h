/*
 * gzip.h: the format of RFC 1952 around deflated data, for gzip and gunzip.
 */
#pragma once
enum
{
	Magic1 = 0x1f,
	Magic2 = 0x8b,
	Deflated = 8, /* the only method */
	/* flags */
	Fhcrc = 2,
	Fextra = 4,
	Fname = 8,
	Fcomment = 16,
	/* what is known of the compressor */
	Best = 2,
	Unknown = 255, /* operating system */
};
