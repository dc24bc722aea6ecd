package dev.sevsim.host.profile;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Kernel version whose ABI and behaviour is modelled. */
public enum KernelProfile {
    /** The patches of March 2017, second posting: SEV without init, other numbers and fewer commands. */
    RFC_V2("rfc-v2"),
    /** Linux 6.1 with its stable updates. */
    LINUX_6_1("6.1"),
    /** Mainline of 2026: typed VMs, INIT2, debug commands rewritten. */
    NEWEST("newest");

    private final String label;

    KernelProfile(String label) {
        this.label = label;
    }

    /** The kernel of a label. */
    public static Optional<KernelProfile> fromLabel(String label) {
        return Arrays.stream(values())
                .filter(kernel -> kernel.label.equals(label))
                .findFirst();
    }

    /** All labels, oldest kernel first. */
    public static List<String> labels() {
        return Arrays.stream(values()).map(KernelProfile::label).toList();
    }

    /** The name in options: {@code rfc-v2}, {@code 6.1} or {@code newest}. */
    public String label() {
        return label;
    }
}
