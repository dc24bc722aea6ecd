package dev.sevsim.ovmf.image;

import dev.sevsim.abi.image.OvmfTable.Area;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What differs between stable releases of edk2's AmdSev build, as far as a launch can see it.
 *
 * <p>Source: docs/reference/ovmf-guest.md sections 2 to 7 and 9.5.
 *
 * @param tag release tag without its {@code edk2-stable} prefix, or {@link #HEAD}
 * @param memory where OVMF's own areas lie in RAM
 * @param tail of the image
 * @param sevSections content of the SEV metadata descriptor; empty before 202202
 * @param behaviour what its code does
 */
public record OvmfRelease(
        String tag, MemoryLayout memory, Tail tail, List<SevMetadata.Section> sevSections, ReleaseBehaviour behaviour) {

    /** The tag of the state of the reference, after the last stable release in it. */
    public static final String HEAD = "head";

    /** Table entries in walking order, the one nearest the footer first. */
    public enum TableEntry {
        SEV_ES_RESET,
        SECRET,
        HASH_TABLE,
        SEV_METADATA,
        TDX_METADATA,
        IGVM_METADATA
    }

    /** Content between the table and the VTF mark. Source: docs/reference/ovmf-guest.md section 2. */
    public enum ApplicationProcessorEntry {
        /** Before 202311: a 16-bit jump for application processors. */
        JUMP,
        /** Since 202311: zeros. */
        ZEROS
    }

    /**
     * The tail of the image.
     *
     * @param entries table entries
     * @param sevEsResetAddress payload of the SEV-ES reset block: the SEV-ES part of the work area
     * @param applicationProcessors content after the table
     */
    public record Tail(
            Set<TableEntry> entries, int sevEsResetAddress, ApplicationProcessorEntry applicationProcessors) {
        public Tail {
            entries = Set.copyOf(entries);
        }
    }

    private static final String PREFIX = "edk2-stable";
    private static final List<OvmfRelease> ALL = ReleaseHistory.newestFirst();

    /** The default release: the first with today's layout. */
    public static final OvmfRelease DEFAULT = ofTag("202511");

    public OvmfRelease {
        sevSections = List.copyOf(sevSections);
    }

    /** The releases known here, newest first. */
    public static List<OvmfRelease> all() {
        return ALL;
    }

    /** By tag, {@code 202511}, {@code edk2-stable202511} or {@code head}; empty for one that is not known here. */
    public static Optional<OvmfRelease> fromTag(String tag) {
        String bare = tag.startsWith(PREFIX) ? tag.substring(PREFIX.length()) : tag;
        return ALL.stream().filter(r -> r.tag().equals(bare)).findFirst();
    }

    /** By a tag that is known here. */
    public static OvmfRelease ofTag(String tag) {
        return fromTag(tag).orElseThrow(() -> new IllegalArgumentException("no release " + tag));
    }

    /** Its name as edk2 gives it. */
    public String name() {
        return tag.equals(HEAD) ? "edk2 head" : PREFIX + tag;
    }

    /** Area of the launch secret. */
    public Area secretArea() {
        return memory.secret();
    }

    /** Where the kernel hashes lie; absent before 202108. */
    public Area hashTableArea() {
        return memory.hashTable();
    }
}
