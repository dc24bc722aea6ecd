package dev.sevsim.ovmf.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReleaseMatchTest {
    private static Bytes lastPage(Bytes image) {
        return image.from(image.length() - 4096);
    }

    /** The groups that the tables of docs/reference/ovmf-guest.md sections 2, 3.4, 4.1 and 5.2 distinguish. */
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "202102, 202102 to 202105",
        "202105, 202102 to 202105",
        "202108, 202108",
        "202111, 202111",
        "202202, 202202",
        "202205, 202205 to 202308",
        "202308, 202205 to 202308",
        "202311, 202311",
        "202402, 202402",
        "202405, 202405 to 202408",
        "202408, 202405 to 202408",
        "202411, 202411 to 202508",
        "202508, 202411 to 202508",
        "202511, 202511 to head",
        "head, 202511 to head"
    })
    void tellsReleasesApartByTheirTail(String tag, String range) {
        Bytes image = AmdSevImage.builder().release(OvmfRelease.ofTag(tag)).build();

        List<OvmfRelease> found = ReleaseMatch.of(lastPage(image));

        assertThat(ReleaseMatch.describe(found)).contains(range);
        assertThat(found).contains(OvmfRelease.ofTag(tag)).isEqualTo(ReleaseMatch.of(image));
    }

    @Test
    void findsNoneForATableOfAnotherMake() {
        byte[] otherArea = AmdSevImage.standard().toArray();
        otherArea[otherArea.length - 0x60]++;
        byte[] noFooter = AmdSevImage.standard().toArray();
        noFooter[noFooter.length - 40]++;

        assertThat(ReleaseMatch.of(Bytes.copyOf(otherArea))).isEmpty();
        assertThat(ReleaseMatch.of(Bytes.copyOf(noFooter))).isEmpty();
        assertThat(ReleaseMatch.of(Bytes.zeros(16))).isEmpty();
        assertThat(ReleaseMatch.describe(List.of())).isEmpty();
    }

    @Test
    void fitsADistributionsBuildToItsRelease() throws IOException {
        Path image = Path.of("/usr/share/ovmf/OVMF.fd");
        Path changes = Path.of("/usr/share/doc/ovmf/changelog.Debian.gz");
        Assumptions.assumeTrue(Files.isReadable(image) && Files.isReadable(changes), "package ovmf is not installed");
        String log;
        try (var in = new java.util.zip.GZIPInputStream(Files.newInputStream(changes))) {
            log = new String(in.readNBytes(64), java.nio.charset.StandardCharsets.UTF_8);
        }
        java.util.regex.Matcher version =
                java.util.regex.Pattern.compile("\\((\\d{4})\\.(\\d{2})").matcher(log);
        Assumptions.assumeTrue(version.find(), "package ovmf has a version of another form");

        List<OvmfRelease> found = ReleaseMatch.of(Bytes.copyOf(Files.readAllBytes(image)));

        assertThat(found).extracting(OvmfRelease::tag).contains(version.group(1) + version.group(2));
        assertThat(found).doesNotContain(OvmfRelease.ofTag("202102"), OvmfRelease.ofTag("head"));
    }
}
