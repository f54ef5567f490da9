/*
 * The text of root/lib/namespace, for a root tree that has none.
 */
	.section .rodata
	.globl nsdefault
nsdefault:
	.incbin "namespace"
	.byte 0

	.section .note.GNU-stack,"",@progbits
