package dev.sevsim.kernel.secret;

import static dev.sevsim.abi.Errno.EEXIST;
import static dev.sevsim.abi.Errno.EINVAL;

import dev.sevsim.abi.Guid;

/**
 * Makes a file of every live entry, at most 64; the same rules in all eras. Source: docs/reference/guest-kernel.md
 * section 5.1.
 */
final class EntryLoop {
    private static final int MOST_FILES = 64;

    private EntryLoop() {}

    /** Makes the files; those made before an error are in place. */
    static void run(SecretArea area, SecretDirectory files, Complaints complaints) {
        // The bytes left are a signed 32-bit value there too.
        int left = area.tableLength() - SecretArea.HEADER_SIZE;
        long offset = SecretArea.HEADER_SIZE;
        while (left >= SecretArea.HEADER_SIZE && files.count() < MOST_FILES) {
            // Only v2, which does not check the upper bound, can get here; the real module would read what is behind
            // its copy.
            int length = area.reaches(offset) ? area.entryLength(offset) : 0;
            if (Integer.compareUnsigned(length, SecretArea.HEADER_SIZE) < 0
                    || Integer.compareUnsigned(length, left) > 0) {
                throw complaints.refuse(EINVAL, complaints.subject() + " secret area is corrupted");
            }
            Guid guid = area.guidAt(offset);
            if (!guid.equals(Guid.NULL) && !files.create(guid.toString(), new AreaEntry(area, offset))) {
                throw complaints.refuse(EEXIST, "Error creating " + complaints.module() + " securityfs entry");
            }
            offset += length;
            left -= length;
        }
    }
}
