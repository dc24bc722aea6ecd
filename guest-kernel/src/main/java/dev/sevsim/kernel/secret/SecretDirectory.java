package dev.sevsim.kernel.secret;

import dev.sevsim.kernel.core.ModuleUse;
import dev.sevsim.kernel.fs.Directory;
import dev.sevsim.kernel.fs.DirectoryOperations;
import dev.sevsim.kernel.fs.Inode;
import dev.sevsim.kernel.fs.SecurityFs;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A directory whose files are secrets: it can be looked up and unlinked in, and unlink wipes the secret first.
 *
 * <p>Source: docs/reference/guest-kernel.md sections 6 and 6.2.
 */
public final class SecretDirectory {
    private static final int PERMISSIONS = 0440;

    private final SecurityFs securityFs;
    private final Directory directory;
    private final ModuleUse use;
    private final Map<String, SecretNode> byName = new LinkedHashMap<>();

    /**
     * Takes an empty directory over.
     *
     * @param use counts the open files
     */
    public SecretDirectory(SecurityFs securityFs, Directory directory, ModuleUse use) {
        this.securityFs = securityFs;
        this.directory = directory;
        this.use = use;
        directory.replaceOperations(new WipeOnUnlink());
    }

    /** Secrets that are shown. */
    public int count() {
        return byName.size();
    }

    /** Makes a file; false when its name is taken. */
    public boolean create(String name, Secret secret) {
        SecretNode node = new SecretNode(secret, use);
        boolean created =
                securityFs.createFile(directory, name, PERMISSIONS, node).isPresent();
        if (created) {
            byName.put(name, node);
        }
        return created;
    }

    /** Removes the files, last to first; the secrets stay in memory. */
    public void removeAll() {
        List<String> names = new ArrayList<>(byName.keySet());
        for (int i = names.size() - 1; i >= 0; i--) {
            securityFs.remove(directory, names.get(i));
        }
        byName.clear();
    }

    private final class WipeOnUnlink implements DirectoryOperations {
        @Override
        public int unlink(Directory parent, String name, Inode victim) {
            SecretNode node = byName.remove(name);
            if (node != null) {
                node.wipe();
            }
            parent.remove(name);
            return 0;
        }
    }
}
