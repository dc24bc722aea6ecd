package dev.sevsim.ovmf.image;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Guid;
import dev.sevsim.abi.Page;
import dev.sevsim.abi.image.KernelHashes;
import dev.sevsim.abi.image.OvmfTable;
import dev.sevsim.abi.image.OvmfTable.Area;
import dev.sevsim.abi.image.OvmfTableGuid;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an OVMF image declares, and what a launch with it measures.
 *
 * <p>Reads any bytes and never throws; what is wrong is in {@link #problems}, what is only remarkable in
 * {@link #remarks}.
 *
 * <p>Source: docs/reference/ovmf-guest.md sections 2 to 5 and 9.2.
 *
 * @param sizeBytes bytes of the file
 * @param sha256 of the file
 * @param entries table entries in walking order
 * @param secretArea launch-secret area, when there is an entry; may be {@link Area#isAbsent}
 * @param hashTableArea kernel-hashes area, when there is an entry; may be {@link Area#isAbsent}
 * @param sevEsResetAddress where application processors of an SEV-ES guest start
 * @param sevMetadata what a VMM prepares for SNP
 * @param problems why a launch, an injection or a boot with this image goes wrong
 * @param remarks what the image cannot do, or does in a way of its own
 */
public record OvmfImageReport(
        int sizeBytes,
        Bytes sha256,
        List<Entry> entries,
        Optional<Area> secretArea,
        Optional<Area> hashTableArea,
        Optional<Integer> sevEsResetAddress,
        Optional<SevMetadata> sevMetadata,
        List<String> problems,
        List<String> remarks) {
    private static final long FOUR_GIB = 1L << 32;
    private static final int MARK_DISTANCE = 20;
    private static final Map<Guid, String> NAMES = Map.of(
            OvmfTableGuid.SEV_ES_RESET_BLOCK, "SEV-ES reset block",
            OvmfTableGuid.SECRET_BLOCK, "SEV secret block",
            OvmfTableGuid.HASH_TABLE_BLOCK, "SEV hash-table block",
            OvmfTableGuid.SEV_METADATA, "SEV metadata",
            OvmfTableGuid.TDX_METADATA, "TDX metadata",
            OvmfTableGuid.IGVM_METADATA, "IGVM metadata",
            OvmfTableGuid.SVSM_INFO, "SVSM info");

    /**
     * One table entry, explained.
     *
     * @param name what the GUID stands for; {@code unknown} for one that is not published
     * @param guid its GUID
     * @param data its payload
     * @param meaning the payload in words
     */
    public record Entry(String name, Guid guid, Bytes data, String meaning) {}

    /**
     * A range that LAUNCH_UPDATE_DATA measures, in order.
     *
     * @param name what it is
     * @param base guest physical address
     * @param size bytes
     */
    public record MeasuredRange(String name, long base, long size) {}

    public OvmfImageReport {
        entries = List.copyOf(entries);
        problems = List.copyOf(problems);
        remarks = List.copyOf(remarks);
    }

    /** Reads an image. */
    public static OvmfImageReport of(Bytes image) {
        OvmfTable table = OvmfTable.read(image);
        Optional<Bytes> distance = table.find(OvmfTableGuid.SEV_METADATA).filter(data -> data.length() >= 4);
        Optional<SevMetadata> metadata = distance.flatMap(data -> SevMetadata.read(image, u32(data, 0)));
        List<String> problems = new ArrayList<>();
        table.problem().ifPresent(problems::add);
        addImageProblems(image, problems);
        if (distance.isPresent() && metadata.isEmpty()) {
            problems.add("SEV metadata entry points to no well-formed ASEV descriptor");
        }
        addTableProblems(table, problems);
        return new OvmfImageReport(
                image.length(),
                KernelHashes.sha256(image),
                table.entries().stream().map(OvmfImageReport::explain).toList(),
                table.secretArea(),
                table.hashTableArea(),
                table.sevEsResetAddress(),
                metadata,
                problems,
                remarks(image, table));
    }

    /** Guest-physical address of the image's first byte. */
    public long flashBase() {
        return FOUR_GIB - sizeBytes;
    }

    /** Whether a secret can be injected at the address that the image names. */
    public boolean takesSecrets() {
        return secretArea.filter(area -> !area.isAbsent()).isPresent();
    }

    /** Whether a VMM can add kernel hashes. */
    public boolean takesKernelHashes() {
        return hashTableArea
                .filter(area -> !area.isAbsent() && area.size() >= KernelHashes.PADDED_SIZE)
                .isPresent();
    }

    /** What a launch without {@code -kernel} measures: the whole image. */
    public List<MeasuredRange> measured() {
        return List.of(new MeasuredRange("OVMF image", flashBase(), sizeBytes));
    }

    /** What a launch with {@code -kernel} and kernel hashes measures; empty when the image has no place for them. */
    public Optional<List<MeasuredRange>> measuredWithKernelHashes() {
        return hashTableArea
                .filter(area -> takesKernelHashes())
                .map(area -> List.of(
                        measured().get(0), new MeasuredRange("kernel hashes", area.base(), KernelHashes.PADDED_SIZE)));
    }

    /** The launch digest of an SEV guest (no SEV-ES) with this image alone: the file's SHA-256. */
    public Bytes launchDigest() {
        return sha256;
    }

    private static void addImageProblems(Bytes image, List<String> problems) {
        int size = image.length();
        if (size % Page.SIZE != 0) {
            problems.add("image of " + size + " bytes, expected a multiple of " + Page.SIZE
                    + ": it cannot be mapped as flash");
        }
        int mark = size - MARK_DISTANCE;
        if (mark < 0 || !image.slice(mark, mark + 4).equals(AmdSevImage.VOLUME_TOP_FILE_MARK)) {
            problems.add("no VTF mark before the reset vector: no vCPU can start in it");
        }
    }

    private static void addTableProblems(OvmfTable table, List<String> problems) {
        Optional<Area> secret = table.secretArea().filter(area -> !area.isAbsent());
        Optional<Area> hashes = table.hashTableArea().filter(area -> !area.isAbsent());
        if (secret.isPresent() && hashes.isPresent() && overlap(secret.get(), hashes.get())) {
            problems.add("the secret area overlaps the kernel-hashes area");
        }
        hashes.filter(area -> area.size() < KernelHashes.PADDED_SIZE)
                .ifPresent(area -> problems.add("kernel-hashes area of " + area.size() + " bytes, expected at least "
                        + KernelHashes.PADDED_SIZE));
        table.sevEsResetAddress()
                .filter(address -> address == 0)
                .ifPresent(address -> problems.add("SEV-ES reset address is zero"));
    }

    private static List<String> remarks(Bytes image, OvmfTable table) {
        List<String> remarks = new ArrayList<>();
        if (table.secretArea().filter(area -> !area.isAbsent()).isEmpty()) {
            remarks.add("no launch-secret area: not an AmdSev build, a secret cannot be injected by the image's table");
        }
        if (table.hashTableArea().filter(area -> !area.isAbsent()).isEmpty()) {
            remarks.add("no kernel-hashes area: a kernel cannot be measured");
        }
        if (image.length() >= Page.SIZE) {
            Optional<SecurityVolume> own = SecurityVolume.find(image.from(image.length() - Page.SIZE));
            own.ifPresent(volume ->
                    remarks.add("the simulator's own image, " + volume.release().name() + " layout, no protection"));
            if (own.isEmpty()) {
                ReleaseMatch.describe(ReleaseMatch.of(image))
                        .ifPresent(range -> remarks.add("the tail is as edk2 made it in " + range));
            }
        }
        return remarks;
    }

    private static Entry explain(OvmfTable.Entry entry) {
        String name = NAMES.getOrDefault(entry.guid(), "unknown");
        return new Entry(name, entry.guid(), entry.data(), meaning(entry));
    }

    private static String meaning(OvmfTable.Entry entry) {
        Bytes data = entry.data();
        Guid guid = entry.guid();
        boolean isArea = guid.equals(OvmfTableGuid.SECRET_BLOCK) || guid.equals(OvmfTableGuid.HASH_TABLE_BLOCK);
        if (isArea && data.length() >= 8) {
            return "base " + hex(u32(data, 0)) + " size " + hex(u32(data, 4));
        }
        if (guid.equals(OvmfTableGuid.SEV_ES_RESET_BLOCK) && data.length() >= 4) {
            long address = u32(data, 0);
            return "CS base " + hex(address & 0xFFFF_0000L) + " IP " + hex(address & 0xFFFF);
        }
        if (NAMES.containsKey(guid) && data.length() >= 4) {
            return "descriptor " + hex(u32(data, 0)) + " bytes before the end";
        }
        return data.length() + " bytes";
    }

    private static boolean overlap(Area a, Area b) {
        return a.base() < b.base() + b.size() && b.base() < a.base() + a.size();
    }

    private static long u32(Bytes data, int offset) {
        ByteBuffer b = data.asLittleEndian();
        return Integer.toUnsignedLong(b.getInt(offset));
    }

    private static String hex(long value) {
        return "0x" + Long.toHexString(value);
    }
}
