package dev.sevsim.ovmf.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.image.OvmfTable;
import dev.sevsim.ovmf.Vectors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OvmfImageReportTest {
    private static final int TABLE_END = 50;

    private static byte[] image() {
        return AmdSevImage.builder().sizeBytes(0x2000).build().toArray();
    }

    private static OvmfImageReport report(byte[] image) {
        return OvmfImageReport.of(Bytes.copyOf(image));
    }

    @Test
    void explainsTheStandardImage() {
        OvmfImageReport report = OvmfImageReport.of(AmdSevImage.standard());

        assertThat(report.problems()).isEmpty();
        assertThat(report.takesSecrets()).isTrue();
        assertThat(report.takesKernelHashes()).isTrue();
        assertThat(report.flashBase()).isEqualTo(0xFFFC_0000L);
        assertThat(report.entries())
                .extracting(OvmfImageReport.Entry::name)
                .containsExactly(
                        "SEV-ES reset block",
                        "SEV secret block",
                        "SEV hash-table block",
                        "SEV metadata",
                        "TDX metadata",
                        "IGVM metadata");
        assertThat(report.entries().get(0).meaning()).isEqualTo("CS base 0x800000 IP 0xb004");
        assertThat(report.entries().get(1).meaning()).isEqualTo("base 0x810000 size 0xc00");
        assertThat(report.sevMetadata().orElseThrow().sections()).hasSize(7);
        assertThat(report.measuredWithKernelHashes().orElseThrow())
                .containsExactly(
                        new OvmfImageReport.MeasuredRange("OVMF image", 0xFFFC_0000L, 0x4_0000),
                        new OvmfImageReport.MeasuredRange("kernel hashes", 0x81_0C00, 176));
    }

    @Test
    void findsNoTableWhenTheFooterIsOffByOne() {
        byte[] image = image();
        image[image.length - 48]++;

        assertThat(report(image).entries()).isEmpty();
        assertThat(report(image).problems()).singleElement().asString().contains("no footer GUID");
    }

    @ParameterizedTest
    @CsvSource({"17, 0", "0, 0", "141, 0"})
    void stopsAtAnEntryWhoseLengthIsImpossible(int length, int entriesFound) {
        byte[] image = image();
        image[image.length - TABLE_END - 18] = (byte) length;

        OvmfImageReport report = report(image);

        assertThat(report.entries()).hasSize(entriesFound);
        assertThat(report.problems()).singleElement().asString().contains("has length " + length);
    }

    @Test
    void reportsTableLengthsThatDoNotFit() {
        byte[] tooShort = image();
        tooShort[tooShort.length - TABLE_END] = 17;
        byte[] tooLong = image();
        tooLong[tooLong.length - TABLE_END + 1] = 0x40;

        assertThat(report(tooShort).problems().get(0)).contains("table length 17");
        assertThat(report(tooLong).problems().get(0)).contains("does not fit the image");
    }

    @Test
    void reportsAreasThatOverlapOrAreTooSmall() {
        byte[] image = image();
        int secretSize = image.length - TABLE_END - 22 - 22;
        image[secretSize + 1] = 0x0D;
        int hashSize = image.length - TABLE_END - 22 - 26 - 22;
        image[hashSize] = (byte) 175;
        image[hashSize + 1] = 0;

        OvmfImageReport report = report(image);

        assertThat(report.secretArea()).contains(new OvmfTable.Area(0x81_0000, 0xD00));
        assertThat(report.problems())
                .containsExactly(
                        "the secret area overlaps the kernel-hashes area",
                        "kernel-hashes area of 175 bytes, expected at least 176");
        assertThat(report.takesKernelHashes()).isFalse();
        assertThat(report.measuredWithKernelHashes()).isEmpty();
    }

    @Test
    void reportsADescriptorThatIsNotThere() {
        byte[] image = image();
        image[image.length - 0x440] = 'X';

        assertThat(report(image).sevMetadata()).isEmpty();
        assertThat(report(image).problems()).singleElement().asString().contains("ASEV");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 19, 20, 4095, 4096, 4097})
    void survivesFilesThatAreNoImages(int size) {
        assertThat(OvmfImageReport.of(Bytes.zeros(size)).problems()).isNotEmpty();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void survivesDamagedTails(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 200; round++) {
            byte[] image = image();
            for (int i = 0; i < 6; i++) {
                image[image.length - 1 - random.nextInt(0x600)] = (byte) random.nextInt();
            }

            assertThat(report(image).sizeBytes()).isEqualTo(image.length);
        }
    }

    /** Expected digests: sev-snp-measure 0.0.13, see the vectors' README. */
    @ParameterizedTest
    @CsvSource({
        "synth-amdsev.fd, 862c3761a02b37dd45a34a49e2b7be232c219df1564ac4b27ea4bcaaa3d52cd4, true",
        "synth-x64.fd, cc517a8f3b1b0ba0e100dd9223adcbbd4d216815063f43cd810040a9b2541c93, false"
    })
    void namesTheDigestThatOtherToolsCompute(String file, String digest, boolean takesHashes) {
        OvmfImageReport report = OvmfImageReport.of(Vectors.binary(file));

        assertThat(report.launchDigest().toHex()).isEqualTo(digest);
        assertThat(report.takesKernelHashes()).isEqualTo(takesHashes);
        assertThat(report.problems()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/usr/share/ovmf/OVMF.fd", "/usr/share/OVMF/OVMF_CODE_4M.fd"})
    void explainsDistributionImages(String file) throws IOException {
        Path path = Path.of(file);
        assumeTrue(Files.isReadable(path), file + " is not installed");

        OvmfImageReport report = OvmfImageReport.of(Bytes.copyOf(Files.readAllBytes(path)));

        assertThat(report.problems()).isEmpty();
        assertThat(report.secretArea())
                .hasValueSatisfying(area -> assertThat(area.isAbsent()).isTrue());
        assertThat(report.takesSecrets()).isFalse();
        assertThat(report.remarks()).anyMatch(r -> r.contains("no launch-secret area"));
    }
}
