/*
 * Copying.  General registers only: the user program's vector state is live
 * while the kernel runs.  Between copystart and copyend a fault at a user
 * address is not fatal: the signal handler resumes at copyfault.
 */
	.text
	.globl	memcpy, memmove, memset, memcmp
	.hidden	memcpy, memmove, memset, memcmp
	.type	memcpy, @function
	.type	memmove, @function
	.type	memset, @function
	.type	memcmp, @function

memcpy:
	movq	%rdi, %rax
	movq	%rdx, %rcx
	cmpq	$256, %rdx
	ja	1f
	shrq	$3, %rcx
	jz	3f
2:	movq	(%rsi), %r8
	movq	%r8, (%rdi)
	addq	$8, %rsi
	addq	$8, %rdi
	decq	%rcx
	jnz	2b
3:	andl	$7, %edx
	jz	5f
4:	movb	(%rsi), %r8b
	movb	%r8b, (%rdi)
	incq	%rsi
	incq	%rdi
	decl	%edx
	jnz	4b
5:	ret
1:	rep movsb
	ret

memmove:
	movq	%rdi, %rax
	subq	%rsi, %rax
	cmpq	%rdx, %rax
	jae	memcpy
	/* to is inside [from, from+n): from the end */
	movq	%rdi, %rax
	leaq	-1(%rsi,%rdx), %rsi
	leaq	-1(%rdi,%rdx), %rdi
	movq	%rdx, %rcx
	std
	rep movsb
	cld
	ret

memset:
	movq	%rdi, %r9
	movzbl	%sil, %eax
	movq	%rdx, %rcx
	cmpq	$256, %rdx
	ja	1f
	movabsq	$0x0101010101010101, %r8
	imulq	%r8, %rax
	shrq	$3, %rcx
	jz	3f
2:	movq	%rax, (%rdi)
	addq	$8, %rdi
	decq	%rcx
	jnz	2b
3:	andl	$7, %edx
	jz	5f
4:	movb	%al, (%rdi)
	incq	%rdi
	decl	%edx
	jnz	4b
5:	movq	%r9, %rax
	ret
1:	rep stosb
	movq	%r9, %rax
	ret

memcmp:
	xorl	%eax, %eax
	testq	%rdx, %rdx
	jz	2f
1:	movzbl	(%rdi), %eax
	movzbl	(%rsi), %ecx
	subl	%ecx, %eax
	jnz	2f
	incq	%rdi
	incq	%rsi
	decq	%rdx
	jnz	1b
2:	ret

	.globl	copystart, copyend, copyfault, copybytes, zerobytes, strbytes, caswordasm
	.hidden	copystart, copyend, copyfault, copybytes, zerobytes, strbytes, caswordasm
copystart:
/* int copybytes(void *to, const void *from, usize n): 0, or -1 on a fault */
copybytes:
	movq	%rdx, %rcx
	cmpq	$256, %rdx
	ja	1f
	shrq	$3, %rcx
	jz	3f
2:	movq	(%rsi), %r8
	movq	%r8, (%rdi)
	addq	$8, %rsi
	addq	$8, %rdi
	decq	%rcx
	jnz	2b
3:	andl	$7, %edx
	jz	5f
4:	movb	(%rsi), %r8b
	movb	%r8b, (%rdi)
	incq	%rsi
	incq	%rdi
	decl	%edx
	jnz	4b
5:	xorl	%eax, %eax
	ret
1:	rep movsb
	xorl	%eax, %eax
	ret

/* int zerobytes(void *to, usize n) */
zerobytes:
	movq	%rsi, %rcx
	xorl	%eax, %eax
	rep stosb
	ret

/* s64int strbytes(const char *s, usize max): bytes before the NUL, else max */
strbytes:
	xorl	%eax, %eax
1:	cmpq	%rsi, %rax
	jae	2f
	cmpb	$0, (%rdi,%rax)
	je	2f
	incq	%rax
	jmp	1b
2:	ret

/* int caswordasm(u32int *word, u32int *old, u32int new) */
caswordasm:
	movl	(%rsi), %eax
	lock cmpxchgl %edx, (%rdi)
	jne	1f
	movl	$1, %eax
	ret
1:	movl	%eax, (%rsi)
	xorl	%eax, %eax
	ret
copyend:

copyfault:
	cld
	movq	$-1, %rax
	ret

/* setlabel, gotolabel: rbx rbp r12 r13 r14 r15 rsp rip */
	.globl	setlabel, gotolabel
	.hidden	setlabel, gotolabel
	.type	setlabel, @function
	.type	gotolabel, @function
setlabel:
	movq	%rbx, (%rdi)
	movq	%rbp, 8(%rdi)
	movq	%r12, 16(%rdi)
	movq	%r13, 24(%rdi)
	movq	%r14, 32(%rdi)
	movq	%r15, 40(%rdi)
	leaq	8(%rsp), %rax
	movq	%rax, 48(%rdi)
	movq	(%rsp), %rax
	movq	%rax, 56(%rdi)
	xorl	%eax, %eax
	ret
gotolabel:
	movq	(%rdi), %rbx
	movq	8(%rdi), %rbp
	movq	16(%rdi), %r12
	movq	24(%rdi), %r13
	movq	32(%rdi), %r14
	movq	40(%rdi), %r15
	movq	48(%rdi), %rsp
	movl	$1, %eax
	jmp	*56(%rdi)

	.section .note.GNU-stack,"",@progbits
