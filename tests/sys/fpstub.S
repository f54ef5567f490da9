/*
 * For fp.c: void vectrap(int n, uchar *v) and void vecgate(int unused, uchar *v): load all 16
 * vector registers from v (32 bytes each, 16 used without AVX), make a system call with zero
 * arguments (n, by a shape that no kernel knows; or sleep, by the usual one), and store them back.
 */
	.macro	each op
	.irp	i, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
	\op	\i
	.endr
	.endm
	.macro	loady i
	vmovdqu	32*\i(%rsi), %ymm\i
	.endm
	.macro	storey i
	vmovdqu	%ymm\i, 32*\i(%rsi)
	.endm
	.macro	loadx i
	movdqu	32*\i(%rsi), %xmm\i
	.endm
	.macro	storex i
	movdqu	%xmm\i, 32*\i(%rsi)
	.endm

	.macro	vec name, load
	.globl	\name
\name:
	push	%rbp
	push	%rbx
	push	%r12
	push	%r13
	push	%rsi
	sub	$56, %rsp
	each	\load
	movq	$0, 8(%rsp)
	movq	$0, 16(%rsp)
	movq	$0, 24(%rsp)
	.endm
	.macro	endvec store
	add	$56, %rsp
	pop	%rsi
	each	\store
	pop	%r13
	pop	%r12
	pop	%rbx
	pop	%rbp
	ret
	.endm

	.section .text, "ax", @progbits
	vec	vectrapx, loadx
	movslq	%edi, %rbp
	syscall
	endvec	storex

	vec	vecgatex, loadx
	.byte	0x48, 0xc7, 0xc5, 17, 0, 0, 0	/* movq $17, %rbp */
	syscall
	endvec	storex

	vec	vectrapy, loady
	movslq	%edi, %rbp
	syscall
	endvec	storey

	vec	vecgatey, loady
	.byte	0x48, 0xc7, 0xc5, 17, 0, 0, 0
	syscall
	endvec	storey
