/*
 * The way into user code and back.  userenter looks like a call: it returns when
 * user code traps, is kicked, or makes a system call.  The gate is where
 * rewritten system call stubs arrive, by a call instruction, on the user's stack.  It does the
 * call by a call, too, and returns by a return, so that the processor foretells all of them; only
 * when the program is to go on elsewhere, or the kernel has to look first, userenter comes into it.
 *
 * While rip is in [enterstart, enterend) the registers of the user are still
 * whole in *ureg, so a kick there simply abandons the entry; in [gatestart, gateend)
 * the kernel is about to look by itself.
 */
#define UREG	%fs:hself@tpoff
#define KSP	%fs:hself@tpoff+8
#define PC	%fs:hself@tpoff+16
#define INUSER	%fs:hself@tpoff+24
#define KICKED	%fs:hself@tpoff+28
#define CALL	%fs:hself@tpoff+48

#define Uax 0
#define Ubx 8
#define Ucx 16
#define Udx 24
#define Usi 32
#define Udi 40
#define Ubp 48
#define Ur8 56
#define Ur9 64
#define Ur10 72
#define Ur11 80
#define Ur12 88
#define Ur13 96
#define Ur14 104
#define Ur15 112
#define Utype 128
#define Upc 144
#define Uflags 160
#define Usp 168

/* all but di, which points at the Ureg, and sp; no flag changes */
	.macro	LOADGENERAL
	movq	Uax(%rdi), %rax
	movq	Ubx(%rdi), %rbx
	movq	Ucx(%rdi), %rcx
	movq	Udx(%rdi), %rdx
	movq	Usi(%rdi), %rsi
	movq	Ubp(%rdi), %rbp
	movq	Ur8(%rdi), %r8
	movq	Ur9(%rdi), %r9
	movq	Ur10(%rdi), %r10
	movq	Ur11(%rdi), %r11
	movq	Ur12(%rdi), %r12
	movq	Ur13(%rdi), %r13
	movq	Ur14(%rdi), %r14
	movq	Ur15(%rdi), %r15
	.endm

	.macro	LOADREGS
	LOADGENERAL
	movq	Usp(%rdi), %rsp
	.endm

	.text
	.globl	userenter, enterstart, enterend, gatestart, gateend, gateret, usergate, userleave
	.hidden	userenter, enterstart, enterend, gatestart, gateend, gateret, usergate, userleave
	.type	userenter, @function
	.type	usergate, @function

/* int userenter(Ureg *u) */
userenter:
	pushq	%rbp
	pushq	%rbx
	pushq	%r12
	pushq	%r13
	pushq	%r14
	pushq	%r15
	movq	%rsp, KSP
	movq	%rdi, UREG
enterstart:
	cmpl	$0, KICKED
	jne	abandon
	movq	Upc(%rdi), %rax
	movq	%rax, PC
	movq	Uflags(%rdi), %rax
	andl	$0xcd5, %eax
	orl	$0x202, %eax
	testl	$0x100, Uflags(%rdi)
	jnz	enterstep
	pushq	%rax
	popfq
	LOADREGS
	movq	Udi(%rdi), %rdi
	movl	$1, INUSER
	jmp	*PC

/* For one instruction, after which TF traps.  It must not be set before, and iret sets it together
 * with pc and sp. */
enterstep:
	orl	$0x100, %eax
	movl	%ss, %ecx
	pushq	%rcx
	pushq	Usp(%rdi)
	pushq	%rax
	movl	%cs, %ecx
	pushq	%rcx
	pushq	PC
	LOADGENERAL
	movq	Udi(%rdi), %rdi
	movl	$1, INUSER
	iretq

