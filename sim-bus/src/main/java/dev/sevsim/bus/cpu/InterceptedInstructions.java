package dev.sevsim.bus.cpu;

import dev.sevsim.abi.Bytes;

/**
 * The instructions that a hypervisor intercepts.
 *
 * <p>On a {@link GuestCpu} they are executed. In a guest with encrypted state each raises the VMM communication
 * exception instead, and what runs is the same instruction of the handler that the guest has vectored.
 */
public interface InterceptedInstructions {
    /** IN; {@code widthBytes} is 1, 2 or 4. */
    int in(int port, int widthBytes);

    /** OUT; {@code widthBytes} is 1, 2 or 4. */
    void out(int port, int widthBytes, int value);

    /** A loop of single-byte OUTs to one port (string I/O, unrolled where it has to be). */
    void outBytes(int port, Bytes values);

    /** A loop of single-byte INs from one port. */
    Bytes inBytes(int port, int count);

    /** RDMSR; an MSR that does not exist answers 0 (the model raises no #GP). */
    long readMsr(int msr);

    void writeMsr(int msr, long value);

    CpuidResult cpuid(int leaf, int subleaf);

    /** VMMCALL with its number and up to three arguments; the value is RAX afterwards. */
    long hypercall(long number, long a0, long a1, long a2);

    /** WBINVD. */
    void writeBackCaches();
}
