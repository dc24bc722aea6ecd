package dev.sevsim.host.kvm;

import dev.sevsim.bus.cpu.CpuidResult;
import dev.sevsim.host.kvm.ExitOutcome.Resume;
import dev.sevsim.host.kvm.ExitOutcome.ToUser;
import dev.sevsim.host.process.KernelProfile;

/**
 * Requests in the GHCB MSR itself, for a guest that has no page yet. An unknown one leaves the MSR as it is.
 *
 * <p>Source: kvm-host.md section 4.4.
 */
final class GhcbMsrProtocol {
    private static final long CODE_MASK = 0xFFF;
    private static final int INFO_RESPONSE = 0x001;
    private static final int INFO_REQUEST = 0x002;
    private static final int CPUID_REQUEST = 0x004;
    private static final int CPUID_RESPONSE = 0x005;
    private static final int TERMINATE = 0x100;

    private final Vm vm;
    private final KvmRunPage run;

    GhcbMsrProtocol(Vm vm, KvmRunPage run) {
        this.vm = vm;
        this.run = run;
    }

    /** Whether the MSR holds a request and not the address of a page. */
    static boolean isRequest(long msr) {
        return (msr & CODE_MASK) != 0;
    }

    ExitOutcome handle(long msr) {
        return switch ((int) (msr & CODE_MASK)) {
            case INFO_REQUEST -> answer(info());
            case CPUID_REQUEST -> answer(cpuid((int) (msr >>> 32), (int) (msr >>> 30 & 3)));
            case TERMINATE -> new ToUser(PlainUserExit.of(() -> run.terminated(msr)));
            default -> answer(msr);
        };
    }

    /** What the MSR holds after reset and on request: versions and the C-bit. */
    long info() {
        long most = vm.host().sev().kernel() == KernelProfile.NEWEST ? vm.sev().ghcbVersion() : 1;
        return most << 48 | 1L << 32 | (long) vm.host().model().cBitPosition() << 24 | INFO_RESPONSE;
    }

    private long cpuid(int leaf, int register) {
        CpuidResult result = vm.cpuid().leaf(leaf, vm.isEncrypted());
        int value = switch (register) {
            case 0 -> result.eax();
            case 1 -> result.ebx();
            case 2 -> result.ecx();
            default -> result.edx();
        };
        return (long) value << 32 | CPUID_RESPONSE;
    }

    private static Resume answer(long msr) {
        return new Resume(EntryRegisters.ofRax(msr));
    }
}
