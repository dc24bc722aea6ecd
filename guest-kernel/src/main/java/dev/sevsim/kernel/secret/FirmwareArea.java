package dev.sevsim.kernel.secret;

import static dev.sevsim.abi.Errno.EINVAL;
import static dev.sevsim.abi.Errno.ENOMEM;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.efi.CocoSecretArea;
import dev.sevsim.kernel.memory.IoMapping;
import dev.sevsim.kernel.memory.IoRemapper;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Maps the firmware's own page: first the (base, size) pair, then the area, encrypted. Source:
 * docs/reference/guest-kernel.md section 5.
 */
final class FirmwareArea {
    private FirmwareArea() {}

    /**
     * The mapped area, or the errno of the failure.
     *
     * @param errno 0 or negative
     * @param area the mapped area, present exactly when {@code errno} is 0
     */
    record Mapped(int errno, @Nullable SecretArea area) {}

    static Mapped map(IoRemapper remapper, long pairAddress, Complaints complaints) {
        Optional<IoMapping> pair = remapper.memremap(pairAddress, CocoSecretArea.SIZE);
        if (pair.isEmpty()) {
            return failed(complaints.refuse(-ENOMEM.code(), "Could not map secret area EFI config entry"));
        }
        CocoSecretArea location =
                CocoSecretArea.CODEC.decode(Bytes.copyOf(pair.orElseThrow().read(0, CocoSecretArea.SIZE)));
        if (location.base() == 0 || Long.compareUnsigned(location.size(), SecretArea.HEADER_SIZE) < 0) {
            return failed(complaints.refuse(
                    -EINVAL.code(),
                    "Invalid secret area memory location (base_pa=0x%x size=0x%x)"
                            .formatted(location.base(), location.size())));
        }
        Optional<IoMapping> mapping = remapper.remapEncrypted(
                location.base(), location.size(), complaints.module() + "_probe [" + complaints.module() + "]");
        return mapping.map(found -> new Mapped(0, new SecretArea(found)))
                .orElseGet(() -> failed(complaints.refuse(-ENOMEM.code(), "Could not map secret area")));
    }

    private static Mapped failed(int errno) {
        return new Mapped(errno, null);
    }
}
