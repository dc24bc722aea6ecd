package dev.sevsim.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.ovmf.image.AmdSevImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Options that a verb refuses in one line before it does anything. */
class RefusedOptionsTest {
    private final Path directory;

    RefusedOptionsTest(@TempDir Path directory) throws IOException {
        this.directory = directory;
        Files.write(directory.resolve("key"), new byte[16]);
        Files.write(directory.resolve("both"), new byte[32]);
        Files.write(directory.resolve("header"), new byte[52]);
        Files.write(directory.resolve("payload"), new byte[64]);
        Files.write(directory.resolve("measurement"), new byte[48]);
        Files.write(directory.resolve("OVMF.fd"), AmdSevImage.standard().toArray());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            --generation turin | sevsim: generation 'turin' is unknown, expected one of naples, rome, milan, genoa
            --flaw old | sevsim: --flaw 'old' is unknown, expected one of
            --host-kernel 5.4 | sevsim: --host-kernel '5.4' is unknown, expected one of rfc-v2, 6.1, newest
            --sev-firmware 0.17 | sevsim: firmware version '0.17' is none, expected API major, API minor and build from 0 to 255, such as 0.17.22
            --host-sev-es yes | sevsim: --host-sev-es 'yes' is unknown, expected one of on, off
            --host-memory 4096x | sevsim: --host-memory
            --host-memory 0x1000 | sevsim: --host-memory 4096 is out of range, expected a multiple of 4096 from 16777216
            --host-memory 1M | sevsim: --host-memory 1048576 is out of range, expected a multiple of 4096 from 16777216
            --host-memory 1048576G | expected up to 8796093022208: Milan has 43 bits of a physical address
            --generation naples --host-memory 200T | expected up to 8796093022208: Naples has 43 bits
            --generation genoa --host-memory 8T | expected up to 4398046511104: Genoa has 42 bits
            --host-memory 8191T | expected up to 8796093022208: Milan has 43 bits of a physical address
            --host-memlock 1 | sevsim: --host-memlock 1 is no multiple of 4 KiB
            --host-misc-max 1,2,3 | sevsim: --host-misc-max '1,2,3' has too many numbers, expected N or N,N
            --host-misc-max -1 | sevsim: --host-misc-max '-1' is not a number from 0 to
            """)
    void ofAHost(String options, String message) {
        refuses("launch --seed 1 --run true " + options, message);
    }

    @Test
    void ofStandardOutput() {
        refuses("launch --trace - --json", "sevsim: --trace - uses standard output, as --json and --shell do");
        refuses(
                "launch --trace /dev/stdout --json",
                "sevsim: --trace - uses standard output, as --json and --shell do");
        refuses(
                "owner measure --append --append",
                "sevsim: Expected parameter for option '--append' but found '--append'");
        refuses(
                "launch --vcpus 2147483648",
                "sevsim: Invalid value for option '--vcpus': '2147483648' is no whole number, or");
        refuses("launch --trace - --shell", "sevsim: --trace - uses standard output, as --json and --shell do");
        refuses("serve --qmp unix:$DIR/q --trace -", "sevsim: serve prints its addresses on standard output");
    }

    @Test
    void ofAServedHost() {
        refuses("serve --qmp unix:$DIR/q --host-memory 1M", "sevsim: --host-memory 1048576 is out of range");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            --tik $DIR/key | --tik and --tek go together, --tek is missing; --tk names one file with both
            --tk $DIR/both --tik $DIR/key | --tk holds both keys, leave out --tik and --tek
            --tik $DIR/none --tek $DIR/key | none
            --tik $DIR/both --tek $DIR/key | both
            """)
    void ofASessionsKeys(String options, String message) {
        String packet = "--header $DIR/header --payload $DIR/payload --measurement $DIR/measurement ";
        refuses("owner unseal " + packet + options, message);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            | measures every vCPU: give their number as --vcpus
            --vcpus 1 | SEV-ES needs the CPU: --vcpu-type MODEL, --vcpu-sig N
            --vcpus 1 --vcpu-family 25 --vcpu-model 1 | SEV-ES needs the CPU
            --vcpus x --vcpu-type EPYC-Milan | --vcpus 'x' is not a number from 1 to
            --vcpus 1 --vcpu-type i486 | --vcpu-type 'i486' is unknown, expected one of
            --vcpus 1 --vcpu-sig 0x100000000 | --vcpu-sig '0x100000000' is not a number
            --vcpus 1 --vcpu-type EPYC-Milan --vmm-type xen | --vmm-type 'xen' is unknown, expected one of
            """)
    void ofTheProcessorsOfAnEncryptedState(@Nullable String options, String message) {
        String given = options == null ? "" : " " + options;
        refuses("owner measure --firmware $DIR/OVMF.fd --policy 5" + given, message);
    }

    private void refuses(String line, String message) {
        Object[] words = line.replace("$DIR", directory.toString()).split(" ");

        CapturedRun run = CapturedRun.of(words);

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).startsWith("sevsim: ").contains(message).hasLineCount(1);
    }
}
