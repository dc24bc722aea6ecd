package dev.sevsim.host.vmm;

import dev.sevsim.abi.Errno;
import java.util.Optional;
import java.util.OptionalInt;

/** The VMM ends; the message is the line that it prints. */
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

    /** The errno of the system call that failed. */
    public Optional<Errno> errno() {
        return errno == null ? Optional.empty() : errno;
    }

    /** Status of the firmware, when it was called. */
    public OptionalInt firmwareStatus() {
        return fromFirmware ? OptionalInt.of(firmwareStatus) : OptionalInt.empty();
    }
}
