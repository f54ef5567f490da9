/*
 * How Linux knows Plan 9 programs.
 */
#pragma once

#define Binfmtdir  "/proc/sys/fs/binfmt_misc"
#define Binfmtname "plan9-amd64"

enum
{
	Binfmtmax = 127 /* bytes of an interpreter's name that every Linux takes */
};
