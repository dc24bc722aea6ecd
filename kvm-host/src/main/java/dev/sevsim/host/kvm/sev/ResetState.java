package dev.sevsim.host.kvm.sev;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.Vmsa;
import java.util.List;

/**
 * The registers of a vCPU after reset.
 *
 * <p>Source: docs/reference/kvm-host.md section 5.6, docs/reference/sev-firmware-api.md section 6.8.
 */
final class ResetState {
    private static final int DATA = 0x93;
    private static final int CODE = 0x9B;
    private static final int LDT = 0x82;
    private static final int TASK = 0x8B;
    private static final int LIMIT = 0xFFFF;

    private ResetState() {}

    static Vmsa of(int signature) {
        Vmsa vmsa = new Vmsa(Bytes.zeros(Vmsa.SIZE));
        for (Vmsa.Segment data : List.of(Vmsa.ES, Vmsa.SS, Vmsa.DS, Vmsa.FS, Vmsa.GS)) {
            vmsa = segment(vmsa, data, 0, DATA, 0);
        }
        vmsa = segment(vmsa, Vmsa.CS, 0xF000, CODE, 0xFFFF_0000L);
        vmsa = segment(vmsa, Vmsa.GDTR, 0, 0, 0);
        vmsa = segment(vmsa, Vmsa.IDTR, 0, 0, 0);
        vmsa = segment(vmsa, Vmsa.LDTR, 0, LDT, 0);
        vmsa = segment(vmsa, Vmsa.TR, 0, TASK, 0);
        return vmsa.with(Vmsa.EFER, 0x1000)
                .with(Vmsa.CR4, 0x40)
                .with(Vmsa.CR0, 0x10)
                .with(Vmsa.DR7, 0x400)
                .with(Vmsa.DR6, 0xFFFF_0FF0L)
                .with(Vmsa.RFLAGS, 2)
                .with(Vmsa.RIP, 0xFFF0)
                .with(Vmsa.G_PAT, 0x0007_0406_0007_0406L)
                .with(Vmsa.RDX, Integer.toUnsignedLong(signature))
                .with(Vmsa.XCR0, 1);
    }

    private static Vmsa segment(Vmsa vmsa, Vmsa.Segment which, int selector, int attributes, long base) {
        return vmsa.with(which.selector(), selector)
                .with(which.attributes(), attributes)
                .with(which.limit(), LIMIT)
                .with(which.base(), base);
    }
}
