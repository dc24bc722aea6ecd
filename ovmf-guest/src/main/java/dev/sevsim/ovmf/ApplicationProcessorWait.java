package dev.sevsim.ovmf;

import dev.sevsim.abi.GuestPhysical;
import dev.sevsim.abi.ghcb.Ghcb;
import dev.sevsim.abi.ghcb.GhcbExit;
import dev.sevsim.abi.ghcb.GhcbMsr;
import dev.sevsim.bus.cpu.GuestCpu;
import dev.sevsim.bus.memory.Encryption;

/**
 * What the other vCPUs of an SEV-ES guest run: they start, by the reset block of the image, in the work area, where the
 * boot vCPU has put their first instructions, and wait in the hypervisor.
 *
 * <p>The reference gives the address and the request and nothing of the code between them. That the code lies there once
 * PEI has run, and that a vCPU which is woken waits again, since nothing in the model starts it, is our choice.
 *
 * <p>Source: ovmf-guest.md sections 3.4 and 5.4; kvm-host.md section 4.4.
 */
final class ApplicationProcessorWait {
    private static final int PROTOCOL_VERSION = 1;

    private ApplicationProcessorWait() {}

    /** Puts the code at the reset address; {@code pages} has a GHCB for each vCPU. */
    static void install(GuestCpu bootCpu, long resetAddress, EncryptedStatePages pages) {
        bootCpu.install(
                new GuestPhysical(resetAddress), "ApplicationProcessorWait", (cpu, args) -> waitForEver(cpu, pages));
    }

    private static long waitForEver(GuestCpu cpu, EncryptedStatePages pages) {
        if (cpu.index() >= pages.count()) {
            throw cpu.deadLoop();
        }
        GuestPhysical ghcb = new GuestPhysical(pages.ghcb(cpu.index()));
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
