package dev.sevsim.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.kernel.image.EmbeddedKernel;
import dev.sevsim.kernel.image.Era;
import dev.sevsim.kernel.machine.FakeFirmware;
import dev.sevsim.kernel.machine.KernelCpu;
import dev.sevsim.kernel.secret.VectorFile;
import java.io.IOException;
import java.nio.file.Files;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/**
 * Every firmware with every kernel; expected values typed from docs/reference/guest-kernel.md sections 2.1, 3.1, 5,
 * 5.2, 8, 8.1 and 8.2.
 */
class EraMatrixTest {
    @ParameterizedTest(name = "{0}, {1}")
    @CsvSource(
            nullValues = "-",
            value = {
                "RESERVED,     V2,    false, 0,            4, reserved",
                "RESERVED,     V7,    true,  0,            4, reserved",
                "RESERVED,     FINAL, true,  0,            4, reserved",
                "SMALL_EXACT,  V2,    false, 0,            4, usable",
                "SMALL_EXACT,  V7,    true,  0,            4, reserved",
                "SMALL_EXACT,  FINAL, true,  0,            4, usable",
                "SMALL_MERGED, V2,    false, 0,            4, usable",
                "SMALL_MERGED, V7,    false, -22,          -, usable",
                "SMALL_MERGED, FINAL, true,  '-19, silent', -, usable",
                "SMALL_BLOCK,  V2,    false, 0,            4, usable",
                "SMALL_BLOCK,  V7,    true,  0,            4, reserved",
                "SMALL_BLOCK,  FINAL, true,  '-19, silent', -, usable",
                "PAGE_EXACT,   V2,    false, 0,            4, usable",
                "PAGE_EXACT,   V7,    true,  0,            4, reserved",
                "PAGE_EXACT,   FINAL, true,  -12,          -, usable",
                "PAGE_MERGED,  V2,    false, 0,            4, usable",
                "PAGE_MERGED,  V7,    false, -12,          -, usable",
                "PAGE_MERGED,  FINAL, true,  -12,          -, usable",
                "EMPTY,        V2,    false, -22,          -, reserved",
                "EMPTY,        V7,    false, -22,          -, reserved",
                "EMPTY,        FINAL, true,  '-19, silent', -, reserved",
                "NO_TABLE,     V2,    false, -22,          -, reserved",
                "NO_TABLE,     V7,    false, -22,          -, reserved",
                "NO_TABLE,     FINAL, false, -,            -, reserved",
            })
    void agreesWithTheReference(
            EraMatrix.Firmware firmware, Era era, boolean loadsItself, String load, Integer files, String page) {
        EraMatrix.Row row = EraMatrix.row(firmware, era);

        assertThat(row.loadsItself()).as("loads itself").isEqualTo(loadsItself);
        assertThat(row.load().orElse(null)).as("load").isEqualTo(load);
        assertThat(row.files().orElse(null)).as("files").isEqualTo(files);
        assertThat(row.page()).as("page").isEqualTo(page);
    }

    @ParameterizedTest(name = "{0}, {1}")
    @CsvSource(
            nullValues = "-",
            value = {
                "PAIR_ZEROED,  V2,    false, 0,            4, reserved",
                "PAIR_ZEROED,  V7,    false, -22,          -, reserved",
                "PAIR_ZEROED,  FINAL, true,  -22,          -, reserved",
                "PAIR_REUSED,  V2,    false, 0,            4, reserved",
                "PAIR_REUSED,  V7,    false, -12,          -, reserved",
                "PAIR_REUSED,  FINAL, true,  -12,          -, reserved",
            })
    void losesThePairThatIsOverwritten(
            EraMatrix.Firmware firmware, Era era, boolean loadsItself, String load, Integer files, String page) {
        agreesWithTheReference(firmware, era, loadsItself, load, files, page);
    }

    static Stream<Arguments> memoryTypes() {
        return VectorFile.lines("memory-types.jsonl")
                .map(line -> Arguments.of(
                        line.get("memory_type").asInt(), line.get("area_size").asLong(), line));
    }

    /** The real kernel's answers, from a whole boot this time. */
    @ParameterizedTest(name = "type {0}, {1} bytes")
    @MethodSource("memoryTypes")
    void agreesWithTheRealKernel(int type, long size, JsonNode recorded) {
        KernelCpu cpu = new KernelCpu();
        FakeFirmware firmware =
                new FakeFirmware(cpu, EmbeddedKernel.image(Era.FINAL), EmbeddedKernel.initrd(Era.FINAL));
        firmware.secretPagesOfType(type, 2);
        firmware.publishSecrets(EraMatrix.FOUR, FakeFirmware.AREA, size);

        String console = EraMatrix.console(cpu, firmware, Era.FINAL);

        assertThat(EraMatrix.load(console, Era.FINAL))
                .contains(Integer.toString(recorded.get("probe").asInt()));
        assertThat(EraMatrix.files(console, Era.FINAL).orElse(null))
                .isEqualTo(
                        recorded.get("files").isNull()
                                ? null
                                : recorded.get("files").asInt());
    }

    /** What "usable" means where the page does not lie in a small block. */
    @Test
    void losesTheSecretsWhenThePageIsAllocatedAgain() {
        KernelCpu cpu = new KernelCpu();
        FakeFirmware firmware = new FakeFirmware(cpu, EmbeddedKernel.image(), EmbeddedKernel.initrd());
        firmware.secretPageOfType(4, 0);
        firmware.publishSecrets(EraMatrix.FOUR, FakeFirmware.AREA, 0xC00);
        String file = "/sys/kernel/security/secrets/coco/00000001-0000-0000-0000-000000000000";
        cpu.whenIdle(() -> {
            cpu.hostWrite(FakeFirmware.AREA, Bytes.zeros(0xC00));
            cpu.type("cat " + file + "\npoweroff\n");
        });
        long unused = firmware.load(EmbeddedKernel.COMMAND_LINE).value();
        cpu.type("cat " + file + "\n");

        String console = firmware.run(new LinuxKernel());

        assertThat(console).contains("# cat " + file + "\nOne!~ # cat " + file + "\n");
        assertThat(console.substring(console.indexOf("One!") + 4)).doesNotContain("One!");
    }

    @Test
    void pageIsWhatTheModelGives() throws IOException {
        String text = ErasPage.text(EraMatrix.rows());
        if (Boolean.getBoolean("sevsim.docs.write")) {
            Files.writeString(ErasPage.FILE, text);
        }

        assertThat(ErasPage.FILE)
                .as("docs/eras.md is out of date: run the build with -Dsevsim.docs.write=true")
                .hasContent(text);
    }
}
