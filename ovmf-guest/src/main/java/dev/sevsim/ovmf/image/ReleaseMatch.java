package dev.sevsim.ovmf.image;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Guid;
import dev.sevsim.abi.image.OvmfTable;
import dev.sevsim.abi.image.OvmfTable.Area;
import dev.sevsim.abi.image.OvmfTableGuid;
import dev.sevsim.ovmf.image.OvmfRelease.ApplicationProcessorEntry;
import dev.sevsim.ovmf.image.OvmfRelease.TableEntry;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which releases an image may come from, by its last page: an image does not name its release.
 *
 * <p>Compared are the entries of the table and their order, the areas, the SEV-ES reset address, the SEV metadata where
 * it is in that page, and whether there is something between the table and the VTF mark. Builds other than AmdSev
 * reserve no areas and have other metadata, so of them the rest is compared.
 *
 * <p>Source: docs/reference/ovmf-guest.md sections 2, 3.4, 4.1 and 5.2.
 */
final class ReleaseMatch {
    static final Map<TableEntry, Guid> GUIDS = Map.of(
            TableEntry.SEV_ES_RESET, OvmfTableGuid.SEV_ES_RESET_BLOCK,
            TableEntry.SECRET, OvmfTableGuid.SECRET_BLOCK,
            TableEntry.HASH_TABLE, OvmfTableGuid.HASH_TABLE_BLOCK,
            TableEntry.SEV_METADATA, OvmfTableGuid.SEV_METADATA,
            TableEntry.TDX_METADATA, OvmfTableGuid.TDX_METADATA,
            TableEntry.IGVM_METADATA, OvmfTableGuid.IGVM_METADATA);

    private static final Area ABSENT = new Area(0, 0);
    private static final int AP_ENTRY_SIZE = 12;

    private final Bytes image;
    private final OvmfTable table;

    private ReleaseMatch(Bytes image) {
        this.image = image;
        this.table = OvmfTable.read(image);
    }

    /** The releases that fit an image, or the last page of one; newest first, none for a table of another make. */
    static List<OvmfRelease> of(Bytes image) {
        ReleaseMatch match = new ReleaseMatch(image);
        if (match.table.problem().isPresent()) {
            return List.of();
        }
        return OvmfRelease.all().stream().filter(match::fits).toList();
    }

    /** The releases in words, such as {@code 202205 to 202311}; empty for none. */
    static Optional<String> describe(List<OvmfRelease> newestFirst) {
        if (newestFirst.isEmpty()) {
            return Optional.empty();
        }
        String newest = newestFirst.get(0).tag();
        String oldest = newestFirst.get(newestFirst.size() - 1).tag();
        return Optional.of(newest.equals(oldest) ? newest : oldest + " to " + newest);
    }

    private boolean fits(OvmfRelease release) {
        List<Guid> expected = List.of(TableEntry.values()).stream()
                .filter(release.tail().entries()::contains)
                .map(GUIDS::get)
                .toList();
        List<Guid> found = table.entries().stream().map(OvmfTable.Entry::guid).toList();
        return found.equals(expected)
                && table.sevEsResetAddress().equals(Optional.of(release.tail().sevEsResetAddress()))
                && hasApplicationProcessorEntry()
                        == (release.tail().applicationProcessors() == ApplicationProcessorEntry.JUMP)
                && (isOtherBuild() || areasFit(release));
    }

    private boolean isOtherBuild() {
        return table.secretArea().filter(area -> !area.isAbsent()).isEmpty();
    }

    private boolean areasFit(OvmfRelease release) {
        return table.secretArea().orElse(ABSENT).equals(release.secretArea())
                && table.hashTableArea().orElse(ABSENT).equals(release.hashTableArea())
                && metadata()
                        .map(m -> m.sections().equals(release.sevSections()))
                        .orElse(true);
    }

    private Optional<SevMetadata> metadata() {
        return table.find(OvmfTableGuid.SEV_METADATA)
                .filter(data -> data.length() >= 4)
                .flatMap(data -> SevMetadata.read(
                        image, Integer.toUnsignedLong(data.asLittleEndian().getInt(0))));
    }

    private boolean hasApplicationProcessorEntry() {
        int start = image.length() - OvmfTable.TAIL_SIZE;
        return !image.slice(start, start + AP_ENTRY_SIZE).isAllZero();
    }
}
