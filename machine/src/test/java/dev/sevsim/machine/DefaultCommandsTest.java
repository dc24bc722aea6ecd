package dev.sevsim.machine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.kernel.image.Era;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class DefaultCommandsTest {
    private static final String COCO = "/sys/kernel/security/secrets/coco";

    @Test
    void listsShowsAndRemovesTheLastSecret() {
        String last = COCO + "/" + DefaultSecrets.entries().get(3).guid();

        assertThat(commands(owner -> {}, guest -> {}))
                .containsExactly("ls -la " + COCO, "xxd " + last, "rm " + last, "ls -la " + COCO);
    }

    @Test
    void listsNoDirectoryWhereNothingIsInjected() {
        assertThat(commands(OwnerSpec.Builder::noSecrets, guest -> {}))
                .isNotEmpty()
                .noneMatch(line -> line.contains("/sys/kernel/security"));
    }

    @Test
    void listsWhatAnExternalOwnerInjects() {
        assertThat(commands(
                        owner -> owner.external(ExternalOwner.answering("another", question -> Optional.empty())),
                        guest -> {}))
                .containsExactly("ls -la " + COCO);
    }

    @Test
    void loadsTheModuleWhereThatIsNotAutomatic() {
        assertThat(commands(owner -> {}, guest -> guest.era(Era.V2))).startsWith("modprobe sev_secret");
    }

    @Test
    void listsNoDirectoryAfterTheWipeOfTheDiskPassphrase() {
        assertThat(commands(owner -> {}, GuestSpec.Builder::encryptedDisk))
                .isNotEmpty()
                .noneMatch(line -> line.contains("/sys/kernel/security"));
    }

    private static List<String> commands(Consumer<OwnerSpec.Builder> owner, Consumer<GuestSpec.Builder> guest) {
        return MachineSpec.builder()
                .owner(owner)
                .guest(guest)
                .build()
                .guest()
                .commands()
                .orElseThrow();
    }
}
