package dev.sevsim.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Guid;
import dev.sevsim.abi.SecretBytes;
import dev.sevsim.abi.firmware.GuestPolicy;
import dev.sevsim.abi.secret.SecretTable;
import dev.sevsim.bus.tap.ConsoleView;
import dev.sevsim.bus.time.SeededRandom;
import dev.sevsim.io.file.InputException;
import dev.sevsim.machine.OwnerSpec.GivenSession;
import dev.sevsim.machine.OwnerSpec.Secrets;
import dev.sevsim.ovmf.image.AmdSevImage;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MachineSpecTest {
    @Test
    void hasNoSeedAndHidesTheConsoleByDefault() {
        MachineSpec one = MachineSpec.builder().build();

        assertThat(one.seed()).isEmpty();
        assertThat(one.consoleView()).isEqualTo(ConsoleView.HIDDEN);
        assertThat(one.trace()).isEmpty();
        assertThat(one.chip()).isEqualTo(Chip.MILAN);
        assertThat(one.withSeed(5).seed()).hasValue(5);
        assertThat(one.withSeed(5).guest()).isSameAs(one.guest());
    }

    @Test
    void typesCommandsThatFitTheSecrets() {
        String last = DefaultSecrets.entries().get(3).guid().toString();

        assertThat(MachineSpec.builder().build().guest().commands())
                .hasValueSatisfying(
                        lines -> assertThat(lines).anyMatch(line -> line.startsWith("rm ") && line.endsWith(last)));
        assertThat(MachineSpec.builder()
                        .guest(guest -> guest.run("true"))
                        .build()
                        .guest()
                        .commands())
                .contains(List.of("true"));
    }

    /** An image alone measures as its SHA-256: docs/reference/sev-firmware-api.md. */
    @Test
    void expectsTheDescribedGuestToBeMeasured() throws Exception {
        MachineSpec spec = MachineSpec.builder()
                .guest(guest -> guest.firmware(AmdSevImage.standard()))
                .build();

        assertThat(spec.expectation().launchDigest(new GuestPolicy(1)).toArray())
                .isEqualTo(MessageDigest.getInstance("SHA-256")
                        .digest(AmdSevImage.standard().toArray()));
    }

    @Test
    void keepsAnExpectationThatIsGiven() {
        MachineSpec other = MachineSpec.builder()
                .guest(guest -> guest.firmware(AmdSevImage.standard()))
                .build();

        MachineSpec spec = MachineSpec.builder()
                .owner(owner -> owner.expectation(other.expectation()))
                .build();

        assertThat(spec.expectation()).isEqualTo(other.expectation());
    }

    @Test
    void refusesSecretsThatDoNotFitTheImage() {
        Secrets large = Secrets.of(
                new SecretTable.Entry(Guid.of("c0ffee42-5ea1-4f11-9e50-5ec2e7f11e50"), SecretBytes.zeros(4096)));

        assertThatThrownBy(() -> MachineSpec.builder()
                        .owner(owner -> owner.secrets(large))
                        .build())
                .isInstanceOf(InputException.class);
    }

    @Test
    void refusesSecretsForAGivenSessionWithoutKeys() {
        GivenSession session = new GivenSession(Bytes.zeros(2084), Bytes.zeros(128), Optional.empty());

        assertThatThrownBy(() -> MachineSpec.builder()
                        .owner(owner -> owner.session(session)
                                .secrets(Secrets.of(DefaultSecrets.entries().get(0))))
                        .build())
                .isInstanceOf(InputException.class)
                .hasMessage("secrets for a given session need its keys, give --tik and --tek");
    }

    @Test
    void takesTheChipThatAStoreKeeps(@TempDir Path directory) {
        assertThat(new StateDirectory(directory)
                        .chip(Chip.ofGeneration("rome").profile().generation(), SeededRandom.of(1)))
                .isNotNull();
        HostSpec host = HostSpec.builder().state(directory).build();

        assertThat(MachineSpec.builder().host(host).build().chip()).isEqualTo(Chip.ofGeneration("rome"));
        assertThat(MachineSpec.builder()
                        .host(host)
                        .chip(Chip.ofGeneration("genoa"))
                        .build()
                        .chip()
                        .generation())
                .isEqualTo("genoa");
    }
}
