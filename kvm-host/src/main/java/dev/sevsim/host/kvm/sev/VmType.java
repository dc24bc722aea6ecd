package dev.sevsim.host.kvm.sev;

import dev.sevsim.abi.CodeTable;
import java.util.Optional;

/**
 * The argument of KVM_CREATE_VM.
 *
 * <p>Source: docs/reference/kvm-host.md section 2.5.
 */
public enum VmType {
    DEFAULT(0),
    SEV(2),
    SEV_ES(3);

    private static final CodeTable<VmType> CODES = CodeTable.of(values(), VmType::code);

    private final long code;

    VmType(long code) {
        this.code = code;
    }

    /** Value of the argument. */
    public long code() {
        return code;
    }

    /** The type of a value; empty for one that this host does not have. */
    public static Optional<VmType> fromCode(long code) {
        return CODES.find(code);
    }
}
