/*
 * Where a program starts.  The kernel gives ax = Tos, 0(SP) = argc, 8(SP) = argv[0] and so on;
 * nothing else is defined, and SP has no particular alignment.
 */
	.section .text._main, "ax", @progbits
	.globl	_main
	.type	_main, @function
_main:
	mov	%rax, %rdx
	mov	(%rsp), %edi
	lea	8(%rsp), %rsi
	xor	%ebp, %ebp
	cld
	and	$-16, %rsp
	call	_callmain
	hlt
	.size	_main, . - _main
