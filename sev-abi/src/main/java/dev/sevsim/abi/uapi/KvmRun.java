package dev.sevsim.abi.uapi;

import dev.sevsim.abi.Page;

/**
 * {@code struct kvm_run} and the page of port data behind it, which KVM and the VMM share.
 *
 * <p>The exit reason lies at {@link #EXIT_REASON}; the union at {@link #UNION} holds {@link KvmRunIo}, {@link KvmRunMmio},
 * {@link KvmRunHypercall}, {@link KvmRunSystemEvent} or {@link KvmRunFailEntry}.
 *
 * <p>Source: Linux uapi {@code linux/kvm.h}; docs/reference/kvm-host.md section 4.3.
 */
public final class KvmRun {
    /** Exit reason: port access. */
    public static final int EXIT_IO = 2;

    /** Exit reason: hypercall. */
    public static final int EXIT_HYPERCALL = 3;

    /** Exit reason: HLT. */
    public static final int EXIT_HLT = 5;

    /** Exit reason: access to memory that is not mapped. */
    public static final int EXIT_MMIO = 6;

    /** Exit reason: triple fault. */
    public static final int EXIT_SHUTDOWN = 8;

    /** Exit reason: the processor refused the guest's state. */
    public static final int EXIT_FAIL_ENTRY = 9;

    /** Exit reason: a signal. */
    public static final int EXIT_INTR = 10;

    /** Exit reason: KVM's own failure. */
    public static final int EXIT_INTERNAL_ERROR = 17;

    /** Exit reason: an event of the whole system. */
    public static final int EXIT_SYSTEM_EVENT = 24;

    /** Exit reason: a vCPU with encrypted state waits to be started. */
    public static final int EXIT_AP_RESET_HOLD = 32;

    /** Offset of the exit reason, u32. */
    public static final int EXIT_REASON = 8;

    /** Offset of the exit's own structure. */
    public static final int UNION = 32;

    /** Offset of port data: the value of {@link KvmRunIo#dataOffset}. */
    public static final int DATA_OFFSET = Page.SIZE;

    /** Most bytes of port data in one exit. */
    public static final int DATA_CAPACITY = Page.SIZE;

    /** Bytes that a VMM maps. */
    public static final int MAPPED_BYTES = DATA_OFFSET + DATA_CAPACITY;

    private KvmRun() {}
}
