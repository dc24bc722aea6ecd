package dev.sevsim.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.chip.ChipGeneration;
import dev.sevsim.io.file.InputException;
import dev.sevsim.machine.ChipFile.KeptChip;
import dev.sevsim.psp.keys.ChipSecret;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The expected files are laid out here from the table in {@link ChipFile}. */
class ChipFileTest {
    private static final ChipSecret SECRET = ChipSecret.embedded();

    @ParameterizedTest
    @CsvSource({"1, NAPLES", "2, ROME", "3, MILAN", "4, GENOA"})
    void hasTheLayoutOfVersion2(int number, ChipGeneration generation) throws Exception {
        byte[] file = file(2, number);

        assertThat(ChipFile.encode(new KeptChip(generation, SECRET))).isEqualTo(Bytes.copyOf(file));
        assertThat(ChipFile.decode(file)).isEqualTo(new KeptChip(generation, SECRET));
    }

    @Test
    void readsFilesOfVersion1AsMilan() throws Exception {
        assertThat(ChipFile.decode(file(1, 0))).isEqualTo(new KeptChip(ChipGeneration.MILAN, SECRET));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 | 0 | has format version 0, expected 1 or 2",
                "3 | 3 | has format version 3, expected 1 or 2",
                "2 | 0 | has generation 0, expected 1 to 4",
                "2 | 5 | has generation 5, expected 1 to 4"
            })
    void refusesOtherVersionsAndGenerations(int version, int generation, String message) throws Exception {
        byte[] file = file(version, generation);

        assertThatThrownBy(() -> ChipFile.decode(file))
                .isInstanceOf(InputException.class)
                .hasMessage(message);
    }

    private static byte[] file(int version, int generation) throws NoSuchAlgorithmException {
        byte[] head = ByteBuffer.allocate(0x30)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put("SEVSIMCH".getBytes(StandardCharsets.US_ASCII))
                .putInt(version)
                .putInt(generation)
                .put(SECRET.value().reveal())
                .array();
        return ByteBuffer.allocate(0x50)
                .put(head)
                .put(MessageDigest.getInstance("SHA-256").digest(head))
                .array();
    }
}
