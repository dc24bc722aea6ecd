package dev.sevsim.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class NewcArchiveTest {
    /** Fields in the order of Linux Documentation/driver-api/early-userspace/buffer-format.rst, each part a multiple of 4 bytes long. */
    @Test
    void writesDirectoriesAndPrograms() {
        Bytes archive = new NewcArchive()
                .directory("bin")
                .program("init", Bytes.ofAscii("#!x\n\n"))
                .bytes();

        assertThat(new String(archive.toArray(), StandardCharsets.ISO_8859_1))
                .isEqualTo("070701" + "00000001" + "000041ED" + "00000000" + "00000000" + "00000001" + "00000000"
                        + "00000000" + "00000000" + "00000000" + "00000000" + "00000000" + "00000004" + "00000000"
                        + "bin\0\0\0"
                        + "070701" + "00000002" + "000081ED" + "00000000" + "00000000" + "00000001" + "00000000"
                        + "00000005" + "00000000" + "00000000" + "00000000" + "00000000" + "00000005" + "00000000"
                        + "init\0\0" + "#!x\n\n\0\0\0"
                        + "070701" + "00000000" + "00000000" + "00000000" + "00000000" + "00000001" + "00000000"
                        + "00000000" + "00000000" + "00000000" + "00000000" + "00000000" + "0000000B" + "00000000"
                        + "TRAILER!!!\0\0\0\0");
    }
}
