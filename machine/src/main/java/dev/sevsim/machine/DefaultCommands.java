package dev.sevsim.machine;

import dev.sevsim.abi.secret.SecretTable;
import dev.sevsim.kernel.image.Era;
import java.util.ArrayList;
import java.util.List;

/** Lines for the guest's shell when none are given. */
final class DefaultCommands {
    private static final String SECURITY_FS = "/sys/kernel/security/";

    private DefaultCommands() {}

    /** Loads the module where that is not automatic, lists the secrets, dumps the last one, removes it, lists them again. */
    static List<String> of(OwnerSpec.Secrets secrets, Era era) {
        List<String> lines = new ArrayList<>();
        if (era == Era.V2) {
            lines.add("modprobe " + era.module());
        }
        String directory = SECURITY_FS + era.directory();
        lines.add("ls -la " + directory);
        List<SecretTable.Entry> entries = secrets.entries();
        if (!entries.isEmpty()) {
            String last = directory + "/" + entries.get(entries.size() - 1).guid();
            lines.addAll(List.of("xxd " + last, "rm " + last, "ls -la " + directory));
        }
        return List.copyOf(lines);
    }
}
