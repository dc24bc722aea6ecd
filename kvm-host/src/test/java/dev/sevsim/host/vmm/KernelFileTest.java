package dev.sevsim.host.vmm;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sevsim.abi.Bytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The header's fields are typed from the Multiboot specification, those of ELF from the System V ABI. */
class KernelFileTest {
    private static byte[] multiboot(int machine, int at, int checksum) {
        ByteBuffer file = ByteBuffer.allocate(16384).order(ByteOrder.LITTLE_ENDIAN);
        file.put(0, new byte[] {0x7F, 'E', 'L', 'F', 2, 1, 1}).putShort(18, (short) machine);
        file.putInt(at, 0x1BAD_B002).putInt(at + 4, 0).putInt(at + 8, checksum);
        return file.array();
    }

    @ParameterizedTest(name = "ELF machine {0}, header at {1}")
    @CsvSource({
        "62, 128, 'Cannot load x86-64 image, give a 32bit one.'",
        "62, 8180, 'Cannot load x86-64 image, give a 32bit one.'",
        "3, 128, 'the kernel is a multiboot image, which the VMM loads past the measured path; not modelled'"
    })
    void refusesAMultibootImage(int machine, int at, String message) {
        KernelFile kernel = new KernelFile(Bytes.copyOf(multiboot(machine, at, 0xE452_4FFE)));

        assertThatExceptionOfType(VmmException.class)
                .isThrownBy(kernel::requireLinux)
                .withMessage(message);
    }

    @ParameterizedTest(name = "header at {0}, checksum {1}")
    @CsvSource({"8184, 0xE4524FFE", "130, 0xE4524FFE", "128, 0xE4524FFF"})
    void passesOnWhatHasNoMultibootHeader(int at, String checksum) {
        byte[] file = multiboot(62, at, Integer.parseUnsignedInt(checksum.substring(2), 16));

        assertThatCode(() -> new KernelFile(Bytes.copyOf(file)).requireLinux()).doesNotThrowAnyException();
    }

    @Test
    void looksForTheBootProtocolFirst() {
        byte[] file = multiboot(62, 128, 0xE452_4FFE);
        System.arraycopy(new byte[] {'H', 'd', 'r', 'S'}, 0, file, 0x202, 4);

        assertThatCode(() -> new KernelFile(Bytes.copyOf(file)).requireLinux()).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({"0", "1", "11", "12", "515"})
    void takesShortFilesAsTheyAre(int length) {
        assertThatCode(() -> new KernelFile(Bytes.zeros(length)).requireLinux()).doesNotThrowAnyException();
    }
}
