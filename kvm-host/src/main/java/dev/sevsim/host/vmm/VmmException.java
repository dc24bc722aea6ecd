package dev.sevsim.host.vmm;

import dev.sevsim.abi.Errno;
import java.util.Optional;
import java.util.OptionalInt;

/** The VMM gave up; the text is the line that it prints. */
public final class VmmException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Optional<Errno> errno;
    private final int firmwareStatus;
    private final boolean fromFirmware;

    VmmException(String text) {
        super(text);
        this.errno = Optional.empty();
        this.firmwareStatus = 0;
        this.fromFirmware = false;
    }

    VmmException(String text, CallResult result) {
        super(text);
        this.errno = result.errno();
        this.firmwareStatus = result.firmwareError();
        this.fromFirmware = result.calledFirmware();
    }

    /** What the system call failed with. */
    public Optional<Errno> errno() {
        return errno == null ? Optional.empty() : errno;
    }

    /** What the firmware answered, when it was asked. */
    public OptionalInt firmwareStatus() {
        return fromFirmware ? OptionalInt.of(firmwareStatus) : OptionalInt.empty();
    }
}
