package dev.sevsim.bus.frame;

import dev.sevsim.abi.CodeTable;
import java.util.Locale;
import java.util.Optional;

/** Device files that the host offers. */
public enum DevicePath {
    /** {@code /dev/sev}. */
    DEV_SEV(1),
    /** {@code /dev/kvm}. */
    DEV_KVM(2);

    private static final CodeTable<DevicePath> CODES = CodeTable.of(values(), DevicePath::code);

    private final int code;

    DevicePath(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }

    /** The absolute path: the constant's name with a slash for each underscore, in lower case. */
    public String path() {
        return "/" + name().toLowerCase(Locale.ROOT).replace('_', '/');
    }

    public static Optional<DevicePath> fromCode(int code) {
        return CODES.find(code);
    }
}
