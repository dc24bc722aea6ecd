package dev.sevsim.host.qmp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Limits of one client, which do not affect others; the limits are our choice. */
@Timeout(60)
class QmpConnectionTest {
    private static final Duration SHORT = Duration.ofMillis(150);

    private static void stillServes(QmpClient client) throws IOException {
        assertThat(client.execute("query-status").has("return")).isTrue();
    }

    @Test
    void dropsALineOfAHundredMebibytes() throws Exception {
        try (MonitorFixture fixture = new MonitorFixture(QmpLimits.DEFAULT).start();
                QmpClient bad = fixture.ready();
                QmpClient good = fixture.ready()) {
            byte[] piece = new byte[1 << 20];
            Arrays.fill(piece, (byte) 'x');
            System.gc();
            long before = used();
            bad.send("{\"execute\":\"");
            long most = 0;
            for (int i = 0; i < 100; i++) {
                bad.sendBytes(piece);
                if (i % 20 == 19) {
                    stillServes(good);
                    System.gc();
                    most = Math.max(most, used());
                }
            }
            bad.send("\"}\n");
            assertThat(QmpClient.describe(bad.read())).isEqualTo("GenericError: JSON token size limit exceeded");
            stillServes(bad);
            assertThat(most - before).isLessThan(32L << 20);
        }
    }