/* the way back from usergate: where the user's return address lies, below sp, is where it goes */
entergate:
	cmpl	$0, KICKED
	jne	abandon
	movl	Uflags(%rdi), %eax
	testl	$0x400, %eax		/* DF: rare, as is popf fast */
	jnz	enterstart
	movl	%eax, %ecx
	movb	%al, %ah
	shrl	$11, %ecx
	andl	$1, %ecx
	addb	$0x7f, %cl		/* OF */
	sahf				/* the others */
	LOADREGS
	leaq	-8(%rsp), %rsp
	movq	Udi(%rdi), %rdi
	movl	$1, INUSER
gateret:
	ret
enterend:

abandon:
	movl	$0, KICKED
	movl	$2, %eax		/* Ulook */
/* the signal handler resumes here too, with the cause in eax and rsp = KSP */
userleave:
	popq	%r15
	popq	%r14
	popq	%r13
	popq	%r12
	popq	%rbx
	popq	%rbp
	ret
	.size	userenter, . - userenter

/* from the gate page: number in rbp, return address on the user's stack */
gatestart:
usergate:
	movq	UREG, %rax
	movq	%rcx, Ucx(%rax)
	movq	(%rsp), %rcx
	movq	%rcx, Upc(%rax)
	leaq	8(%rsp), %rcx
	movq	%rcx, Usp(%rax)
	movl	$0, INUSER
	movq	KSP, %rsp
	pushfq
	popq	Uflags(%rax)
	cld
	movq	%rbx, Ubx(%rax)
	movq	%rdx, Udx(%rax)
	movq	%rsi, Usi(%rax)
	movq	%rdi, Udi(%rax)
	movq	%rbp, Ubp(%rax)
	movq	%r8, Ur8(%rax)
	movq	%r9, Ur9(%rax)
	movq	%r10, Ur10(%rax)
	movq	%r11, Ur11(%rax)
	movq	%r12, Ur12(%rax)
	movq	%r13, Ur13(%rax)
	movq	%r14, Ur14(%rax)
	movq	%r15, Ur15(%rax)
	movq	$64, Utype(%rax)
	movq	%rax, %r13
	movq	Upc(%rax), %rbx
	movq	Usp(%rax), %r12
	leaq	40(%rsp), %rbp		/* userenter's caller, for who follows frames */
	subq	$8, %rsp
	.cfi_startproc
	.cfi_def_cfa %rsp, 64
	.cfi_offset %rip, -8
	.cfi_offset %rbp, -16
	.cfi_offset %rbx, -24
	.cfi_offset %r12, -32
	.cfi_offset %r13, -40
	.cfi_offset %r14, -48
	.cfi_offset %r15, -56
	call	*CALL
	addq	$8, %rsp
	.cfi_endproc
	testb	%al, %al
	jz	look
	movq	%r13, %rdi
	cmpq	Upc(%rdi), %rbx
	jne	enterstart
	cmpq	Usp(%rdi), %r12
	jne	enterstart
	jmp	entergate
look:
	movl	$2, %eax		/* Ulook */
	jmp	userleave
gateend:
	.size	usergate, . - usergate

/* s64int cloneasm(u64int flags, void *stacktop, void (*fn)(void *), void *arg, int *pid) */
	.globl	cloneasm
	.hidden	cloneasm
	.type	cloneasm, @function
cloneasm:
	andq	$-16, %rsi
	movq	%rdx, -16(%rsi)
	movq	%rcx, -8(%rsi)
	subq	$16, %rsi
	movq	%r8, %rdx
	xorl	%r10d, %r10d
	xorl	%r8d, %r8d
	movl	$56, %eax		/* clone */
	syscall
	testq	%rax, %rax
	jz	__morestack
	ret
	.size	cloneasm, . - cloneasm

/* The new process's first frame.  Beyond it, tools/gdb has the user's stack follow, which is at lower addresses: gdb
 * believes that only of a function with this name. */
	.type	__morestack, @function
__morestack:
	xorl	%ebp, %ebp
	popq	%rax
	popq	%rdi
	call	*%rax
	hlt
	.size	__morestack, . - __morestack

	.section .note.GNU-stack,"",@progbits
