package dev.sevsim.kernel.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sevsim.abi.Bytes;
import dev.sevsim.kernel.SecretAreaInspection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedKernelTest {
    @Test
    void buildsAnEfiBzImage() {
        ByteBuffer image = EmbeddedKernel.image().asLittleEndian();

        assertThat(image.remaining()).isBetween(8 << 10, 16 << 10);
        assertThat(text(image, 0, 2)).isEqualTo("MZ");
        int pe = image.getInt(0x3C);
        assertThat(text(image, pe, 4)).isEqualTo("PE\0\0");
        assertThat(image.getShort(pe + 4)).isEqualTo((short) 0x8664);
        assertThat(image.getShort(pe + 24)).as("PE32+").isEqualTo((short) 0x20B);
        assertThat(image.getShort(pe + 24 + 68)).as("EFI application").isEqualTo((short) 10);
        assertThat(image.getInt(pe + 24 + 56)).as("size of image").isEqualTo(image.limit());
        int sections = pe + 24 + image.getShort(pe + 20);
        assertThat(text(image, sections, 6)).isEqualTo(".setup");
        assertThat(text(image, sections + 40, 5)).isEqualTo(".text");
        assertThat(text(image, 0x202, 4)).isEqualTo("HdrS");
        assertThat(image.getShort(0x206)).isEqualTo((short) 0x20F);
        assertThat(image.getShort(0x1FE)).isEqualTo((short) 0xAA55);
        assertThat((image.get(0x1F1) + 1) * 512 + image.getInt(0x1F4) * 16).isEqualTo(image.limit());
        assertThat(text(image, 0x200 + image.getShort(0x20E), 12)).isEqualTo("6.1.0-sevsim");
    }

    @Test
    void buildsTheSameBytesEveryTime() {
        assertThat(EmbeddedKernel.image()).isEqualTo(EmbeddedKernel.image());
        assertThat(EmbeddedKernel.initrd()).isEqualTo(EmbeddedKernel.initrd());
    }

    @Test
    void buildsAnArchiveThatCpioLists(@TempDir Path directory) throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/cpio")), "cpio is not installed: nothing to compare with");
        Path archive = directory.resolve("initrd");
        Files.write(archive, EmbeddedKernel.initrd().toArray());
        Process process = new ProcessBuilder("/usr/bin/cpio", "-t", "--quiet")
                .redirectInput(archive.toFile())
                .start();
        String listed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(listed.lines()).contains("init", "lib/modules/6.1.0-sevsim/modules.alias", "proc", "sys");
    }

    @Test
    void inspectsAnAreaThatIsTooShort() {
        SecretAreaInspection inspection = SecretAreaInspection.of(Bytes.EMPTY);

        assertThat(inspection.probe()).isEqualTo(-22);
        assertThat(inspection.log())
                .isEqualTo(List.of(
                        new SecretAreaInspection.Message(
                                3,
                                "efi_secret efi_secret.0: Invalid secret area memory location"
                                        + " (base_pa=0x10000000 size=0x0)"),
                        new SecretAreaInspection.Message(
                                4, "efi_secret: probe of efi_secret.0 failed with error -22")));
        assertThat(inspection.files()).isEmpty();
    }

    private static String text(ByteBuffer image, int offset, int length) {
        byte[] raw = new byte[length];
        image.get(offset, raw);
        return new String(raw, StandardCharsets.US_ASCII);
    }
}
