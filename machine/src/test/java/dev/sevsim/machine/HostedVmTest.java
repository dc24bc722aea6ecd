package dev.sevsim.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.io.file.InputException;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class HostedVmTest {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"", "127.0.0.1:1", "tcp:0.0.0.0:1", "tcp:127.0.0.1:x"})
    void refusesOtherAddresses(String address) {
        assertThatExceptionOfType(InputException.class)
                .isThrownBy(() -> hosted(address))
                .withMessageStartingWith("--qmp: ");
    }

    @Test
    void refusesAnAddressThatIsInUse() throws InterruptedException {
        Path socket = directory.resolve("qmp.sock");
        List<String> problems = new ArrayList<>();
        HostedVm first = hosted("unix:" + socket);

        Optional<String> failure = first.run(new HostedVm.Listener() {
            @Override
            public void ready(HostedVm.Addresses addresses) {
                assertThat(addresses.monitor()).contains("unix:" + socket);
                assertThatThrownBy(() -> hosted("unix:" + socket).run(this))
                        .isInstanceOf(InputException.class)
                        .satisfies(e -> problems.add(e.getMessage()));
                new Thread(() -> terminate(first), "test-terminate").start();
            }

            @Override
            public void complaint(String text) {
                problems.add("complaint " + text);
            }
        });

        assertThat(failure).isEmpty();
        assertThat(problems).singleElement().asString().contains(socket.toString());
        assertThat(socket).doesNotExist();
    }

    private static void terminate(HostedVm vm) {
        try {
            vm.terminate();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static HostedVm hosted(String address) {
        MachineSpec spec = MachineSpec.builder()
                .seed(1)
                .owner(OwnerSpec.Builder::noSecrets)
                .guest(guest -> guest.run())
                .build();
        return new HostedVm(
                spec,
                Optional.of(address),
                Optional.empty(),
                SerialTarget.parse("stdio", new ByteArrayOutputStream(), InputStream.nullInputStream()));
    }
}
