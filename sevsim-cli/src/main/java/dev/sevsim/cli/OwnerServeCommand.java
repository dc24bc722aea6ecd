package dev.sevsim.cli;

import dev.sevsim.bus.time.SeededRandom;
import dev.sevsim.bus.work.Workers;
import dev.sevsim.io.file.DirectoryLock;
import dev.sevsim.io.file.InputException;
import dev.sevsim.io.file.MadeDirectory;
import dev.sevsim.owner.service.AttestationService;
import dev.sevsim.owner.service.ImagePolicy;
import dev.sevsim.owner.service.ServicePolicy;
import dev.sevsim.owner.service.SessionDirectory;
import dev.sevsim.service.AuditFile;
import dev.sevsim.service.HttpLimits;
import dev.sevsim.service.KbsServer;
import dev.sevsim.service.OwnerHttpServer;
import dev.sevsim.service.PolicyFile;
import dev.sevsim.service.ServiceAddress;
import dev.sevsim.service.ServiceAddress.Reach;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code owner serve}: the guest owner as a service. */
@Command(
        name = "serve",
        description = "Serves launches over HTTP: answers a platform's certificate chain with a session, and a good"
                + " measurement with the secrets of its image. A host uses it with launch --owner URL, other clients by"
                + " the description at /openapi.json. Ends on SIGTERM.")
@JsonVerb.Report("owner-serve")
final class OwnerServeCommand extends JsonVerb {
    private static final int MOST_SECONDS = 86_400;
    private static final int MOST_SESSIONS = 100_000;

    @Option(
            names = "--policy",
            required = true,
            arity = "1..*",
            paramLabel = "FILE",
            description = "Policy of an image, JSON: what it demands and which secrets it gets; repeatable.")
    private List<Path> policies = new ArrayList<>();

    @SuppressWarnings("deprecation") // As --json-schema.
    @Option(
            names = "--policy-schema",
            help = true,
            description = "Print the JSON Schema of a policy, and do nothing else.")
    private boolean policySchema;

    @Option(
            names = "--state",
            required = true,
            paramLabel = "DIR",
            description = "Directory for sessions and the audit log, readable by its owner only.")
    private Path state;

    @Option(
            names = "--listen",
            paramLabel = "ADDRESS",
            description = "HOST:PORT to listen on; port 0 takes a free one (default: ${DEFAULT-VALUE}).")
    private String listen = "127.0.0.1:0";

    @Option(
            names = "--allow-remote",
            description =
                    "Allow addresses that other machines reach. There is no encryption and no log-in: every client can"
                            + " ask for sessions and see the launches of others.")
    private boolean remote;

    @Option(
            names = "--session-seconds",
            paramLabel = "N",
            description = "Time that a launch may take to its measurement (default: ${DEFAULT-VALUE}).")
    private int sessionSeconds = 300;

    @Option(
            names = "--open-sessions",
            paramLabel = "N",
            description = "Launches that may be in progress at a time (default: ${DEFAULT-VALUE}).")
    private int openSessions = 1000;

    @Mixin
    private KbsOptions kbs = new KbsOptions();

    @Override
    public Integer call() throws InterruptedException {
        ServicePolicy policy = policy();
        Reach reach = remote ? Reach.ANYWHERE : Reach.LOOPBACK;
        ServiceAddress address = ServiceAddress.parse("--listen", listen, reach);
        Optional<ServiceAddress> grpc = kbs.address(reach);
        Optional<ImagePolicy> grpcImage = grpc.map(unused -> kbs.image(policy));
        MadeDirectory.makePrivate("state directory", state);
        CountDownLatch signal = new CountDownLatch(1);
        CountDownLatch over = new CountDownLatch(1);
        Thread onSignal = new Thread(() -> end(signal, over), "sevsim-signal");
        try (DirectoryLock lock = new DirectoryLock("state directory", state);
                AuditFile log = new AuditFile(state.resolve("audit.jsonl"));
                Workers workers = Workers.pooled()) {
            Objects.requireNonNull(lock, "held");
            // Sessions must not repeat, so there is no option for a seed.
            SessionDirectory sessions = new SessionDirectory(state.resolve("sessions"));
            sessions.damaged().forEach(session -> console.error("session " + session + " is damaged and left out"));
            AttestationService service = new AttestationService(
                    policy,
                    sessions,
                    log,
                    new AttestationService.Resources(
                            InstantSource.system(), SeededRandom.unpredictable().split("owner"), workers));
            try (OwnerHttpServer server = new OwnerHttpServer(address, service, HttpLimits.DEFAULT);
                    @Nullable
                            KbsServer front = grpc.isEmpty()
                                    ? null
                                    : new KbsServer(grpc.get(), service, grpcImage.orElseThrow(), HttpLimits.DEFAULT)) {
                Runtime.getRuntime().addShutdownHook(onSignal);
                ready(server.url(), Optional.ofNullable(front).map(KbsServer::target));
                signal.await();
            }
        } catch (IOException e) {
            throw new InputException("audit log cannot be closed", e);
        } finally {
            over.countDown();
        }
        return Main.OK;
    }

    @Override
    Optional<String> askedSchema() {
        return policySchema ? Optional.of(PolicyFile.schema()) : super.askedSchema();
    }

    private ServicePolicy policy() {
        Map<String, ImagePolicy> images = new LinkedHashMap<>();
        for (Path file : policies) {
            ImagePolicy image = PolicyFile.read(file);
            if (images.putIfAbsent(image.name(), image) != null) {
                throw new InputException("policy " + file + ": image " + image.name() + " has a policy already");
            }
        }
        return new ServicePolicy(
                Duration.ofSeconds(inRange("--session-seconds", sessionSeconds, MOST_SECONDS)),
                inRange("--open-sessions", openSessions, MOST_SESSIONS),
                images);
    }

    private static int inRange(String option, int value, int most) {
        if (value < 1 || value > most) {
            throw new InputException(option + " " + value + " is out of range, expected 1 to " + most);
        }
        return value;
    }

    private void ready(String url, Optional<String> grpc) {
        if (json()) {
            console.json(JsonText.object(g -> {
                g.writeStringProperty("url", url);
                grpc.ifPresent(target -> g.writeStringProperty("grpc", target));
            }));
        } else {
            console.line("owner: " + url);
            grpc.ifPresent(target -> console.line("grpc: " + target));
        }
    }

    private static void end(CountDownLatch signal, CountDownLatch over) {
        signal.countDown();
        try {
            over.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(Main.OK);
    }
}
