/*
 * Atomic operations on words: ainc and adec give the new value, cas says whether it stored, _tas gives the
 * old value and stores 1.
 */
	.section .text.ainc, "ax", @progbits
	.globl	ainc
ainc:
	mov	$1, %eax
	lock xadd %eax, (%rdi)
	inc	%eax
	ret

	.section .text.adec, "ax", @progbits
	.globl	adec
adec:
	mov	$-1, %eax
	lock xadd %eax, (%rdi)
	dec	%eax
	ret

	.section .text.cas, "ax", @progbits
	.globl	cas
cas:
	mov	%esi, %eax
	lock cmpxchg %edx, (%rdi)
	sete	%al
	movzbl	%al, %eax
	ret

	.section .text._tas, "ax", @progbits
	.globl	_tas
_tas:
	mov	$1, %eax
	xchg	%eax, (%rdi)
	ret

	.section .text.cycles, "ax", @progbits
	.globl	cycles
cycles:
	rdtsc
	shl	$32, %rdx
	or	%rdx, %rax
	mov	%rax, (%rdi)
	ret
