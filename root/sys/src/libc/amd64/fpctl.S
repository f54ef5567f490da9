/*
 * ulong getfcr(void), void setfcr(ulong), ulong getfsr(void), void setfsr(ulong): floating point
 * control and status.  Both live in MXCSR; control is given as in u.h, a set bit
 * unmasks, so the mask bits are turned over.  The x87 unit, which compiled code does not
 * use, is left alone.
 */
#define MASKS 0x1f80 /* exception masks */
#define CTL   0x7f80 /* masks and rounding */
#define STAT  0x3f

	.section .text.getfcr, "ax", @progbits
	.globl	getfcr
getfcr:
	push	%rax
	stmxcsr	(%rsp)
	mov	(%rsp), %eax
	xor	$MASKS, %eax
	and	$CTL, %eax
	pop	%rdx
	ret

	.section .text.setfcr, "ax", @progbits
	.globl	setfcr
setfcr:
	push	%rax
	stmxcsr	(%rsp)
	mov	(%rsp), %eax
	and	$~CTL, %eax
	xor	$MASKS, %edi
	and	$CTL, %edi
	or	%edi, %eax
	mov	%eax, (%rsp)
	ldmxcsr	(%rsp)
	pop	%rdx
	ret

	.section .text.getfsr, "ax", @progbits
	.globl	getfsr
getfsr:
	push	%rax
	stmxcsr	(%rsp)
	mov	(%rsp), %eax
	and	$STAT, %eax
	pop	%rdx
	ret

	.section .text.setfsr, "ax", @progbits
	.globl	setfsr
setfsr:
	push	%rax
	stmxcsr	(%rsp)
	mov	(%rsp), %eax
	and	$~STAT, %eax
	and	$STAT, %edi
	or	%edi, %eax
	mov	%eax, (%rsp)
	ldmxcsr	(%rsp)
	pop	%rdx
	ret
