package dev.sevsim.host.kvm;

import dev.sevsim.abi.ghcb.GhcbMsr;
import dev.sevsim.bus.cpu.CpuidResult;
import dev.sevsim.host.kvm.ExitOutcome.Resume;
import dev.sevsim.host.kvm.ExitOutcome.ToUser;
import dev.sevsim.host.profile.KernelProfile;

/**
 * Requests in the GHCB MSR itself, for a guest without a GHCB page. An unknown request leaves the MSR unchanged.
 *
 * <p>Linux 6.1 has the first three. Where the reference gives only the number of a request, the answer of the newest
 * kernel is our choice: it prefers no page, accepts any page that is registered, and has no features, since this host
 * runs no SNP guest; page state requests belong to SNP and are unknown here.
 *
 * <p>Source: docs/reference/kvm-host.md section 4.4.
 */
record GhcbMsrProtocol(Vm vm, KvmRunPage run, ProcessorStart start) {
    /** No preference: all ones above the code. */
    private static final long NO_PAGE = -1L >>> 12;

    private static final int NO_FEATURES = 0;

    /** Whether the MSR holds a request and not the address of a page. */
    static boolean isRequest(long msr) {
        return GhcbMsr.code(msr) != 0;
    }

    ExitOutcome handle(long msr) {
        return switch (GhcbMsr.code(msr)) {
            case GhcbMsr.SEV_INFO_REQUEST -> answer(info(vm));
            case GhcbMsr.CPUID_REQUEST -> answer(cpuid(GhcbMsr.high(msr), GhcbMsr.cpuidRegister(msr)));
            case GhcbMsr.TERMINATE_REQUEST -> new ToUser(PlainUserExit.of(() -> run.terminated(msr)));
            default -> vm.host().sev().kernel() == KernelProfile.NEWEST ? newer(msr) : answer(msr);
        };
    }

    /** Contents of the MSR after reset and on request: protocol versions and the position of the C-bit. */
    static long info(Vm vm) {
        int most = vm.host().sev().kernel() == KernelProfile.NEWEST ? vm.sev().ghcbVersion() : 1;
        return GhcbMsr.sevInfo(most, 1, vm.host().model().addressBits().cBit());
    }

    private ExitOutcome newer(long msr) {
        return switch (GhcbMsr.code(msr)) {
            case GhcbMsr.AP_RESET_HOLD_REQUEST ->
                new ToUser(new ResetHold(
                        vm,
                        start,
                        run,
                        woken -> EntryRegisters.ofRax(GhcbMsr.of(GhcbMsr.AP_RESET_HOLD_RESPONSE, woken ? 1 : 0))));
            case GhcbMsr.PREFERRED_PAGE_REQUEST -> answer(GhcbMsr.of(GhcbMsr.PREFERRED_PAGE_RESPONSE, NO_PAGE));
            case GhcbMsr.REGISTER_PAGE_REQUEST ->
                answer(GhcbMsr.of(GhcbMsr.REGISTER_PAGE_RESPONSE, GhcbMsr.value(msr)));
            case GhcbMsr.FEATURES_REQUEST -> answer(GhcbMsr.of(GhcbMsr.FEATURES_RESPONSE, NO_FEATURES));
            default -> answer(msr);
        };
    }

    private long cpuid(int leaf, int register) {
        CpuidResult result = vm.cpuid(leaf);
        return GhcbMsr.cpuidResponse(
                switch (register) {
                    case 0 -> result.eax();
                    case 1 -> result.ebx();
                    case 2 -> result.ecx();
                    default -> result.edx();
                });
    }

    private static Resume answer(long msr) {
        return new Resume(EntryRegisters.ofRax(msr));
    }
}
