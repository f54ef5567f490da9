/*
 * For note.c: code that knows where its registers are.
 */
	.section .text, "ax", @progbits

/*
 * void spin(uvlong *regs, long *flag): load every register from regs, spin until *flag is not 0,
 * store them back.  regs: ax bx cx dx si di bp r8..r15, then 16 vector registers of 32 bytes,
 * then flags; see struct Regs.
 */
	.globl	spin
spin:
	push	%rbp
	push	%rbx
	push	%r12
	push	%r13
	push	%r14
	push	%r15
	mov	%rdi, spinregs
	mov	%rsi, spinflag
	mov	%rsp, spinsp
	testl	$1, spinavx
	jz	1f
	vmovdqu	120(%rdi), %ymm0
	vmovdqu	152(%rdi), %ymm1
	vmovdqu	184(%rdi), %ymm2
	vmovdqu	568(%rdi), %ymm14
	vmovdqu	600(%rdi), %ymm15
	jmp	2f
1:
	movdqu	120(%rdi), %xmm0
	movdqu	152(%rdi), %xmm1
	movdqu	184(%rdi), %xmm2
	movdqu	568(%rdi), %xmm14
	movdqu	600(%rdi), %xmm15
2:
	mov	8(%rdi), %rbx
	mov	16(%rdi), %rcx
	mov	24(%rdi), %rdx
	mov	32(%rdi), %rsi
	mov	48(%rdi), %rbp
	mov	56(%rdi), %r8
	mov	64(%rdi), %r9
	mov	72(%rdi), %r10
	mov	80(%rdi), %r11
	mov	88(%rdi), %r12
	mov	96(%rdi), %r13
	mov	104(%rdi), %r14
	mov	112(%rdi), %r15
	mov	40(%rdi), %rdi
	stc
	.globl	spinloop, spinend
spinloop:
	jnc	9f			/* the carry must survive */
	mov	spinflag, %rax
	mov	(%rax), %eax
	inc	%eax			/* leaves the carry alone */
	dec	%eax
	jz	spinloop
spinend:
9:
	mov	spinregs, %rax
	mov	%rdi, 40(%rax)
	mov	%rax, %rdi
	sbb	%eax, %eax
	mov	%eax, 632(%rdi)
	mov	%rbx, 8(%rdi)
	mov	%rcx, 16(%rdi)
	mov	%rdx, 24(%rdi)
	mov	%rsi, 32(%rdi)
	mov	%rbp, 48(%rdi)
	mov	%r8, 56(%rdi)
	mov	%r9, 64(%rdi)
	mov	%r10, 72(%rdi)
	mov	%r11, 80(%rdi)
	mov	%r12, 88(%rdi)
	mov	%r13, 96(%rdi)
	mov	%r14, 104(%rdi)
	mov	%r15, 112(%rdi)
	mov	%rsp, %rax
	sub	spinsp, %rax
	mov	%rax, 640(%rdi)
	testl	$1, spinavx
	jz	1f
	vmovdqu	%ymm0, 120(%rdi)
	vmovdqu	%ymm1, 152(%rdi)
	vmovdqu	%ymm2, 184(%rdi)
	vmovdqu	%ymm14, 568(%rdi)
	vmovdqu	%ymm15, 600(%rdi)
	vzeroupper
	jmp	2f
1:
	movdqu	%xmm0, 120(%rdi)
	movdqu	%xmm1, 152(%rdi)
	movdqu	%xmm2, 184(%rdi)
	movdqu	%xmm14, 568(%rdi)
	movdqu	%xmm15, 600(%rdi)
2:
	mov	spinsp, %rsp
	pop	%r15
	pop	%r14
	pop	%r13
	pop	%r12
	pop	%rbx
	pop	%rbp
	ret

/* a note handler as the kernel enters it: what it finds goes to rawframe, then noted(NCONT) */
	.globl	rawhandler
rawhandler:
	mov	%rsp, rawframe
	mov	%rbp, rawframe+8
	mov	0(%rsp), %rax
	mov	%rax, rawframe+16
	mov	8(%rsp), %rax
	mov	%rax, rawframe+24
	mov	16(%rsp), %rax
	mov	%rax, rawframe+32
	mov	-8(%rbp), %rax
	mov	%rax, rawframe+40
	pushf
	pop	%rax
	mov	%rax, rawframe+48
	mov	16(%rsp), %rsi
	mov	$0, %ecx
1:
	mov	(%rsi,%rcx), %al
	mov	%al, rawframe+56(%rcx)
	inc	%ecx
	cmp	$128, %ecx
	jb	1b
	mov	$0, %edi
	and	$-16, %rsp
	call	noted
	hlt

/* vlong stubregs(int n, uvlong *keep): system call n (sleep(0) and the like) with r14, r15 set; gives them and
 * the flags back in keep */
	.globl	stubregs
stubregs:
	push	%rbp
	push	%rbx
	push	%r12
	push	%r13
	push	%r14
	push	%r15
	push	%rsi
	sub	$56, %rsp
	movslq	%edi, %rbp
	movq	$0, 8(%rsp)
	mov	$0x1414141414141414, %r14
	mov	$0x1515151515151515, %r15
	mov	%rsp, %rbx
	mov	%rbx, 48(%rsp)
	syscall
	mov	%rsp, %rbx
	sub	48(%rsp), %rbx
	add	$56, %rsp
	pop	%rsi
	mov	%r14, 0(%rsi)
	mov	%r15, 8(%rsi)
	mov	%rbx, 16(%rsi)
	pop	%r15
	pop	%r14
	pop	%r13
	pop	%r12
	pop	%rbx
	pop	%rbp
	ret

	.bss
	.globl	rawframe, spinavx
	.balign	8
rawframe:
	.space	256
spinregs:
	.space	8
spinflag:
	.space	8
spinsp:
	.space	8
spinavx:
	.space	4
