package dev.sevsim.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** The owner's commands against the real tools on random inputs; many more of them under {@code -Pstress}. */
@Timeout(120)
class DifferentialDigestTest {
    private static final int CASES = Boolean.getBoolean("sevsim.stress") ? 240 : 12;
    private static final List<String> VMMS = List.of("QEMU", "ec2", "gce");

    @TempDir
    private Path directory;

    static LongStream seeds() {
        return LongStream.rangeClosed(1, CASES);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void agreesWithSevSnpMeasure(long seed) throws Exception {
        InstalledFiles.requireProgram("sev-snp-measure");
        RandomLaunch launch = RandomLaunch.make(seed, directory);
        String vmm = VMMS.get((int) (seed % VMMS.size()));
        List<Object> words = new ArrayList<>(
                List.of("sev-snp-measure", "--mode", launch.isEncrypted() ? "seves" : "sev", "--vmm-type", vmm));
        words.addAll(launch.files("--ovmf", "--append"));
        if (launch.isEncrypted()) {
            String type = RandomLaunch.MODELS.get(launch.model()).get(0);
            words.addAll(List.of("--vcpus", launch.vcpus(), "--vcpu-type", type));
        }

        ToolRun theirs = ToolRun.of(directory, words.toArray());
        JsonNode ours = done(Sevsim.run(
                        launch.measure(vmm.toLowerCase(Locale.ROOT)).toArray()))
                .json();

        assertThat(theirs.status()).as(theirs.output()).isZero();
        assertThat(ours.get("launchDigest").asString())
                .isEqualTo(theirs.output().strip());
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void agreesWithLibvirtsTool(long seed) throws Exception {
        InstalledFiles.requireProgram("virt-qemu-sev-validate");
        RandomLaunch launch = RandomLaunch.make(seed, directory);
        JsonNode ours = measured(launch, "libvirt");
        String measurement = ours.get("measurement").asString();

        ToolRun same = validate(launch, measurement, launch.build());
        ToolRun other = validate(launch, measurement, launch.build() ^ 1);

        assertThat(same.output()).contains("OK: Looks good to me");
        assertThat(same.status()).isZero();
        assertThat(other.output()).contains("Measurement does not match");
        assertThat(other.status()).isEqualTo(1);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void agreesWithSevctl(long seed) throws Exception {
        InstalledFiles.requireProgram("sevctl");
        RandomLaunch launch = RandomLaunch.make(seed, directory);
        byte[] keys = Files.readAllBytes(launch.keys());
        Path tik = Files.write(directory.resolve("tik.bin"), java.util.Arrays.copyOfRange(keys, 16, 32));
        List<Object> words = new ArrayList<>(List.of(
                "sevctl",
                "measurement",
                "build",
                "--api-major",
                1,
                "--api-minor",
                launch.minor(),
                "--build-id",
                launch.build(),
                "--policy",
                launch.policy(),
                "--tik",
                tik,
                "--nonce",
                launch.nonce().toBase64()));
        words.addAll(sevctlFiles(launch));
        if (launch.isEncrypted()) {
            words.addAll(List.of("--num-cpus", launch.vcpus(), "--vmsa-cpu0", vmsa(launch, 0, "qemu")));
            words.addAll(List.of("--vmsa-cpu1", vmsa(launch, 1, "qemu")));
        }

        ToolRun theirs = ToolRun.of(directory, words.toArray());
        JsonNode ours = measured(launch, "sevctl");

        assertThat(theirs.status()).as(theirs.output()).isZero();
        assertThat(ours.get("measurement").asString()).isEqualTo(theirs.output().strip());
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void agreesWithSevctlOnLibkrun(long seed) throws Exception {
        InstalledFiles.requireProgram("sevctl");
        RandomLaunch launch = RandomLaunch.make(seed, directory);
        List<String> model = RandomLaunch.MODELS.get(launch.model());
        Path out = directory.resolve("krun");

        Sevsim ours = Sevsim.run(
                "owner",
                "vmsa",
                "--firmware",
                launch.firmware(),
                "--vmm-type",
                "krun",
                "--vcpus",
                2,
                "--cpu-family",
                model.get(1),
                "--cpu-model",
                model.get(2),
                "--cpu-stepping",
                model.get(3),
                "--out",
                out);

        assertThat(ours.status()).as(ours.err()).isZero();
        for (int vcpu = 0; vcpu < 2; vcpu++) {
            assertThat(out.resolve("vmsa" + vcpu + ".bin")).hasSameBinaryContentAs(vmsa(launch, vcpu, "krun"));
        }
    }

    /** sevctl requires kernel, initrd and command line together; for absent ones it is given empty files and texts. */
    private List<Object> sevctlFiles(RandomLaunch launch) throws Exception {
        List<Object> words = new ArrayList<>(List.of("--firmware", launch.firmware()));
        if (launch.kernel().isPresent()) {
            Path none = Files.write(directory.resolve("empty"), new byte[0]);
            words.addAll(List.of("--kernel", launch.kernel().get()));
            words.addAll(List.of("--initrd", launch.initrd().orElse(none)));
            words.addAll(List.of("--cmdline", launch.commandLine().orElse("")));
        }
        return words;
    }

    /** The save area that sevctl itself builds for a vCPU. */
    private Path vmsa(RandomLaunch launch, int vcpu, String userspace) throws Exception {
        Path file = directory.resolve("vmsa" + vcpu);
        List<String> model = RandomLaunch.MODELS.get(launch.model());
        ToolRun run = ToolRun.of(
                directory,
                "sevctl",
                "vmsa",
                "build",
                file,
                "--cpu",
                vcpu,
                "--userspace",
                userspace,
                "--family",
                model.get(1),
                "--model",
                model.get(2),
                "--stepping",
                model.get(3),
                "--firmware",
                launch.firmware());
        assertThat(run.status()).as(run.output()).isZero();
        return file;
    }

    private static JsonNode measured(RandomLaunch launch, String vmm) {
        return done(Sevsim.run(launch.measure(
                                vmm,
                                "--tk",
                                launch.keys(),
                                "--nonce",
                                launch.nonce().toHex(),
                                "--api-major",
                                1,
                                "--api-minor",
                                launch.minor(),
                                "--build-id",
                                launch.build())
                        .toArray()))
                .json();
    }

    private ToolRun validate(RandomLaunch launch, String measurement, int build) throws Exception {
        List<Object> words = new ArrayList<>(List.of(
                "/usr/bin/python3",
                "/usr/bin/virt-qemu-sev-validate",
                "--measurement",
                measurement,
                "--api-major",
                1,
                "--api-minor",
                launch.minor(),
                "--build-id",
                build,
                "--policy",
                launch.policy(),
                "--tk",
                launch.keys()));
        words.addAll(launch.files("--firmware", "--cmdline"));
        if (launch.isEncrypted()) {
            List<String> model = RandomLaunch.MODELS.get(launch.model());
            words.addAll(List.of("--num-cpus", launch.vcpus(), "--cpu-family", model.get(1)));
            words.addAll(List.of("--cpu-model", model.get(2), "--cpu-stepping", model.get(3)));
        }
        return ToolRun.of(directory, words.toArray());
    }

    private static Sevsim done(Sevsim run) {
        assertThat(run.err()).isEmpty();
        assertThat(run.status()).isZero();
        return run;
    }
}
