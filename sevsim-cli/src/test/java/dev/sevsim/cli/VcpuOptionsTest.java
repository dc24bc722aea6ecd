package dev.sevsim.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.ovmf.image.AmdSevImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** vCPUs of {@code owner measure} with an SEV-ES policy. */
class VcpuOptionsTest {
    @TempDir
    private Path directory;

    private Path image = Path.of("");

    @BeforeEach
    void writeTheImage() throws IOException {
        image = Files.write(directory.resolve("OVMF.fd"), AmdSevImage.standard().toArray());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--policy 5 | measures every vCPU: give their number as --vcpus",
                "--policy 5 --vcpus 1 | SEV-ES needs the CPU: --vcpu-type MODEL, --vcpu-sig N",
                "--policy 5 --vcpus 1 --vcpu-family 25 --vcpu-model 1 | SEV-ES needs the CPU",
                "--policy 5 --vcpus x --vcpu-type EPYC-Milan | --vcpus 'x' is not a number from 0 to",
                "--policy 5 --vcpus 1 --vcpu-type i486 | --vcpu-type 'i486' is unknown, expected one of ",
                "--policy 5 --vcpus 1 --vcpu-sig 0x100000000 | --vcpu-sig '0x100000000' is not a number",
                "--policy 5 --vcpus 1 --vcpu-type EPYC-Milan --vmm-type xen | --vmm-type 'xen' is unknown, expected one of"
            })
    void refusesIncompleteAndUnknownProcessors(String options, String message) {
        CapturedRun run = measure(options);

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains(message).hasLineCount(1);
    }

    @Test
    void namesOneSignatureInThreeWays() {
        String byModel =
                measure("--policy 5 --vcpus 2 --vcpu-type EPYC-Milan-v1").out();

        assertThat(byModel).contains("launch digest");
        assertThat(measure("--policy 5 --num-cpus 2 --vcpu-sig 0xA00F11").out()).isEqualTo(byModel);
        assertThat(measure("--policy 5 --vcpus 2 --cpu-family 25 --cpu-model 1 --cpu-stepping 1")
                        .out())
                .isEqualTo(byModel);
        assertThat(measure("--policy 5 --vcpus 1 --vcpu-sig 0xA00F11").out()).isNotEqualTo(byModel);
    }

    @Test
    void measuresNoProcessorsWithoutSevEs() {
        assertThat(measure("--policy 1 --vcpus x").status()).isZero();
    }

    private CapturedRun measure(String options) {
        return CapturedRun.of((Object[]) ("owner measure --firmware " + image + " " + options).split(" "));
    }
}
