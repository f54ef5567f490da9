/*
 * memmove, memcpy, memset, memcmp.  The compiler calls these by itself, so they are not in C,
 * where it could turn their loops into calls of themselves.  General registers only: note
 * handlers use them, and on other Plan 9 kernels a handler may not touch floating point.
 *
 * Pieces whose length is no multiple of 8 are done as two that overlap.
 */
#define Strings 256 /* bytes from which the string instructions are faster */

	.section .text.memmove, "ax", @progbits
	.globl	memmove, memcpy
	.type	memmove, @function
	.type	memcpy, @function
	.p2align 4
memmove:
memcpy:
	mov	%rdi, %rax
	cmp	$16, %rdx
	ja	2f
	cmp	$8, %rdx
	jae	8f
	cmp	$4, %rdx
	jae	4f
	test	%rdx, %rdx
	je	1f
	/* 1 to 3 bytes: first, middle, last */
	mov	%rdx, %rcx
	shr	%rcx
	movzbl	(%rsi), %r8d
	movzbl	(%rsi,%rcx), %r9d
	movzbl	-1(%rsi,%rdx), %r10d
	mov	%r8b, (%rdi)
	mov	%r9b, (%rdi,%rcx)
	mov	%r10b, -1(%rdi,%rdx)
1:	ret
4:
	mov	(%rsi), %r8d
	mov	-4(%rsi,%rdx), %r9d
	mov	%r8d, (%rdi)
	mov	%r9d, -4(%rdi,%rdx)
	ret
8:
	mov	(%rsi), %r8
	mov	-8(%rsi,%rdx), %r9
	mov	%r8, (%rdi)
	mov	%r9, -8(%rdi,%rdx)
	ret
2:
	mov	%rdi, %r8
	sub	%rsi, %r8
	cmp	%rdx, %r8
	jb	back			/* to lies inside [from, from+n) */
	cmp	$Strings, %rdx
	jae	9f
	mov	-8(%rsi,%rdx), %r9
	lea	-8(%rdi,%rdx), %r10
3:
	mov	(%rsi), %r8
	mov	%r8, (%rdi)
	add	$8, %rsi
	add	$8, %rdi
	cmp	%r10, %rdi
	jb	3b
	mov	%r9, (%r10)
	ret
9:
	mov	%rdx, %rcx
	rep movsb
	ret
back:
	mov	(%rsi), %r9
5:
	mov	-8(%rsi,%rdx), %r8
	mov	%r8, -8(%rdi,%rdx)
	sub	$8, %rdx
	cmp	$8, %rdx
	ja	5b
	mov	%r9, (%rdi)
	ret
	.size	memmove, . - memmove
	.size	memcpy, . - memcpy

	.section .text.memset, "ax", @progbits
	.globl	memset
	.type	memset, @function
	.p2align 4
memset:
	mov	%rdi, %r8
	cmp	$Strings, %rdx
	jae	9f
	cmp	$8, %rdx
	jb	1f
	movzbl	%sil, %esi
	mov	$0x0101010101010101, %rcx
	imul	%rcx, %rsi
	lea	-8(%rdi,%rdx), %r9
2:
	mov	%rsi, (%rdi)
	add	$8, %rdi
	cmp	%r9, %rdi
	jb	2b
	mov	%rsi, (%r9)
	mov	%r8, %rax
	ret
1:
	test	%rdx, %rdx
	je	3f
	mov	%sil, -1(%rdi,%rdx)
	dec	%rdx
	jmp	1b
9:
	mov	%esi, %eax
	mov	%rdx, %rcx
	rep stosb
3:
	mov	%r8, %rax
	ret
	.size	memset, . - memset

	.section .text.memcmp, "ax", @progbits
	.globl	memcmp
	.type	memcmp, @function
	.p2align 4
memcmp:
	cmp	$8, %rdx
	jb	2f
1:
	mov	(%rdi), %rax
	mov	(%rsi), %rcx
	cmp	%rcx, %rax
	jne	3f
	add	$8, %rdi
	add	$8, %rsi
	sub	$8, %rdx
	cmp	$8, %rdx
	jae	1b
2:
	test	%rdx, %rdx
	je	4f
	movzbl	(%rdi), %eax
	movzbl	(%rsi), %ecx
	inc	%rdi
	inc	%rsi
	dec	%rdx
	cmp	%ecx, %eax
	je	2b
	jmp	5f
3:
	bswap	%rax
	bswap	%rcx
	cmp	%rcx, %rax
5:
	sbb	%eax, %eax		/* -1: below */
	or	$1, %eax
	ret
4:
	xor	%eax, %eax
	ret
	.size	memcmp, . - memcmp
