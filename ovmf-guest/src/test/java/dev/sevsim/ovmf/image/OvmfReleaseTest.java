package dev.sevsim.ovmf.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.image.OvmfTable;
import dev.sevsim.abi.image.OvmfTable.Area;
import dev.sevsim.ovmf.Vectors;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class OvmfReleaseTest {
    private static final int VTF_END = 16;
    private static final int SEV_METADATA = 0x440;

    /** What an independent script made of the reference's tables. */
    record Golden(String tag, Bytes tail, String metadata) {
        @Override
        public String toString() {
            return tag;
        }
    }

    static Stream<Golden> golden() {
        return new String(Vectors.binary("tails-by-release.txt").toArray(), StandardCharsets.US_ASCII)
                .lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split(" "))
                .map(f -> new Golden(f[0], Bytes.fromHex(f[1]), f[2]));
    }

    private static OvmfRelease release(String tag) {
        return OvmfRelease.fromTag(tag).orElseThrow();
    }

    private static Bytes image(String tag) {
        return AmdSevImage.builder().release(release(tag)).build();
    }

    @Test
    void hasEveryReleaseOfTheReference() {
        assertThat(OvmfRelease.all()).extracting(OvmfRelease::tag).hasSize(23).doesNotHaveDuplicates();
        assertThat(golden().map(Golden::tag).toList())
                .containsExactlyInAnyOrderElementsOf(
                        OvmfRelease.all().stream().map(OvmfRelease::tag).toList());
    }

    @ParameterizedTest
    @MethodSource("golden")
    void makesTheTailOfTheRelease(Golden golden) {
        Bytes image = image(golden.tag());
        int end = image.length() - VTF_END;

        assertThat(image.slice(end - golden.tail().length(), end)).isEqualTo(golden.tail());
        assertThat(OvmfImageReport.of(image).problems()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("golden")
    void makesTheSevMetadataOfTheRelease(Golden golden) {
        Bytes image = image(golden.tag());
        Bytes expected = golden.metadata().equals("-") ? Bytes.zeros(4) : Bytes.fromHex(golden.metadata());
        int at = image.length() - SEV_METADATA;

        assertThat(image.slice(at, at + expected.length())).isEqualTo(expected);
    }

    /**
     * Rows of docs/reference/ovmf-guest.md section 3.4: the u16 at 0xFFFFFFCE and the payload of the reset block at
     * 0xFFFFFFB8.
     */
    @ParameterizedTest(name = "{0}: {1} bytes, {2}")
    @CsvSource({
        "202102, 66, 00B08000", "202105, 66, 00B08000", "202108, 92, 00B08000", "202111, 114, 04B08000",
        "202202, 136, 04B08000", "202205, 136, 04B08000", "202311, 136, 04B08000", "202402, 136, 04B08000",
        "202405, 136, 04B08000", "202408, 136, 04B08000", "202411, 136, 04B08000", "202508, 136, 04B08000",
        "202511, 158, 04B08000", "head, 158, 04B08000"
    })
    void hasTheTableLengthAndResetAddressOfTheRelease(String tag, int length, String resetAddress) {
        Bytes image = image(tag);
        int at = image.length() - 0x32;

        assertThat(image.u8(at) | image.u8(at + 1) << 8).isEqualTo(length);
        assertThat(image.slice(image.length() - 0x48, image.length() - 0x44)).isEqualTo(Bytes.fromHex(resetAddress));
    }

    /** Rows of docs/reference/ovmf-guest.md sections 5.2, 6, 7, 9.5 and 11.3. */
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "202102, 80C000, 1000, 0, 0, EXACT_BOOT_SERVICES_DATA, DRIVER_DATA, DENY, EVERY_ENTRY, 1500000",
        "202105, 80C000, 1000, 0, 0, EXACT_BOOT_SERVICES_DATA, DRIVER_DATA, DENY, EVERY_ENTRY, 1500000",
        "202108, 80C000, C00, 80CC00, 400, PAGES_BOOT_SERVICES_DATA, DRIVER_DATA, DENY, EVERY_ENTRY, 1500000",
        "202111, 80C000, C00, 80CC00, 400, PAGES_BOOT_SERVICES_DATA, DRIVER_DATA, DENY, EVERY_ENTRY, 1500000",
        "202202, 80C000, C00, 80CC00, 400, PAGES_RESERVED, DRIVER_DATA, DENY, EVERY_ENTRY, 1500000",
        "202211, 80C000, C00, 80CC00, 400, PAGES_RESERVED, DRIVER_DATA, DENY, EVERY_ENTRY, 1500000",
        "202302, 80C000, C00, 80CC00, 400, PAGES_RESERVED, ACPI_RECLAIM, DENY, EVERY_ENTRY, 1500000",
        "202311, 80C000, C00, 80CC00, 400, PAGES_RESERVED, ACPI_RECLAIM, DENY, EVERY_ENTRY, 1500000",
        "202402, 80F000, C00, 80FC00, 400, PAGES_RESERVED, ACPI_RECLAIM, DENY, EVERY_ENTRY, 1600000",
        "202405, 810000, C00, 810C00, 400, PAGES_RESERVED, ACPI_RECLAIM, DENY, LEAVES, 1600000",
        "202408, 810000, C00, 810C00, 400, PAGES_RESERVED, ACPI_RECLAIM, HANG, LEAVES, 1600000",
        "202508, 810000, C00, 810C00, 400, PAGES_RESERVED, ACPI_RECLAIM, HANG, LEAVES, 1600000",
        "202511, 810000, C00, 810C00, 400, PAGES_RESERVED, ACPI_RECLAIM, HANG, LEAVES, 1780000",
        "head, 810000, C00, 810C00, 400, PAGES_RESERVED, ACPI_RECLAIM, HANG, LEAVES, 1780000"
    })
    void behavesAsTheTablesOfTheReferenceSay(
            String tag,
            String secretBase,
            String secretSize,
            String hashBase,
            String hashSize,
            SecretPageRule page,
            ReleaseBehaviour.SecretPointer pointer,
            BlobVerification verification,
            ReleaseBehaviour.TableEncryption entries,
            String end) {
        OvmfRelease release = release(tag);

        assertThat(release.secretArea()).isEqualTo(area(secretBase, secretSize));
        assertThat(release.hashTableArea()).isEqualTo(area(hashBase, hashSize));
        assertThat(release.behaviour().secretPage()).isEqualTo(page);
        assertThat(release.behaviour().secretPointer()).isEqualTo(pointer);
        assertThat(release.behaviour().blobVerification()).isEqualTo(verification);
        assertThat(release.behaviour().tableEncryption()).isEqualTo(entries);
        assertThat(release.memory().end()).isEqualTo(Long.parseLong(end, 16));
    }

    @Test
    void hasAreasThatDoNotOverlap() {
        for (OvmfRelease release : OvmfRelease.all()) {
            MemoryLayout m = release.memory();
            List<Area> areas = Stream.of(
                            m.secret(),
                            m.hashTable(),
                            m.snpSecrets(),
                            m.cpuid(),
                            m.callingArea(),
                            m.ghcbBackup(),
                            m.apicPageTable(),
                            m.temporaryRam(),
                            m.earlyDebugLog(),
                            m.peiVolume(),
                            m.dxeVolume())
                    .filter(area -> !area.isAbsent())
                    .sorted((a, b) -> Long.compare(a.base(), b.base()))
                    .toList();
            for (int i = 1; i < areas.size(); i++) {
                assertThat(MemoryLayout.endOf(areas.get(i - 1)))
                        .as(release.tag())
                        .isLessThanOrEqualTo(areas.get(i).base());
            }
        }
    }

    @Test
    void isFoundByTagWithAndWithoutPrefix() {
        assertThat(release("edk2-stable202202")).isSameAs(release("202202"));
        assertThat(release("head").name()).isEqualTo("edk2 head");
        assertThat(release("202202").name()).isEqualTo("edk2-stable202202");
        assertThat(OvmfRelease.fromTag("202203")).isEmpty();
        assertThat(OvmfRelease.fromTag("")).isEmpty();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OvmfRelease.ofTag("2022"))
                .withMessageContaining("2022");
    }

    @Test
    void givesOwnImagesAnEntryForEachOfTheReleases() {
        for (OvmfRelease release : OvmfRelease.all()) {
            OvmfTable table = OvmfTable.read(image(release.tag()));

            assertThat(table.problem()).isEmpty();
            assertThat(table.entries()).hasSameSizeAs(release.tail().entries());
        }
    }

    private static Area area(String base, String size) {
        return new Area(Long.parseLong(base, 16), Long.parseLong(size, 16));
    }
}
