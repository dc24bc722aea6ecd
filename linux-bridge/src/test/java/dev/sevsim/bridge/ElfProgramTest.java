package dev.sevsim.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ElfProgramTest {
    @TempDir
    private Path directory;

    /** A header of 64 bytes and two program headers of 56. */
    private Path file(int elfClass, int firstType, int secondType, int count) throws IOException {
        ByteBuffer content = ByteBuffer.allocate(64 + 2 * 56).order(ByteOrder.LITTLE_ENDIAN);
        content.putInt(0, 0x464C457F).put(4, (byte) elfClass);
        content.putLong(32, 64).putShort(54, (short) 56).putShort(56, (short) count);
        content.putInt(64, firstType).putInt(64 + 56, secondType);
        return Files.write(directory.resolve("program"), content.array());
    }

    @ParameterizedTest
    @CsvSource({
        "2, 1, 1, 2, true",
        "2, 1, 3, 2, false",
        "2, 1, 3, 1, true",
        "2, 1, 1, 99, false",
        "1, 1, 1, 2, false",
    })
    void looksForAnInterpreter(int elfClass, int first, int second, int count, boolean isStatic) throws IOException {
        assertThat(ElfProgram.isStatic(file(elfClass, first, second, count))).isEqualTo(isStatic);
    }

    @Test
    void takesScriptsAndMissingFilesForDynamic() throws IOException {
        assertThat(ElfProgram.isStatic(Files.writeString(directory.resolve("script"), "#!/bin/sh\n")))
                .isFalse();
        assertThat(ElfProgram.isStatic(directory.resolve("none"))).isFalse();
    }

    @Test
    void findsCommandsAsAShellDoes() {
        assertThat(ElfProgram.find("./sh")).contains(Path.of("./sh"));
        assertThat(ElfProgram.find("sh").map(Path::getFileName)).contains(Path.of("sh"));
        assertThat(ElfProgram.find("no-such-command")).isEmpty();
    }
}
