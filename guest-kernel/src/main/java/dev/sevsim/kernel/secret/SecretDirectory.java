package dev.sevsim.kernel.secret;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Guid;
import dev.sevsim.bus.cpu.GuestObserver;
import dev.sevsim.kernel.core.ModuleUse;
import dev.sevsim.kernel.fs.Directory;
import dev.sevsim.kernel.fs.DirectoryOperations;
import dev.sevsim.kernel.fs.Inode;
import dev.sevsim.kernel.fs.RegularFile;
import dev.sevsim.kernel.fs.SecurityFs;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

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
    private final Unlink unlink;
    private final Map<String, SecretNode> byName = new LinkedHashMap<>();
    private final List<Inode> made = new ArrayList<>();
    private GuestObserver observer = GuestObserver.NONE;

    /**
     * Takes an empty directory over.
     *
     * @param use counts the open files
     * @param unlink whose times an unlink changes
     */
    public SecretDirectory(SecurityFs securityFs, Directory directory, ModuleUse use, Unlink unlink) {
        this.securityFs = securityFs;
        this.directory = directory;
        this.use = use;
        this.unlink = unlink;
        made.add(directory);
        directory.replaceOperations(new WipeOnUnlink());
    }

    /** Secrets that are shown. */
    public int count() {
        return byName.size();
    }

    /** GUIDs of the secrets that are shown, in the order of the table; a provider may have files of other names. */
    List<Guid> names() {
        return byName.keySet().stream()
                .map(Guid::parse)
                .flatMap(Optional::stream)
                .toList();
    }

    /** Reports each content that is read of a secret, from now on. */
    void observe(GuestObserver other) {
        observer = other;
    }

    private void read(String name, byte[] content) {
        Guid.parse(name).ifPresent(guid -> observer.secretRead(guid, Bytes.copyOf(content)));
    }

    /** Makes a file; false when its name is taken. */
    public boolean create(String name, Secret secret) {
        SecretNode node = new SecretNode(secret, use, content -> read(name, content));
        Optional<RegularFile> created = securityFs.createFile(directory, name, PERMISSIONS, node);
        created.ifPresent(file -> {
            byName.put(name, node);
            made.add(file);
            secret.data().ifPresent(content -> read(name, content));
        });
        return created.isPresent();
    }

    /** Removes the files, last to first; the secrets stay in memory. */
    public void removeAll() {
        List<String> names = new ArrayList<>(byName.keySet());
        for (int i = names.size() - 1; i >= 0; i--) {
            securityFs.remove(directory, names.get(i));
        }
        byName.clear();
    }

    /**
     * The module is gone, and with it the operations of its directory and files; processes that still hold them end
     * when they need one.
     *
     * @param oops logs and throws, given the function of the kernel
     */
    void loseOperations(Consumer<String> oops) {
        made.forEach(inode -> inode.loseOperations(oops));
    }

    /** How a name goes after its secret is wiped. Source: docs/reference/guest-kernel.md section 6.2, row 7. */
    public enum Unlink {
        /** Through securityfs: the times of the directory change. */
        THROUGH_SECURITYFS,
        /** By a helper that is given the file in place of its directory: the file's own times change. */
        DIRECT
    }

    private final class WipeOnUnlink implements DirectoryOperations {
        @Override
        public void unlink(Directory parent, String name, Inode victim) {
            SecretNode node = byName.remove(name);
            if (node != null) {
                node.wipe();
            }
            switch (unlink) {
                case THROUGH_SECURITYFS -> parent.remove(name);
                case DIRECT -> parent.removeUntouched(name);
            }
        }
    }
}
