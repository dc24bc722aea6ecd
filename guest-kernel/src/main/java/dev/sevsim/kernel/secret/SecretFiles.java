package dev.sevsim.kernel.secret;

import dev.sevsim.abi.Guid;
import dev.sevsim.kernel.fs.Directory;
import dev.sevsim.kernel.module.ModuleUse;
import dev.sevsim.kernel.securityfs.SecurityFs;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The files of {@code secrets/coco} with the entries they show, in the order of the table. */
final class SecretFiles {
    /** Most files that the module exposes. */
    static final int MAXIMUM = 64;

    private static final int PERMISSIONS = 0440;

    private final SecurityFs securityFs;
    private final Directory directory;
    private final SecretArea area;
    private final ModuleUse use;
    private final Map<String, SecretFile> byName = new LinkedHashMap<>();

    SecretFiles(SecurityFs securityFs, Directory directory, SecretArea area, ModuleUse use) {
        this.securityFs = securityFs;
        this.directory = directory;
        this.area = area;
        this.use = use;
    }

    int count() {
        return byName.size();
    }

    /** Makes the file of the entry at {@code offset}; false when its name is taken. */
    boolean create(Guid guid, long offset) {
        SecretFile file = new SecretFile(area, offset, use);
        boolean created = securityFs
                .createFile(directory, guid.toString(), PERMISSIONS, file)
                .isPresent();
        if (created) {
            byName.put(guid.toString(), file);
        }
        return created;
    }

    /** Wipes the secret behind a name and forgets the file, whose name stays for the caller to remove. */
    void wipe(String name) {
        SecretFile file = byName.remove(name);
        if (file != null) {
            area.wipe(file.entry());
            file.forgetEntry();
        }
    }

    /** Removes the files, last to first; the secrets stay in memory. */
    void removeAll() {
        List<String> names = new ArrayList<>(byName.keySet());
        for (int i = names.size() - 1; i >= 0; i--) {
            securityFs.remove(directory, names.get(i));
        }
        byName.clear();
    }
}
