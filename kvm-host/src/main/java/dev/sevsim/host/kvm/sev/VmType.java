package dev.sevsim.host.kvm.sev;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The argument of KVM_CREATE_VM.
 *
 * <p>Source: docs/reference/kvm-host.md section 2.5.
 */
public enum VmType {
    DEFAULT(0),
    SEV(2),
    SEV_ES(3);

    private static final Map<Long, VmType> BY_CODE =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(VmType::code, Function.identity()));

    private final long code;

    VmType(long code) {
        this.code = code;
    }

    /** The value on the wire. */
    public long code() {
        return code;
    }

    /** Looks a wire value up; empty for one that this host cannot make. */
    public static Optional<VmType> fromCode(long code) {
        return Optional.ofNullable(BY_CODE.get(code));
    }
}
