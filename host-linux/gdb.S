/*
 * The scripts of tools/gdb, in the section where gdb looks for what to load
 * with an executable.  They come in this order and see each other's names.
 */
	.macro	script name
	.byte	4
	.ascii	"emu-\name\n"
	.incbin	"\name"
	.byte	0
	.endm

	.section .debug_gdb_scripts, "", @progbits
	script	goon.py
	script	look.py
	script	print.py
	script	cmd.py
	script	locks.py
	script	aout.py
	script	user.py
	script	load.py

	.section .note.GNU-stack,"",@progbits
