package dev.sevsim.kernel.secret;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.efi.CocoSecretArea;
import dev.sevsim.kernel.core.LogLine;
import dev.sevsim.kernel.fs.FileStatus;
import dev.sevsim.kernel.fs.OpenFlag;
import dev.sevsim.kernel.fs.Whence;
import dev.sevsim.kernel.memory.E820Map;
import dev.sevsim.kernel.memory.IoRemapper;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class EfiSecretModuleTest {
    private static final int SIZE = 0xC00;
    private static final String NONE = "";
    private static final String CORRUPTED = "EFI secret area is corrupted";
    private static final String SMALL = "EFI secret area reported length is too small";
    private static final String BIG = "EFI secret area reported length is too big";
    private static final String DUPLICATE = "Error creating efi_secret securityfs entry";

    /** The table of docs/reference/guest-kernel.md section 13. */
    static Stream<Arguments> section13() {
        Bytes five = Areas.entry(1, 5);
        return Stream.of(
                row("all zero", Bytes.EMPTY, -19, NONE, -1),
                row("length 19", Areas.table(19), -22, SMALL, -1),
                row("length 20", Areas.table(20), 0, NONE, 0),
                row("length 39", Areas.table(39), 0, NONE, 0),
                row("length 40", Areas.table(40), -22, CORRUPTED, -1),
                row("length of the area, zeros", Areas.table(SIZE), -22, CORRUPTED, -1),
                row("length above the area", Areas.table(SIZE + 1), -22, BIG, -1),
                row("one empty entry", Areas.table(40, Areas.entry(1, 0)), 0, NONE, 1),
                row("one that fills the area", Areas.table(SIZE, Areas.entry(1, 3032)), 0, NONE, 1),
                row("the same GUID twice", Areas.table(70, five, five), -17, DUPLICATE, -1),
                row(
                        "entry length 19",
                        Areas.table(65, five, Areas.entry(2, 0).slice(0, 16), Bytes.u32Le(19)),
                        -22,
                        CORRUPTED,
                        -1),
                row("19 bytes at the end", Areas.table(64, five), 0, NONE, 1),
                row("65 entries", Areas.table(20 + 65 * 21, Areas.entries(1, 65, 1)), 0, NONE, 64),
                row("deleted and live", Areas.table(70, Areas.entry(0, 5), five), 0, NONE, 1),
                row(
                        "64 and garbage",
                        Areas.table(20 + 64 * 21 + 40, Areas.entries(1, 64, 1), Bytes.fromHex("ff".repeat(40))),
                        0,
                        NONE,
                        64));
    }

    private static Arguments row(String name, Bytes area, int probe, String error, int files) {
        return Arguments.of(name, area, probe, error, files);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("section13")
    void probes(String name, Bytes area, int probe, String error, int files) {
        SecretGuest guest = SecretGuest.reserved(area, SIZE);

        assertThat(guest.load()).isEqualTo(probe);

        List<String> lines = guest.log.lines().stream().map(LogLine::text).toList();
        if (probe == 0) {
            assertThat(lines)
                    .containsExactly(
                            "efi_secret efi_secret.0: Created " + files + " entries in securityfs secrets/coco");
            assertThat(guest.names()).hasSize(files);
        } else if (error.isEmpty()) {
            assertThat(lines).isEmpty();
        } else {
            assertThat(lines)
                    .containsExactly(
                            "efi_secret efi_secret.0: " + error,
                            "efi_secret: probe of efi_secret.0 failed with error " + probe);
        }
        if (probe != 0) {
            assertThat(guest.root.stat("/secrets").errno()).isEqualTo(-2);
        }
        assertThat(guest.modules.isLoaded("efi_secret")).isTrue();
    }

    /** A guest with the module loaded and one secret of five bytes. */
    private static SecretGuest withOneSecret() {
        SecretGuest guest = SecretGuest.reserved(Areas.table(45, Areas.entry(1, 5)), SIZE);
        guest.load();
        return guest;
    }

    @Test
    void refusesABaseOfZeroAndASizeBelowAHeader() {
        SecretGuest guest = new SecretGuest(Bytes.EMPTY, new CocoSecretArea(0, 0xC00), 0);

        assertThat(guest.load()).isEqualTo(-22);
        assertThat(guest.log.lines().get(0).text())
                .isEqualTo("efi_secret efi_secret.0: Invalid secret area memory location (base_pa=0x0 size=0xc00)");
    }

    /** As where a page of the firmware's, with the pair, was used again and overwritten. */
    @Test
    void refusesAnOverwrittenPair() {
        SecretGuest guest = new SecretGuest(Bytes.EMPTY, new CocoSecretArea(0x4141_4141_4141_4141L, 0x4141_4141L), 0);

        assertThat(guest.load()).isEqualTo(-12);
        assertThat(guest.log.lines().get(0).text()).isEqualTo("ioremap: invalid physical address 4141414141414141");
    }

    @Test
    void refusesAPairOrAnAreaBeyondThePhysicalWidth() {
        SecretGuest guest = new SecretGuest(Bytes.EMPTY, new CocoSecretArea(1L << 41, 0xC00), 0);
        assertThat(guest.load()).isEqualTo(-12);
        assertThat(guest.log.lines())
                .extracting(LogLine::text)
                .startsWith("ioremap: invalid physical address 20000000000", "------------[ cut here ]------------")
                .contains("efi_secret efi_secret.0: Could not map secret area");
        guest.modules.unload("efi_secret");
        guest.load();
        assertThat(guest.log.lines())
                .extracting(LogLine::text)
                .startsWith(
                        "ioremap: invalid physical address 20000000000",
                        "efi_secret efi_secret.0: Could not map secret area");

        EfiSecretModule lost = new EfiSecretModule(
                OptionalLong.of(1L << 41),
                new IoRemapper(guest.memory, new E820Map(List.of()), 40, guest.log),
                guest.secrets,
                guest.log);
        guest.log.clear();
        lost.load();
        assertThat(lost.probeResult()).hasValue(-12);
        assertThat(guest.log.lines().get(0).text())
                .isEqualTo("efi_secret efi_secret.0: Could not map secret area EFI config entry");
    }

    @Test
    void probesNothingWithoutADevice() {
        SecretGuest guest = SecretGuest.reserved(Bytes.EMPTY, SIZE);
        EfiSecretModule module = new EfiSecretModule(
                OptionalLong.empty(),
                new IoRemapper(guest.memory, new E820Map(List.of()), 40, guest.log),
                guest.secrets,
                guest.log);

        module.load();
        assertThat(module.probeResult()).isEmpty();
        assertThat(guest.log.lines()).isEmpty();
    }

    @Test
    void warnsOnceOfAMappingOverRam() {
        SecretGuest guest = new SecretGuest(Areas.table(20), 0x1000, 4);

        guest.load();
        assertThat(guest.log.lines())
                .extracting(LogLine::text)
                .startsWith(
                        "------------[ cut here ]------------",
                        "ioremap on RAM at 0x0000000010000000 - 0x0000000010000fff",
                        "WARNING: CPU: 0 PID: 1 at arch/x86/mm/ioremap.c:211 __ioremap_caller");
        guest.modules.unload("efi_secret");
        guest.load();
        assertThat(guest.log.lines()).noneMatch(line -> line.text().startsWith("ioremap"));
    }

    @Test
    void stopsWhenSecretsIsTaken() {
        SecretGuest guest = SecretGuest.reserved(Areas.table(20), SIZE);
        guest.securityFs.createDirectory(guest.securityFs.root(), "secrets");

        assertThat(guest.load()).isEqualTo(-17);
        assertThat(guest.log.lines().get(0).text())
                .contains("Error creating secrets")
                .endsWith("err=-17");
        assertThat(guest.names()).containsExactly("(no directory)");
    }

    @Test
    void deletesFromMemoryWhatIsUnlinked() {
        Bytes table = Areas.table(20 + 25 + 27, Areas.entry(1, 5), Areas.entry(2, 7));
        SecretGuest guest = SecretGuest.reserved(table, SIZE);
        guest.load();

        assertThat(guest.root.unlink(SecretGuest.COCO + "/" + Areas.name(1))).isZero();

        Bytes wiped =
                Bytes.concat(Areas.table(72), Bytes.zeros(16), Bytes.u32Le(25), Bytes.zeros(5), Areas.entry(2, 7));
        assertThat(guest.memory.read(SecretGuest.AREA, table.length())).isEqualTo(wiped);
        assertThat(guest.names()).containsExactly(Areas.name(2));
    }

    @Test
    void showsDirectoriesAndFilesWithTheirAttributes() {
        SecretGuest guest = withOneSecret();

        FileStatus secrets = guest.root.stat("/secrets").orElseThrow();
        FileStatus coco = guest.root.stat(SecretGuest.COCO).orElseThrow();
        FileStatus file =
                guest.root.stat(SecretGuest.COCO + "/" + Areas.name(1)).orElseThrow();

        assertThat(Integer.toOctalString(secrets.mode())).isEqualTo("40755");
        assertThat(secrets.links()).isEqualTo(3);
        assertThat(Integer.toOctalString(coco.mode())).isEqualTo("40755");
        assertThat(coco.links()).isEqualTo(2);
        assertThat(Integer.toOctalString(file.mode())).isEqualTo("100440");
        assertThat(file.links()).isEqualTo(1);
        assertThat(file.size()).isZero();
        assertThat(List.of(file.accessed(), file.modified(), file.changed()))
                .containsOnly(Instant.parse("2022-06-28T11:54:00Z"));
    }

    @Test
    void movesTheTimesOfTheFileAndNotOfItsDirectoryOnUnlink() {
        SecretGuest guest = withOneSecret();
        int open = guest.open(Areas.name(1), OpenFlag.READ);
        guest.time.now = Instant.parse("2022-06-28T11:55:00Z");

        guest.root.unlink(SecretGuest.COCO + "/" + Areas.name(1));

        assertThat(guest.root.status(open).orElseThrow().modified()).isEqualTo(guest.time.now);
        assertThat(guest.root.status(open).orElseThrow().changed()).isEqualTo(guest.time.now);
        for (String directory : List.of(SecretGuest.COCO, "/secrets")) {
            assertThat(guest.root.stat(directory).orElseThrow().modified())
                    .isEqualTo(Instant.parse("2022-06-28T11:54:00Z"));
        }
    }

    @Test
    void staysWhileAFileIsOpen() {
        SecretGuest guest = withOneSecret();
        int descriptor = guest.open(Areas.name(1), OpenFlag.READ);

        assertThat(guest.modules.unload("efi_secret")).isEqualTo(-11);
        assertThat(guest.modules.loaded().get(0).users()).isEqualTo(1);
        guest.root.close(descriptor);
        assertThat(guest.modules.unload("efi_secret")).isZero();

        assertThat(guest.root.stat("/secrets").errno()).isEqualTo(-2);
        assertThat(guest.memory.read(SecretGuest.AREA + 40, 5)).isEqualTo(Bytes.ofAscii("AAAAA"));
    }

    @Test
    void takesTheContentAtTheFirstReadAndAgainAfterRewinding() {
        SecretGuest guest = withOneSecret();
        int descriptor = guest.open(Areas.name(1), OpenFlag.READ);
        byte[] two = new byte[2];

        assertThat(guest.root.read(descriptor, two)).isEqualTo(2);
        guest.memory.write(SecretGuest.AREA + 40, Bytes.ofAscii("vwxyz"));
        assertThat(guest.read(descriptor)).isEqualTo(Bytes.ofAscii("AAA"));
        assertThat(guest.root.read(descriptor, two)).isZero();
        assertThat(guest.root.seek(descriptor, 0, Whence.START)).isZero();
        assertThat(guest.read(descriptor)).isEqualTo(Bytes.ofAscii("vwxyz"));
        assertThat(guest.root.seek(descriptor, -2, Whence.CURRENT)).isEqualTo(3);
        assertThat(guest.read(descriptor)).isEqualTo(Bytes.ofAscii("yz"));
        assertThat(guest.root.seek(descriptor, 0, Whence.END)).isEqualTo(-22);
    }

    @Test
    void refusesAReadThatAnAlteredLengthWouldLeadAstray() {
        SecretGuest guest = withOneSecret();
        int descriptor = guest.open(Areas.name(1), OpenFlag.READ);

        guest.memory.write(SecretGuest.AREA + 36, Bytes.u32Le(0x7FFFFFFF));

        assertThat(guest.root.read(descriptor, new byte[8])).isEqualTo(-12);
    }
}
