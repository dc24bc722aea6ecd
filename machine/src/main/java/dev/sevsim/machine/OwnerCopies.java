package dev.sevsim.machine;

import dev.sevsim.abi.Bytes;
import dev.sevsim.host.vmm.DirectBoot;
import dev.sevsim.owner.ExpectedLaunch;
import java.util.Optional;

/**
 * The owner's own copies of what is measured: the host may launch something else, and the owner must notice.
 *
 * @param firmware OVMF image; empty for the one that the host launches
 * @param kernel kernel of a measured direct boot; empty for the host's
 * @param initrd initrd; empty for the host's
 * @param append command line; empty for the host's
 * @param withoutKernel whether the owner expects the OVMF image alone, whatever kernel the host passes
 */
public record OwnerCopies(
        Optional<Bytes> firmware,
        Optional<Bytes> kernel,
        Optional<Bytes> initrd,
        Optional<String> append,
        boolean withoutKernel) {
    /** No copies: the owner expects what the host launches. */
    public static final OwnerCopies NONE =
            new OwnerCopies(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), false);

    /** What the owner expects when the host launches this guest. */
    ExpectedLaunch expectation(GuestSpec guest) {
        Bytes image = firmware.orElseGet(() -> guest.flash().firmware());
        if (withoutKernel) {
            return ExpectedLaunch.ofFirmware(image);
        }
        Optional<DirectBoot> host = guest.hashedFiles();
        return ExpectedLaunch.of(
                image,
                kernel.or(() -> host.map(DirectBoot::kernel)),
                initrd.or(() -> host.flatMap(DirectBoot::initrd)),
                append.or(() -> host.flatMap(DirectBoot::append)));
    }

    /** Whether the owner has any copy of its own. */
    public boolean isEmpty() {
        return equals(NONE);
    }
}
