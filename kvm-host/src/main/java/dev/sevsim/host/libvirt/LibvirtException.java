package dev.sevsim.host.libvirt;

import dev.sevsim.abi.Bytes;
import java.util.Objects;
import java.util.Optional;

/**
 * Fails a procedure with libvirt's error structure.
 *
 * <p>Source: docs/reference/guest-owner-tools.md section 6.5; the numbers are those of libvirt's public header. The
 * choice of an error is ours.
 */
final class LibvirtException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int FROM_QEMU = 10;
    private static final int LEVEL_ERROR = 2;
    private static final int OPTIONALS = 4;

    /** Error number. */
    enum Code {
        INTERNAL_ERROR(1),
        NO_SUPPORT(3),
        INVALID_ARG(8),
        RPC(39),
        NO_DOMAIN(42),
        OPERATION_INVALID(55);

        private final int number;

        Code(int number) {
            this.number = number;
        }
    }

    private final Code code;

    LibvirtException(Code code, String text) {
        super(text);
        this.code = code;
    }

    Bytes encode() {
        XdrWriter out = new XdrWriter()
                .u32(code.number)
                .u32(FROM_QEMU)
                .optionalString(Optional.of(Objects.toString(getMessage())))
                .u32(LEVEL_ERROR);
        for (int i = 0; i < OPTIONALS; i++) {
            out.u32(0);
        }
        return out.u32(-1).u32(-1).u32(0).toBytes();
    }
}
