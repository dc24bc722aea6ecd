package dev.sevsim.machine.option;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.chip.ChipGeneration;
import dev.sevsim.abi.firmware.ApiVersion;
import dev.sevsim.abi.firmware.GuestPolicy;
import dev.sevsim.host.profile.KernelProfile;
import dev.sevsim.io.file.InputException;
import dev.sevsim.machine.MachineSpec;
import dev.sevsim.machine.OwnerSpec.Copies;
import dev.sevsim.ovmf.image.AmdSevImage;
import dev.sevsim.owner.KnownSecret;
import dev.sevsim.owner.TrustedFirmware;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@link MachineSpec.Builder} beside the options of the command line. */
class FlatBuilderTest {
    /** Parts of {@code --session}, which one method takes together. */
    private static final Set<String> WITH_THE_SESSION = Set.of("dh-cert", "tik", "tek", "tk");

    @Test
    void hasAMethodForEachOption() {
        Set<String> methods = Arrays.stream(MachineSpec.Builder.class.getMethods())
                .map(Method::getName)
                .collect(Collectors.toSet());

        List<String> missing = MachineOption.all().stream()
                .map(MachineOption::name)
                .filter(name -> !WITH_THE_SESSION.contains(name))
                .map(FlatBuilderTest::camelCase)
                .filter(name -> !methods.contains(name))
                .toList();

        assertThat(missing).isEmpty();
    }

    @Test
    void describesTheSameMachineAsTheTextsOfTheCommandLine(@TempDir Path folder) throws Exception {
        Path image =
                Files.write(folder.resolve("OVMF.fd"), AmdSevImage.standard().toArray());
        MachineSpec described = described(folder);
        MachineSpec built = MachineSpec.builder()
                .generation(ChipGeneration.GENOA)
                .noFlaws()
                .hostKernel(KernelProfile.NEWEST)
                .hostMemory(1L << 30)
                .append("console=ttyS0 quiet")
                .vcpus(4)
                .policy(0x5)
                .run("nproc")
                .expectFirmware(image)
                .expectAppend("console=ttyS0")
                .expectGeneration(ChipGeneration.ROME)
                .expectSevFirmware(new TrustedFirmware(new ApiVersion(1, 50), Set.of(7)))
                .act("before LAUNCH_FINISH: flip-bit page=secrets")
                .fault("LAUNCH_MEASURE:1:drop")
                .seed(7)
                .build();

        assertThat(built.guest()).isEqualTo(described.guest());
        assertThat(built.host()).isEqualTo(described.host());
        assertThat(built.chip()).isEqualTo(described.chip());
        assertThat(built.owner().copies()).isEqualTo(described.owner().copies());
        assertThat(built.owner().firmware()).isEqualTo(described.owner().firmware());
        assertThat(built.owner().roots())
                .isPresent()
                .isEqualTo(described.owner().roots());
        assertThat(built.seed()).isEqualTo(described.seed());
        assertThat(built.guest().policy()).isEqualTo(new GuestPolicy(5));
    }

    @Test
    void keepsCopiesThatAreGivenOneAfterAnother() {
        Bytes kernel = Bytes.ofAscii("kernel");

        MachineSpec spec = MachineSpec.builder()
                .owner(owner -> owner.expect(Copies.NONE.withKernel(kernel)))
                .expectAppend("quiet")
                .build();

        assertThat(spec.owner().copies())
                .isEqualTo(new Copies(
                        Optional.empty(), Optional.of(kernel), Optional.empty(), Optional.of("quiet"), false));
    }

    @Test
    void takesSecretsByName() {
        MachineSpec spec =
                MachineSpec.builder().secret("luks-key", "passphrase").build();

        assertThat(spec.owner().secrets().entries())
                .extracting(entry -> entry.guid())
                .containsExactly(KnownSecret.LUKS_KEY.guid());
        assertThatThrownBy(() -> MachineSpec.builder().secret("luks", "passphrase"))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith("secret 'luks' is no GUID")
                .hasMessageContaining("luks-key");
    }

    private static MachineSpec described(Path folder) {
        MachineDraft draft = new MachineDraft(folder);
        set(draft, "generation", "genoa");
        set(draft, "flaw", "none");
        set(draft, "host-kernel", "newest");
        set(draft, "host-memory", "1G");
        set(draft, "append", "console=ttyS0 quiet");
        set(draft, "vcpus", "4");
        set(draft, "policy", "0x5");
        set(draft, "run", "nproc");
        set(draft, "expect-firmware", "OVMF.fd");
        set(draft, "expect-append", "console=ttyS0");
        set(draft, "expect-generation", "rome");
        set(draft, "expect-sev-firmware", "1.50.7");
        set(draft, "act", "before LAUNCH_FINISH: flip-bit page=secrets");
        set(draft, "fault", "LAUNCH_MEASURE:1:drop");
        set(draft, "seed", "7");
        return draft.build();
    }

    private static void set(MachineDraft draft, String option, String value) {
        MachineOption.named(option).orElseThrow().set(draft, List.of(value));
    }

    private static String camelCase(String option) {
        String[] words = option.split("-", -1);
        return words[0]
                + Arrays.stream(words)
                        .skip(1)
                        .map(word -> word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1))
                        .collect(Collectors.joining());
    }
}
