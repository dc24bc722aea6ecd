package dev.sevsim.kernel.secret;

import static dev.sevsim.abi.Errno.EINVAL;

import dev.sevsim.kernel.core.KernelLog;
import dev.sevsim.kernel.fs.SecurityFs;
import dev.sevsim.kernel.image.Era;
import dev.sevsim.kernel.memory.IoRemapper;
import java.util.OptionalLong;

/**
 * The module before it had a device: its init does everything, and its result is that of the load. It makes its
 * directories before it checks the header.
 *
 * <p>Log lines that the reference does not give for v7 are those of v2 (our choice). Source:
 * docs/reference/guest-kernel.md sections 8 and 8.2.
 */
public final class EarlyCocoModule extends SecretModule {
    private static final String COCO = "coco";
    private static final int SIZE_BYTES = 16384;

    private final Source source;
    private final LengthCheck lengthCheck;

    /** Which bounds of the table's length are checked. */
    private enum LengthCheck {
        LOWER,
        BOTH
    }

    /** Where the secrets are found. */
    @FunctionalInterface
    private interface Source {
        SecretArea map(Complaints complaints);
    }

    private EarlyCocoModule(
            Era era, String subject, Source source, LengthCheck lengthCheck, SecurityFs securityFs, KernelLog log) {
        super(
                SIZE_BYTES,
                new SecretProviders(securityFs, COCO),
                new Complaints(log, "", subject, era.module()),
                SecretDirectory.Unlink.THROUGH_SECURITYFS);
        this.source = source;
        this.lengthCheck = lengthCheck;
    }

    /**
     * {@code sev_secret}, which works on the copy that the stub has made.
     *
     * @param copy its address; the field was never set to "no such table", so a missing table is address 0
     */
    public static EarlyCocoModule v2(OptionalLong copy, IoRemapper remapper, SecurityFs securityFs, KernelLog log) {
        long address = copy.orElse(0);
        return new EarlyCocoModule(
                Era.V2,
                "SEV",
                complaints -> CopiedArea.map(remapper, address, complaints),
                LengthCheck.LOWER,
                securityFs,
                log);
    }

    /**
     * {@code efi_secret} on the firmware's page.
     *
     * @param table address of the (base, size) pair; empty when there is no such table
     */
    public static EarlyCocoModule v7(OptionalLong table, IoRemapper remapper, SecurityFs securityFs, KernelLog log) {
        return new EarlyCocoModule(
                Era.V7,
                "EFI",
                complaints -> FirmwareArea.map(
                        remapper,
                        table.orElseThrow(() -> complaints.refuse(EINVAL, "Secret area address is not available")),
                        complaints),
                LengthCheck.BOTH,
                securityFs,
                log);
    }

    @Override
    public void load() {
        probing(this::read);
    }

    private void read() {
        SecretArea area = source.map(complaints());
        // The number of entries is logged at debug level only.
        register(name(), files -> {
            checkHeader(area);
            EntryLoop.run(area, files, complaints());
        });
    }

    @Override
    public void unload() {
        unregister(name());
    }

    private void checkHeader(SecretArea area) {
        Complaints complaints = complaints();
        if (!area.hasTable()) {
            throw complaints.refuse(EINVAL, complaints.subject() + " secret area does not start with the header GUID");
        }
        if (area.isTableShort()) {
            throw complaints.refuse(EINVAL, complaints.subject() + " secret area reported length is too small");
        }
        if (lengthCheck == LengthCheck.BOTH && area.isTableLong()) {
            throw complaints.refuse(EINVAL, complaints.subject() + " secret area reported length is too big");
        }
    }
}
