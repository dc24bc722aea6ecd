package dev.sevsim.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.abi.Bytes;
import dev.sevsim.bus.frame.LaunchBundle;
import dev.sevsim.bus.tap.Fault;
import dev.sevsim.bus.time.SeededRandom;
import dev.sevsim.host.vmm.ConsoleSession;
import dev.sevsim.host.vmm.ShutdownCause;
import dev.sevsim.host.vmm.VirtualMachine;
import dev.sevsim.io.file.InputException;
import dev.sevsim.machine.act.ActRunner;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
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

        List<String> events = new ArrayList<>();
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

            @Override
            public void event(String text) {
                events.add(text);
            }
        });

        assertThat(failure).isEmpty();
        assertThat(events).last().isEqualTo("ended: host-signal");
        assertThat(events)
                .first()
                .asString()
                .startsWith("waiting: the guest is paused")
                .contains("cont");
        assertThat(problems).singleElement().asString().contains(socket.toString());
        assertThat(socket).doesNotExist();
    }

    @Test
    void reportsFaultsThatDidNotHappen() {
        Fault met = Fault.parse("LAUNCH_START:1:delay=1");
        Fault missed = Fault.parse("ATTESTATION:1:drop");
        List<Fault> pending = new ArrayList<>();
        MachineSpec spec = MachineSpec.builder()
                .seed(1)
                .host(HostSpec.builder().fault(met).fault(missed).build())
                .owner(OwnerSpec.Builder::noSecrets)
                .guest(guest -> guest.run())
                .build();
        HostedVm vm = new HostedVm(
                spec,
                Optional.of("unix:" + directory.resolve("q")),
                Optional.empty(),
                SerialTarget.parse("stdio", new ByteArrayOutputStream(), InputStream.nullInputStream()));

        assertThat(vm.run(new HostedVm.Listener() {
                    @Override
                    public void ready(HostedVm.Addresses addresses) {
                        new Thread(() -> terminate(vm), "test-terminate").start();
                    }

                    @Override
                    public void complaint(String text) {}

                    @Override
                    public void ended(List<Fault> faults, List<ActRunner.Missed> acts) {
                        pending.addAll(faults);
                    }
                }))
                .isEmpty();
        assertThat(pending).containsExactly(missed);
    }

    /** A plain guest boots again with its launch secret; one with encrypted state cannot, and its VM ends. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void resetsAPlainGuestAndEndsOneWithEncryptedState(boolean encryptedState) throws Exception {
        MachineSpec spec = MachineSpec.builder()
                .seed(1)
                .owner(OwnerSpec.Builder::noSecrets)
                .guest(guest -> {
                    guest.run();
                    if (encryptedState) {
                        guest.sevEs();
                    }
                })
                .build();
        List<String> events = new ArrayList<>();
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        try (Machine machine = Machine.assemble(spec);
                VirtualMachine vm = new VirtualMachine(
                        machine.vmm(spec, SeededRandom.of(1)),
                        ConsoleSession.of(printed::write, Bytes.EMPTY),
                        event -> events.add(event.kind() + " "
                                + event.cause().map(ShutdownCause::text).orElse("")))) {
            vm.launch(new LaunchBundle(spec.guest().policy().word(), Bytes.EMPTY, Bytes.EMPTY));
            var unused = machine.addCpus(
                    machine.vmm(spec, SeededRandom.of(1)), vm.guest().orElseThrow(), spec.guest(), SeededRandom.of(1));
            vm.resume();
            vm.run();
            vm.reset(ShutdownCause.HOST_QMP_SYSTEM_RESET);
            if (vm.canRun()) {
                vm.run();
            }

            assertThat(events)
                    .containsExactly("RESUME ", (encryptedState ? "SHUTDOWN" : "RESET") + " host-qmp-system-reset");
            assertThat(printed.toString(StandardCharsets.US_ASCII).split("BlobVerifier: kernel matches", -1))
                    .hasSize(encryptedState ? 2 : 3);
        }
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
