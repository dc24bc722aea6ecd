package dev.sevsim.machine.option;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.abi.Bytes;
import dev.sevsim.bus.RequestHandler;
import dev.sevsim.io.file.InputException;
import dev.sevsim.machine.ExternalOwner;
import dev.sevsim.machine.MachineSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MachineDraftTest {
    private static final Path FOLDER = Path.of("folder");

    @Test
    void isALaunchWithoutOptions() {
        assertThat(new MachineDraft(FOLDER).build())
                .isEqualTo(MachineSpec.builder().build());
    }

    @Test
    void setsOptionsByTheirNames() {
        MachineSpec spec = new MachineDraft(FOLDER)
                .set("vcpus", "4")
                .set("sev-es", "true")
                .set("encrypted-disk", "false")
                .set("seed", "9")
                .set("run")
                .build();

        assertThat(spec.guest().vcpus()).isEqualTo(4);
        assertThat(spec.guest().policy().encryptedState()).isTrue();
        assertThat(spec.guest().commands()).contains(List.of());
        assertThat(spec.seed()).hasValue(9);
    }

    @Test
    void readsFilesFromItsFolder() {
        List<String> read = new ArrayList<>();
        MachineDraft draft = new MachineDraft(FOLDER, (what, file, maximumBytes) -> {
            read.add(what + " " + file);
            return Bytes.EMPTY;
        });

        assertThatThrownBy(() -> draft.set("kernel", "vmlinuz"))
                .isInstanceOf(InputException.class)
                .hasMessage("kernel folder/vmlinuz is empty");
        draft.set("initrd", "/initrd");
        assertThat(read).containsExactly("kernel folder/vmlinuz", "initrd /initrd");
    }

    @Test
    void givesAnOwnerFromOutsideNoSecrets() {
        ExternalOwner owner = ExternalOwner.answering("test", unansweredRequests());
        MachineSpec spec = new MachineDraft(FOLDER).externalOwner(owner).build();

        assertThat(spec.owner().external()).contains(owner);
        assertThat(spec.owner().secrets().isEmpty()).isTrue();
        assertThatThrownBy(() -> new MachineDraft(FOLDER)
                        .set("expect-append", "x")
                        .externalOwner(owner)
                        .build())
                .hasMessageContaining("come from the external owner");
    }

    private static RequestHandler unansweredRequests() {
        return frame -> {
            throw new AssertionError("no machine runs");
        };
    }

    @Test
    void refusesAnotherNumberOfValues() {
        assertThatThrownBy(() -> new MachineDraft(FOLDER).set("vcpus", "1", "2"))
                .isInstanceOf(InputException.class)
                .hasMessage("--vcpus has 2 values, expected one");
        assertThatThrownBy(() -> new MachineDraft(FOLDER).set("sev-es", "yes"))
                .isInstanceOf(InputException.class)
                .hasMessage("--sev-es 'yes' is unknown, expected true or false");
    }
}
