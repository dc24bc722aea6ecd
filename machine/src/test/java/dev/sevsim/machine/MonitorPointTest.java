package dev.sevsim.machine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.bus.tap.Fault;
import dev.sevsim.machine.act.ActRunner;
import dev.sevsim.machine.act.PlannedAct;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Points before and after commands of the monitor. */
class MonitorPointTest {
    @TempDir
    private Path directory;

    private final List<String> missed = new ArrayList<>();
    private final StringBuilder answers = new StringBuilder();

    private void serve(List<String> acts, String... commands) throws InterruptedException {
        List<Thread> clients = new ArrayList<>();
        HostSpec.Builder host = HostSpec.builder();
        acts.stream().map(PlannedAct::parse).forEach(host::act);
        MachineSpec spec = MachineSpec.builder()
                .seed(1)
                .host(host.build())
                .owner(OwnerSpec.Builder::noSecrets)
                .guest(guest -> guest.run())
                .build();
        Path socket = directory.resolve("q");
        HostedVm vm = new HostedVm(
                spec,
                Optional.of("unix:" + socket),
                Optional.empty(),
                SerialTarget.parse("stdio", new ByteArrayOutputStream(), InputStream.nullInputStream()));
        Optional<String> unused = vm.run(new HostedVm.Listener() {
            @Override
            public void ready(HostedVm.Addresses addresses) {
                Thread client = new Thread(() -> talk(socket, commands), "test-client");
                clients.add(client);
                client.start();
            }

            @Override
            public void complaint(String text) {}

            @Override
            public void ended(List<Fault> faults, List<ActRunner.Missed> acts) {
                acts.forEach(act -> missed.add(act.act() + ": " + act.why()));
            }
        });
        for (Thread client : clients) {
            client.join();
        }
    }

    private void talk(Path socket, String... commands) {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            StringBuilder lines = new StringBuilder("{\"execute\":\"qmp_capabilities\"}\n");
            for (String command : commands) {
                lines.append("{\"execute\":\"").append(command).append("\"}\n");
            }
            var sent = channel.write(StandardCharsets.UTF_8.encode(lines.toString()));
            ByteBuffer received = ByteBuffer.allocate(1 << 16);
            while (channel.read(received) >= 0) {
                assertThat(sent).isPositive();
            }
            answers.append(StandardCharsets.UTF_8.decode(received.flip()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void actsBeforeAndAfterACommandOfAClient() throws InterruptedException {
        serve(
                List.of(
                        "before qmp.query-sev: save-page page=secrets as=early",
                        "before qmp.query-sev #2: flip-bit page=secrets bit=0",
                        "after qmp.query-sev #2: replay-page from=early page=secrets",
                        "before qmp.cont #2: hide-page page=secrets"),
                "query-sev",
                "query-sev",
                "quit");

        assertThat(missed).containsExactly("before qmp.cont #2: hide-page page=secrets: its point was not reached");
        assertThat(answers).contains("launch-secret");
    }

    @Test
    void matchesTheErrorOfACommand() throws InterruptedException {
        serve(
                List.of("after qmp.query-sev-attestation-report where error=GenericError: save-page page=secrets as=x"),
                "query-sev-attestation-report",
                "quit");

        assertThat(missed).isEmpty();
        assertThat(answers).contains("\"GenericError\"");
    }
}
