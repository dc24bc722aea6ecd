package dev.sevsim.bus.frame;

import dev.sevsim.abi.CodeTable;
import java.util.Optional;

/** Device files that the host offers. */
public enum DevicePath {
    DEV_SEV(1, "/dev/sev"),
    DEV_KVM(2, "/dev/kvm");

    private static final CodeTable<DevicePath> CODES = CodeTable.of(values(), DevicePath::code);

    private final int code;
    private final String path;

    DevicePath(int code, String path) {
        this.code = code;
        this.path = path;
    }

    public int code() {
        return code;
    }

    public String path() {
        return path;
    }

    public static Optional<DevicePath> fromCode(int code) {
        return CODES.find(code);
    }
}
