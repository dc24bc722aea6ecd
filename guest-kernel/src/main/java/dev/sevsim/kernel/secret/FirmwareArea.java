package dev.sevsim.kernel.secret;

import static dev.sevsim.abi.Errno.EINVAL;
import static dev.sevsim.abi.Errno.ENOMEM;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.efi.CocoSecretArea;
import dev.sevsim.kernel.memory.IoMapping;
import dev.sevsim.kernel.memory.IoRemapper;
import java.util.Optional;

/**
 * Maps the firmware's own page: first the (base, size) pair, then the area, encrypted. Source:
 * docs/reference/guest-kernel.md section 5.
 */
final class FirmwareArea {
    private FirmwareArea() {}

    static SecretArea map(IoRemapper remapper, long pairAddress, Complaints complaints) {
        Optional<IoMapping> pair = remapper.memremap(pairAddress, CocoSecretArea.SIZE);
        if (pair.isEmpty()) {
            throw complaints.refuse(ENOMEM, "Could not map secret area EFI config entry");
        }
        CocoSecretArea location =
                CocoSecretArea.CODEC.decode(Bytes.copyOf(pair.orElseThrow().read(0, CocoSecretArea.SIZE)));
        if (location.base() == 0 || Long.compareUnsigned(location.size(), SecretArea.HEADER_SIZE) < 0) {
            throw complaints.refuse(
                    EINVAL,
                    "Invalid secret area memory location (base_pa=0x%x size=0x%x)"
                            .formatted(location.base(), location.size()));
        }
        Optional<IoMapping> mapping = remapper.remapEncrypted(
                location.base(), location.size(), complaints.module() + "_probe [" + complaints.module() + "]");
        return mapping.map(SecretArea::new).orElseThrow(() -> complaints.refuse(ENOMEM, "Could not map secret area"));
    }
}
