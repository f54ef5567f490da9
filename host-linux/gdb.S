/*
 * The text of tools/emu-gdb.py, in the section where gdb looks for what to load
 * with an executable.
 */
	.section .debug_gdb_scripts, "MS", @progbits, 1
	.byte	4
	.ascii	"emu-gdb.py\n"
	.incbin	"emu-gdb.py"
	.byte	0

	.section .note.GNU-stack,"",@progbits
