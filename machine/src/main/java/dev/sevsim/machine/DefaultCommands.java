package dev.sevsim.machine;

import dev.sevsim.abi.secret.SecretTable;
import dev.sevsim.kernel.image.Era;
import dev.sevsim.machine.GuestSpec.BootDisk;
import java.util.ArrayList;
import java.util.List;

/** Lines for the guest's shell when none are given. */
final class DefaultCommands {
    private static final String SECURITY_FS = "/sys/kernel/security/";

    /** What the kernel has found; a directory of secrets does not exist. */
    private static final List<String> WITHOUT_SECRETS =
            List.of("uname -r", "dmesg | grep -i secret", "dmesg | grep AMD");

    /** The kernel's command line comes from the volume, and after GRUB's wipe the kernel shows no secrets. */
    private static final List<String> ON_UNLOCKED_DISK = List.of("cat /proc/cmdline", "dmesg | grep -i secret");

    private DefaultCommands() {}

    /** Whether lines print a secret. */
    enum Style {
        /** The last secret is printed, for those who try a launch. */
        SHOWING,
        /** Each secret is read and none printed: the host must not see any. */
        QUIET
    }

    /** Lines that use what this guest has of its secrets. */
    static List<String> of(OwnerSpec owner, GuestSpec guest, Style style) {
        if (guest.disks().boot() == BootDisk.ENCRYPTED) {
            return ON_UNLOCKED_DISK;
        }
        boolean injects = !owner.secrets().isEmpty() || owner.external().isPresent();
        return injects ? withSecrets(owner.secrets().entries(), guest.era(), style) : WITHOUT_SECRETS;
    }

    /**
     * Loads the module where that is not automatic and lists the secrets; then reads all of them, or dumps the last one, removes it
     * and lists the others.
     */
    private static List<String> withSecrets(List<SecretTable.Entry> entries, Era era, Style style) {
        List<String> lines = new ArrayList<>();
        if (era == Era.V2) {
            lines.add("modprobe " + era.module());
        }
        String directory = SECURITY_FS + era.directory();
        lines.add("ls -la " + directory);
        if (style == Style.QUIET) {
            entries.forEach(entry -> lines.add("cat " + directory + "/" + entry.guid() + " > /dev/null"));
        } else if (!entries.isEmpty()) {
            String last = directory + "/" + entries.get(entries.size() - 1).guid();
            lines.addAll(List.of("xxd " + last, "rm " + last, "ls -la " + directory));
        }
        return List.copyOf(lines);
    }
}
