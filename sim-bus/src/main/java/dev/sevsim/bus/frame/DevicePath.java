package dev.sevsim.bus.frame;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Device files that the host offers. */
public enum DevicePath {
    DEV_SEV(1, "/dev/sev"),
    DEV_KVM(2, "/dev/kvm");

    private static final Map<Integer, DevicePath> BY_CODE =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(DevicePath::code, Function.identity()));

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
        return Optional.ofNullable(BY_CODE.get(code));
    }
}
