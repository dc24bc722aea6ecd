package dev.sevsim.owner;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Who builds the save areas of an SEV-ES launch, and how they differ.
 *
 * <p>Source: docs/reference/guest-owner-tools.md sections 3.5, 5.5, 6.3 and 10, docs/reference/kvm-host.md section 5.6.
 */
public enum VmmFlavour {
    /** QEMU with a legacy VM type, or an older kernel: no floating-point state. Also what libvirt's tool expects. */
    QEMU_LEGACY,

    /** QEMU with a VM type of its own for SEV-ES: floating-point state included. Also what sev-snp-measure expects. */
    QEMU_TYPED,

    /** QEMU_LEGACY as sevctl builds it: only the low three bytes of where application processors start. */
    SEVCTL,

    /** As sev-snp-measure's {@code ec2}. */
    EC2,

    /** As sev-snp-measure's {@code gce}. */
    GCE,

    /**
     * libkrun, as sevctl 0.6.2 builds it (observed): a Linux entry for the boot processor, and the others start at
     * 9100:0000 whatever address the image has.
     */
    KRUN;

    /** As a command line names it. */
    public String optionName() {
        return this == QEMU_TYPED ? "qemu" : name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The names that a help text lists; {@link #parse} takes more. */
    public static List<String> names() {
        return List.of("qemu", "qemu-legacy", "libvirt", "sevctl", "sev-snp-measure", "ec2", "gce", "krun");
    }

    /** By its name, or by the tool that expects it; letter case does not count. */
    public static Optional<VmmFlavour> parse(String name) {
        return Arrays.stream(values())
                .filter(flavour -> flavour.isNamed(name.toLowerCase(Locale.ROOT)))
                .findFirst();
    }

    private boolean isNamed(String name) {
        return name.equals(optionName())
                || switch (this) {
                    case QEMU_LEGACY -> name.equals("libvirt");
                    case QEMU_TYPED -> name.equals("sev-snp-measure") || name.equals("qemu-typed");
                    default -> false;
                };
    }

    /** Whether the save areas have the reset values of MXCSR and of the x87 control word. */
    boolean hasFloatingPoint() {
        return this == QEMU_TYPED;
    }

    int bootCodeAttributes() {
        return this == EC2 || this == KRUN ? 0x9A : 0x9B;
    }

    int otherCodeAttributes() {
        return this == KRUN ? 0x9A : 0x9B;
    }

    int stackAttributes() {
        return this == EC2 || this == KRUN ? 0x92 : 0x93;
    }

    int taskAttributes() {
        return this == EC2 || this == KRUN ? 0x83 : 0x8B;
    }

    /** Whether all processors but the first start at the address in the image. */
    boolean startsWhereTheImageSays() {
        return this != KRUN;
    }

    long pageAttributeTable() {
        return this == GCE ? 0x0000_0000_0007_0106L : 0x0007_0406_0007_0406L;
    }

    /** What RDX holds: QEMU passes the processor's signature on. */
    int processorId(CpuSignature signature) {
        return this == EC2 || this == GCE ? 0x600 : signature.word();
    }

    /** Where all processors but the first start, out of the image's reset block. */
    int applicationStart(int resetBlock) {
        return this == SEVCTL ? resetBlock & 0xFF_FFFF : resetBlock;
    }
}
