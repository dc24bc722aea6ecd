package dev.sevsim.kernel.secret;

import static dev.sevsim.abi.Errno.ENOMEM;

import dev.sevsim.kernel.memory.IoMapping;
import dev.sevsim.kernel.memory.IoRemapper;
import java.util.Optional;

/**
 * Maps the copy that v2's stub has made: a u32 size, then that many bytes of the area.
 *
 * <p>Source: docs/reference/guest-kernel.md sections 8.1 and 8.2.
 */
final class CopiedArea {
    private CopiedArea() {}

    static SecretArea map(IoRemapper remapper, long copy, Complaints complaints) {
        Optional<IoMapping> header = remapper.memremap(copy, Integer.BYTES);
        long size =
                header.map(found -> Integer.toUnsignedLong(found.readU32(0))).orElse(0L);
        Optional<IoMapping> area =
                size < SecretArea.HEADER_SIZE ? Optional.empty() : remapper.memremap(copy + Integer.BYTES, size);
        return area.map(SecretArea::new).orElseThrow(() -> complaints.refuse(ENOMEM, "Could not map SEV secret area"));
    }
}
