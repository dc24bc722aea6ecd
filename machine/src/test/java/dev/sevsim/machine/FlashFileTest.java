package dev.sevsim.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.abi.Bytes;
import dev.sevsim.psp.nv.NvStorage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FlashFileTest {
    @TempDir
    private Path directory;

    @Test
    void isErasedUntilItIsWritten() throws IOException {
        FlashFile flash = new FlashFile(directory.resolve("nv.bin"));
        Bytes area = Bytes.ofAscii("area").paddedTo(NvStorage.SIZE);

        assertThat(flash.read()).isEqualTo(NvStorage.ERASED);
        flash.write(area);
        assertThat(flash.read()).isEqualTo(area);
        assertThat(flash.failure()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 0x7FFF, 0x8001})
    void readsAFileOfAnotherSizeAsDamaged(int length) throws IOException {
        Path file = Files.write(directory.resolve("nv.bin"), new byte[length]);

        assertThat(NvStorage.isEmpty(new FlashFile(file).read())).isFalse();
    }

    @Test
    void keepsTheReasonOfAFailure() throws IOException {
        FlashFile flash = new FlashFile(Files.createDirectory(directory.resolve("nv.bin")));

        assertThatThrownBy(flash::read).isInstanceOf(IOException.class);
        assertThat(flash.failure()).isPresent();
    }
}
