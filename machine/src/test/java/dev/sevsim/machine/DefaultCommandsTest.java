package dev.sevsim.machine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.kernel.image.Era;
import dev.sevsim.machine.OwnerSpec.Secrets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DefaultCommandsTest {
    private static final String COCO = "/sys/kernel/security/secrets/coco";

    @Test
    void listsShowsAndRemovesTheLastSecret() {
        Secrets secrets = new Secrets(DefaultSecrets.entries(), Optional.empty());
        String last = COCO + "/" + DefaultSecrets.entries().get(3).guid();

        assertThat(DefaultCommands.of(secrets, Era.FINAL))
                .containsExactly("ls -la " + COCO, "xxd " + last, "rm " + last, "ls -la " + COCO);
    }

    @Test
    void onlyListsWithoutSecrets() {
        assertThat(DefaultCommands.of(Secrets.NONE, Era.FINAL)).containsExactly("ls -la " + COCO);
    }

    @Test
    void loadsTheModuleWhereThatIsNotAutomatic() {
        assertThat(DefaultCommands.of(Secrets.NONE, Era.V2))
                .hasSize(2)
                .first()
                .asString()
                .startsWith("modprobe ");
    }
}
