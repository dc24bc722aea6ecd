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
    private static final Contents DATA = new Contents(0, 0x93, 0);
    private static final Contents CODE = new Contents(0xF000, 0x9B, 0xFFFF_0000L);
    private static final Contents TABLE = new Contents(0, 0, 0);
    private static final Contents LDT = new Contents(0, 0x82, 0);
    private static final Contents TASK = new Contents(0, 0x8B, 0);

    /** A segment register; every limit is 64 KiB. */
    private record Contents(int selector, int attributes, long base) {
        Vmsa into(Vmsa vmsa, Vmsa.Segment which) {
            return vmsa.with(which.selector(), selector)
                    .with(which.attributes(), attributes)
                    .with(which.limit(), 0xFFFF)
                    .with(which.base(), base);
        }
    }

    private ResetState() {}

    static Vmsa of(int signature) {
        Vmsa vmsa = new Vmsa(Bytes.zeros(Vmsa.SIZE));
        for (Vmsa.Segment data : List.of(Vmsa.ES, Vmsa.SS, Vmsa.DS, Vmsa.FS, Vmsa.GS)) {
            vmsa = DATA.into(vmsa, data);
        }
        vmsa = CODE.into(vmsa, Vmsa.CS);
        vmsa = TABLE.into(vmsa, Vmsa.GDTR);
        vmsa = TABLE.into(vmsa, Vmsa.IDTR);
        vmsa = LDT.into(vmsa, Vmsa.LDTR);
        vmsa = TASK.into(vmsa, Vmsa.TR);
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
}
