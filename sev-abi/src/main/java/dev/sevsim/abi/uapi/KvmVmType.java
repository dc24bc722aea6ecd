package dev.sevsim.abi.uapi;

import dev.sevsim.abi.CodeTable;
import java.util.Optional;

/**
 * The argument of KVM_CREATE_VM.
 *
 * <p>Source: docs/reference/kvm-host.md section 2.5.
 */
public enum KvmVmType {
    DEFAULT(0),
    SEV(2),
    SEV_ES(3);

    private static final CodeTable<KvmVmType> CODES = CodeTable.of(values(), KvmVmType::code);

    private final long code;

    KvmVmType(long code) {
        this.code = code;
    }

    /** Value of the argument. */
    public long code() {
        return code;
    }

    /** The type of a value; empty for one that is not modelled. */
    public static Optional<KvmVmType> fromCode(long code) {
        return CODES.find(code);
    }
}
