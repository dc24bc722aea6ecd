package dev.sevsim.bus.frame;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** System calls that a VMM makes on device files. */
public enum DeviceOperation {
    OPEN(1),
    CLOSE(2),
    IOCTL(3);

    private static final Map<Integer, DeviceOperation> BY_CODE =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(DeviceOperation::code, Function.identity()));

    private final int code;

    DeviceOperation(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }

    public static Optional<DeviceOperation> fromCode(int code) {
        return Optional.ofNullable(BY_CODE.get(code));
    }
}
