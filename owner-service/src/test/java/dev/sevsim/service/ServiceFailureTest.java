package dev.sevsim.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sevsim.abi.firmware.ApiVersion;
import dev.sevsim.bus.time.SeededRandom;
import dev.sevsim.bus.work.Workers;
import dev.sevsim.owner.TrustedRoots;
import dev.sevsim.owner.service.AttestationService;
import dev.sevsim.owner.service.ImagePolicy;
import dev.sevsim.owner.service.ServicePolicy;
import dev.sevsim.owner.service.SessionDirectory;
import dev.sevsim.service.ServiceAddress.Reach;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A failure inside the service: all of it in the log, its class alone on the wire. */
@Timeout(60)
class ServiceFailureTest {
    private static final String REASON = "the clock of this test is broken";
    private static final String LAUNCH = "7c1f0a52-9b3a-4f6b-8f2e-2f7d2c1f9a11";

    /** Held here: the JDK keeps loggers by weak references. */
    private static final Logger LOG = Logger.getLogger("dev.sevsim.service");

    private final List<LogRecord> logged = new CopyOnWriteArrayList<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord record) {
            logged.add(record);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @TempDir
    private Path directory;

    @BeforeEach
    void listen() {
        LOG.setUseParentHandlers(false);
        LOG.setLevel(Level.ALL);
        LOG.addHandler(handler);
    }

    @AfterEach
    void stopListening() {
        LOG.removeHandler(handler);
        LOG.setLevel(null);
        LOG.setUseParentHandlers(true);
    }

    @Test
    void logsWhatTheHttpServiceDoesNotTell() throws Exception {
        HttpResponse<String> answer = send(
                "/v1/launches",
                request -> request.header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString("""
                                {"image":"web","policy":1,"pdh":"AA==","chain":"AA==","ca":"AA=="}""")));

        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body()).contains("IllegalStateException").doesNotContain(REASON);
        hasTheFailure("POST /v1/launches failed");
    }

    @Test
    void logsAnswersWithoutTheirContent() throws Exception {
        assertThat(send("/v1/health", HttpRequest.Builder::GET).statusCode()).isEqualTo(200);
        assertThat(logged).singleElement().satisfies(record -> {
            assertThat(record.getMessage()).isEqualTo("GET /v1/health: 200");
            assertThat(record.getLevel()).isEqualTo(Level.FINE);
        });
    }

    @Test
    void logsWhatTheGrpcServiceDoesNotTell() {
        ServiceAddress address = address("--grpc");
        try (KbsServer server = new KbsServer(address, broken(), image(), HttpLimits.DEFAULT)) {
            ManagedChannel channel = NettyChannelBuilder.forTarget(server.target())
                    .usePlaintext()
                    .build();
            try {
                StatusRuntimeException refused = catchThrowableOfType(
                        StatusRuntimeException.class,
                        () -> ClientCalls.blockingUnaryCall(
                                channel,
                                KbsCalls.method("GetSecret"),
                                CallOptions.DEFAULT,
                                KbsMessages.message("AA==", LAUNCH)));

                assertThat(refused.getStatus().getDescription())
                        .contains("IllegalStateException")
                        .doesNotContain(REASON);
            } finally {
                channel.shutdownNow();
            }
        }
        hasTheFailure("GetSecret failed");
    }

    private HttpResponse<String> send(String path, UnaryOperator<HttpRequest.Builder> describe) throws Exception {
        try (OwnerHttpServer server = new OwnerHttpServer(address("--listen"), broken(), HttpLimits.DEFAULT)) {
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server.url() + path));
            return HttpClient.newHttpClient()
                    .send(describe.apply(request).build(), HttpResponse.BodyHandlers.ofString());
        }
    }

    private void hasTheFailure(String message) {
        assertThat(logged).singleElement().satisfies(record -> {
            assertThat(record.getLevel()).isEqualTo(Level.SEVERE);
            assertThat(record.getMessage()).isEqualTo(message);
            assertThat(record.getThrown())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage(REASON);
        });
    }

    private static ServiceAddress address(String option) {
        return ServiceAddress.parse(option, "127.0.0.1:0", Reach.LOOPBACK);
    }

    private AttestationService broken() {
        return new AttestationService(
                new ServicePolicy(Duration.ofMinutes(5), 10, Map.of()),
                new SessionDirectory(directory),
                event -> {},
                new AttestationService.Resources(
                        () -> {
                            throw new IllegalStateException(REASON);
                        },
                        SeededRandom.of(1),
                        Workers.direct()));
    }

    private static ImagePolicy image() {
        return new ImagePolicy(
                "web",
                TrustedRoots.none(),
                List.of(),
                new ApiVersion(0, 0),
                Set.of(),
                0,
                0,
                Set.of(),
                Optional.empty());
    }
}
