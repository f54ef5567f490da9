/*
 * vlong _syscall(int n, uintptr a0, ..., uintptr a4): any system call by its number, for
 * numbers without a stub.  The number comes from memory, so no kernel can know the shape.
 */
	.section .text._syscall, "ax", @progbits
	.globl	_syscall
	.type	_syscall, @function
_syscall:
	push	%rbp
	push	%rbx
	push	%r12
	push	%r13
	sub	$48, %rsp
	mov	%rsi, 8(%rsp)
	mov	%rdx, 16(%rsp)
	mov	%rcx, 24(%rsp)
	mov	%r8, 32(%rsp)
	mov	%r9, 40(%rsp)
	movslq	%edi, %rbp
	syscall
	add	$48, %rsp
	pop	%r13
	pop	%r12
	pop	%rbx
	pop	%rbp
	ret
	.size	_syscall, . - _syscall
