/*
 * For step.c: a system call of a shape that the kernel does not rewrite.
 */
	.section .text, "ax", @progbits

/* long trapsleep(void): sleep(0), by an instruction that traps */
	.globl	trapsleep
trapsleep:
	push	%rbp
	push	%rbx
	push	%r12
	push	%r13
	sub	$48, %rsp
	movq	$0, 8(%rsp)
	mov	$17, %ebp
	.globl	trapsleepcall
trapsleepcall:
	syscall
	add	$48, %rsp
	pop	%r13
	pop	%r12
	pop	%rbx
	pop	%rbp
	ret

	.section .note.GNU-stack,"",@progbits
