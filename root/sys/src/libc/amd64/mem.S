/*
 * memmove, memcpy, memset, memcmp: the compiler calls these by itself, so they are not in C,
 * where it could turn their loops into calls of themselves.
 */
	.section .text.memmove, "ax", @progbits
	.globl	memmove, memcpy
	.type	memmove, @function
	.type	memcpy, @function
memmove:
memcpy:
	mov	%rdi, %rax
	mov	%rdx, %rcx
	mov	%rdi, %r8
	sub	%rsi, %r8
	cmp	%rdx, %r8
	jb	back			/* to lies inside [from, from+n) */
	rep movsb
	ret
back:
	lea	-1(%rdi,%rdx), %rdi
	lea	-1(%rsi,%rdx), %rsi
	std
	rep movsb
	cld
	ret
	.size	memmove, . - memmove

	.section .text.memset, "ax", @progbits
	.globl	memset
	.type	memset, @function
memset:
	mov	%rdi, %r8
	mov	%esi, %eax
	mov	%rdx, %rcx
	rep stosb
	mov	%r8, %rax
	ret
	.size	memset, . - memset

	.section .text.memcmp, "ax", @progbits
	.globl	memcmp
	.type	memcmp, @function
memcmp:
	xor	%eax, %eax
	mov	%rdx, %rcx
	cmp	%rax, %rax		/* for n 0 */
	repe cmpsb
	je	1f
	sbb	%eax, %eax		/* -1: the second is below the first */
	lea	1(%rax,%rax), %eax
	neg	%eax
1:
	ret
	.size	memcmp, . - memcmp
