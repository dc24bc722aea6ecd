package dev.sevsim.bus.frame;

import dev.sevsim.abi.CodeTable;
import java.util.Optional;

/** System calls that a VMM makes on device files. */
public enum DeviceOperation {
    OPEN(1),
    CLOSE(2),
    IOCTL(3);

    private static final CodeTable<DeviceOperation> CODES = CodeTable.of(values(), DeviceOperation::code);

    private final int code;

    DeviceOperation(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }

    public static Optional<DeviceOperation> fromCode(int code) {
        return CODES.find(code);
    }
}