    private static long used() {
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    @Test
    void refusesMessagesThatAreTooDeep() throws Exception {
        try (MonitorFixture fixture = new MonitorFixture(QmpLimits.DEFAULT).start();
                QmpClient client = fixture.ready()) {
            client.send("{\"id\":" + "[".repeat(100_000) + "\n");
            assertThat(QmpClient.describe(client.read())).isEqualTo("GenericError: JSON nesting depth limit exceeded");
            stillServes(client);
            client.send("{\"id\":" + "[".repeat(1024) + "]".repeat(1024) + "}");
            assertThat(QmpClient.describe(client.read())).isEqualTo("GenericError: JSON nesting depth limit exceeded");
            stillServes(client);

            String id = "[".repeat(1023) + "]".repeat(1023);
            client.send("{\"execute\":\"query-kvm\",\"id\":" + id + "}");
            assertThat(client.line().orElseThrow()).endsWith("\"id\":" + id + "}");
            client.send("{\"execute\":\"query-kvm\",\"id\":[" + id + "]}\n");
            assertThat(QmpClient.describe(client.read())).isEqualTo("GenericError: JSON nesting depth limit exceeded");
        }
    }

    @Test
    void closesAConnectionWithAnIncompleteCommand() throws Exception {
        try (MonitorFixture fixture = new MonitorFixture(QmpLimits.DEFAULT.withStall(SHORT)).start();
                QmpClient half = fixture.ready();
                QmpClient idle = fixture.ready()) {
            half.send("{\"execute\":");

            assertThat(half.line()).isEmpty();
            stillServes(idle);
        }
    }

    /** A page in a browser can post to a local port; the lines of its body are no commands. */
    @Test
    void closesTheConnectionOfABrowser() throws Exception {
        try (MonitorFixture fixture = new MonitorFixture(QmpLimits.DEFAULT).start();
                QmpClient browser = fixture.connect()) {
            assertThat(browser.read().has("QMP")).isTrue();
            browser.send(
                    "POST / HTTP/1.1\r\nHost: x\r\n\r\n{\"execute\":\"qmp_capabilities\"}\n{\"execute\":\"quit\"}\n");

            assertThat(browser.next()).isEmpty();
            stillServesAnother(fixture);
        }
    }

    @Test
    void closesAConnectionWithoutNegotiation() throws Exception {
        try (MonitorFixture fixture = new MonitorFixture(QmpLimits.DEFAULT.withStall(SHORT)).start();
                QmpClient negotiated = fixture.ready();
                QmpClient silent = fixture.connect()) {
            silent.read();

            assertThat(silent.line()).isEmpty();
            stillServes(negotiated);
        }
    }

    @Test
    void letsAClientCompleteItsMessageInPieces() throws Exception {
        QmpLimits limits = QmpLimits.DEFAULT.withStall(Duration.ofSeconds(20));
        try (MonitorFixture fixture = new MonitorFixture(limits).start();
                QmpClient client = fixture.ready()) {
            client.send("{\"exec");
            stillServesAnother(fixture);
            client.send("ute\":\"query-kvm\"}");
            assertThat(client.read().has("return")).isTrue();
        }
    }

    private static void stillServesAnother(MonitorFixture fixture) throws Exception {
        try (QmpClient other = fixture.ready()) {
            stillServes(other);
        }
    }

    @Test
    void admitsClientsUpToItsLimit() throws Exception {
        QmpLimits two = new QmpLimits(1 << 20, 64, 2, 8, 1 << 20, Duration.ofMinutes(1));
        try (MonitorFixture fixture = new MonitorFixture(two).start();
                QmpClient first = fixture.ready()) {
            QmpClient second = fixture.ready();
            try (QmpClient third = fixture.connect()) {
                assertThat(third.line()).isEmpty();
            }
            second.close();
            boolean admitted = false;
            for (int i = 0; i < 1000 && !admitted; i++) {
                try (QmpClient fourth = fixture.connect()) {
                    admitted = fourth.line().isPresent();
                }
            }
            assertThat(admitted).isTrue();
            stillServes(first);
        }
    }

    @Test
    void stopsReadingFromAClientThatReadsNoAnswers() throws Exception {
        try (MonitorFixture fixture = new MonitorFixture(QmpLimits.DEFAULT).start();
                QmpClient good = fixture.ready()) {
            QmpClient greedy = fixture.ready();
            Thread writer = new Thread(() -> {
                byte[] many = "{\"execute\":\"query-commands\"}"
                        .repeat(1000)
                        .getBytes(java.nio.charset.StandardCharsets.US_ASCII);
                try {
                    for (int i = 0; i < 1000; i++) {
                        greedy.sendBytes(many);
                    }
                } catch (IOException e) {
                    assertThat(e).as("closed under the writer").isNotNull();
                }
            });
            writer.start();
            writer.join(1000);
            assertThat(writer.isAlive()).as("blocked by a full socket").isTrue();
            stillServes(good);
            greedy.close();
            writer.join();
            stillServes(good);
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void answersOtherClientsAfterRandomInput(long seed) throws Exception {
        SplittableRandom random = new SplittableRandom(seed);
        try (MonitorFixture fixture = new MonitorFixture(QmpLimits.DEFAULT).start();
                QmpClient good = fixture.ready()) {
            for (int round = 0; round < 20; round++) {
                QmpClient bad = fixture.ready();
                byte[] input = new byte[random.nextInt(1, 5000)];
                for (int i = 0; i < input.length; i++) {
                    input[i] = (byte)
                            (random.nextInt(3) == 0 ? "{}[]\",:\\\n".charAt(random.nextInt(9)) : random.nextInt(256));
                }
                bad.sendBytes(input);
                stillServes(good);
                bad.close();
            }
            stillServes(good);
        }
    }

    @Test
    void servesTwoClientsEachInOrder() throws Exception {
        try (MonitorFixture fixture = new MonitorFixture(QmpLimits.DEFAULT).start()) {
            List<Thread> threads = new ArrayList<>();
            List<Throwable> problems = java.util.Collections.synchronizedList(new ArrayList<>());
            for (int n = 0; n < 2; n++) {
                int base = n * 1000;
                threads.add(new Thread(() -> {
                    try (QmpClient client = fixture.ready()) {
                        for (int i = 0; i < 300; i++) {
                            client.send("{\"execute\":\"query-status\",\"id\":" + (base + i) + "}");
                        }
                        for (int i = 0; i < 300; i++) {
                            JsonNode reply = client.read();
                            assertThat(reply.get("id").asInt()).isEqualTo(base + i);
                        }
                    } catch (Exception | AssertionError e) {
                        problems.add(e);
                    }
                }));
            }
            threads.forEach(Thread::start);
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(problems).isEmpty();
        }
    }
}
