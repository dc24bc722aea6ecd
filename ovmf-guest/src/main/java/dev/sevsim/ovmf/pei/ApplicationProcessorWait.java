package dev.sevsim.ovmf.pei;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.GuestPhysical;
import dev.sevsim.abi.ghcb.Ghcb;
import dev.sevsim.abi.ghcb.GhcbExit;
import dev.sevsim.abi.ghcb.GhcbMsr;
import dev.sevsim.bus.cpu.CpuidLeaf;
import dev.sevsim.bus.cpu.GuestCpu;
import dev.sevsim.bus.memory.Encryption;
import dev.sevsim.ovmf.sec.EncryptedStatePages;

/**
 * What the other vCPUs of an SEV-ES guest run: they start, by the reset block of the image, in the work area, where the
 * boot vCPU has put their first instructions, leave a mark that they came, and wait in the hypervisor.
 *
 * <p>The reference gives the address and the request and nothing of the code between them. That the code is there once
 * PEI has run, the mark in each vCPU's data page, and that a vCPU which is woken waits again, since nothing in the
 * model starts it, is our choice.
 *
 * <p>Source: docs/reference/ovmf-guest.md sections 3.4 and 5.4; docs/reference/kvm-host.md section 4.4.
 */
final class ApplicationProcessorWait {
    private static final int PROTOCOL_VERSION = 1;
    private static final long PRESENT = 1;

    // AMD APM volume 2, interrupt command register as an MSR.
    private static final int INTERRUPT_COMMAND = 0x830;
    private static final int ASSERT_TO_OTHERS = 3 << 18 | 1 << 14;
    private static final int INIT = 5 << 8;
    private static final int START_UP = 6 << 8;

    private ApplicationProcessorWait() {}

    /** Puts the code at the reset address; {@code pages} has a GHCB for each vCPU. */
    static void install(GuestCpu bootCpu, long resetAddress, EncryptedStatePages pages) {
        bootCpu.install(
                new GuestPhysical(resetAddress), "ApplicationProcessorWait", (cpu, args) -> waitForEver(cpu, pages));
    }

    /**
     * Starts the others by an interrupt to all of them, if the hypervisor offers the x2APIC; answers how many vCPUs
     * came, this one included.
     */
    static int start(GuestCpu bootCpu, EncryptedStatePages pages) {
        if ((bootCpu.cpuid(CpuidLeaf.FEATURES, 0).ecx() & CpuidLeaf.X2APIC) == 0) {
            return 1;
        }
        for (int cpu = 1; cpu < pages.count(); cpu++) {
            bootCpu.write(pages.data(cpu), Encryption.ENCRYPTED, Bytes.u64Le(0));
        }
        bootCpu.writeMsr(INTERRUPT_COMMAND, ASSERT_TO_OTHERS | INIT);
        bootCpu.writeMsr(INTERRUPT_COMMAND, ASSERT_TO_OTHERS | START_UP);
        int present = 1;
        for (int cpu = 1; cpu < pages.count(); cpu++) {
            Bytes mark = bootCpu.read(pages.data(cpu), Encryption.ENCRYPTED, Long.BYTES);
            present += mark.equals(Bytes.u64Le(PRESENT)) ? 1 : 0;
        }
        return present;
    }

    private static long waitForEver(GuestCpu cpu, EncryptedStatePages pages) {
        if (cpu.index() >= pages.count()) {
            throw cpu.deadLoop();
        }
        GuestPhysical ghcb = new GuestPhysical(pages.ghcb(cpu.index()));
        cpu.write(pages.data(cpu.index()), Encryption.ENCRYPTED, Bytes.u64Le(PRESENT));
        while (true) {
            Ghcb.Builder request = new Ghcb.Builder(PROTOCOL_VERSION)
                    .show(Ghcb.SW_EXIT_CODE, GhcbExit.AP_HALT_LOOP.code())
                    .show(Ghcb.SW_EXIT_INFO_1, 0)
                    .show(Ghcb.SW_EXIT_INFO_2, 0);
            cpu.write(ghcb, Encryption.PLAIN, request.build().content());
            cpu.writeMsr(GhcbMsr.NUMBER, ghcb.value());
            cpu.vmgexit();
        }
    }
}
