package dev.sevsim.owner;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.Vmsa;
import dev.sevsim.abi.layout.Field;
import java.util.Map;

/**
 * The save areas that an owner expects for processors fresh from reset.
 *
 * <p>Source: docs/reference/guest-owner-tools.md section 5.5, docs/reference/kvm-host.md section 5.6.
 */
final class SaveAreas {
    private static final int BOOT_START = 0xFFFF_FFF0;
    private static final int CODE_SELECTOR = 0xF000;
    private static final int LIMIT = 0xFFFF;

    /** Attributes of the segments that every flavour sets in the same way. */
    private static final Map<Vmsa.Segment, Integer> ATTRIBUTES = Map.of(
            Vmsa.ES, 0x93, Vmsa.DS, 0x93, Vmsa.FS, 0x93, Vmsa.GS, 0x93, Vmsa.LDTR, 0x82, Vmsa.GDTR, 0, Vmsa.IDTR, 0);

    /** Registers that every flavour sets in the same way; EFER has the SVM bit that the host adds, CR4 the MCE bit. */
    private static final Map<Field, Long> REGISTERS = Map.of(
            Vmsa.EFER, 0x1000L,
            Vmsa.CR4, 0x40L,
            Vmsa.CR0, 0x10L,
            Vmsa.DR7, 0x400L,
            Vmsa.DR6, 0xFFFF_0FF0L,
            Vmsa.RFLAGS, 2L,
            Vmsa.XCR0, 1L);

    private static final int KRUN_SELECTOR = 0x9100;
    private static final int KRUN_STACK = 0x8FF0;
    private static final int KRUN_BOOT_PARAMETERS = 0x7000;

    private SaveAreas() {}

    /** Of the processor that runs the reset vector. */
    static Bytes boot(CpuSignature signature, VmmFlavour flavour) {
        Vmsa area = build(signature, flavour, BOOT_START, flavour.bootCodeAttributes());
        if (flavour == VmmFlavour.KRUN) {
            area = area.with(Vmsa.RSP, KRUN_STACK).with(Vmsa.RBP, KRUN_STACK).with(Vmsa.RSI, KRUN_BOOT_PARAMETERS);
        }
        return area.encode();
    }

    /** Of every other one, at the start address in the image. */
    static Bytes application(CpuSignature signature, VmmFlavour flavour, int resetBlock) {
        return build(signature, flavour, flavour.applicationStart(resetBlock), flavour.otherCodeAttributes())
                .encode();
    }

    /** Of every other one under libkrun, at a real-mode address of its own. */
    static Bytes krunApplication(CpuSignature signature) {
        return build(signature, VmmFlavour.KRUN, 0, VmmFlavour.KRUN.otherCodeAttributes())
                .with(Vmsa.CS.selector(), KRUN_SELECTOR)
                .with(Vmsa.CS.base(), KRUN_SELECTOR << 4)
                .encode();
    }

    private static Vmsa build(CpuSignature signature, VmmFlavour flavour, int start, int codeAttributes) {
        Vmsa area = new Vmsa(Bytes.zeros(Vmsa.SIZE));
        for (Map.Entry<Vmsa.Segment, Integer> common : ATTRIBUTES.entrySet()) {
            area = segment(area, common.getKey(), common.getValue());
        }
        area = segment(area, Vmsa.SS, flavour.stackAttributes());
        area = segment(area, Vmsa.TR, flavour.taskAttributes());
        area = segment(area, Vmsa.CS, codeAttributes)
                .with(Vmsa.CS.selector(), CODE_SELECTOR)
                .with(Vmsa.CS.base(), Integer.toUnsignedLong(start & ~LIMIT))
                .with(Vmsa.RIP, start & LIMIT);
        return floatingPoint(registers(area, signature, flavour), flavour);
    }

    private static Vmsa registers(Vmsa area, CpuSignature signature, VmmFlavour flavour) {
        Vmsa set = area;
        for (Map.Entry<Field, Long> common : REGISTERS.entrySet()) {
            set = set.with(common.getKey(), common.getValue());
        }
        return set.with(Vmsa.G_PAT, flavour.pageAttributeTable())
                .with(Vmsa.RDX, Integer.toUnsignedLong(flavour.processorId(signature)));
    }

    private static Vmsa floatingPoint(Vmsa area, VmmFlavour flavour) {
        return flavour.hasFloatingPoint() ? area.with(Vmsa.MXCSR, 0x1F80).with(Vmsa.X87_FCW, 0x37F) : area;
    }

    private static Vmsa segment(Vmsa area, Vmsa.Segment which, int attributes) {
        return area.with(which.attributes(), attributes).with(which.limit(), LIMIT);
    }
}
