package dev.sevsim.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.ovmf.image.AmdSevImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** vCPUs of {@code owner measure} with an SEV-ES policy. */
class VcpuOptionsTest {
    @TempDir
    private Path directory;

    private Path image = Path.of("");

    @BeforeEach
    void writeTheImage() throws IOException {
        image = Files.write(directory.resolve("OVMF.fd"), AmdSevImage.standard().toArray());
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
