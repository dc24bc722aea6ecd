package dev.sevsim.service;

import dev.sevsim.bus.time.SeededRandom;
import dev.sevsim.bus.work.Workers;
import dev.sevsim.owner.service.AttestationService;
import dev.sevsim.owner.service.ServicePolicy;
import dev.sevsim.owner.service.SessionDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** A service without images: everything reaches it, nothing is granted. */
final class TestService {
    private TestService() {}

    static AttestationService in(Path directory) {
        return new AttestationService(
                new ServicePolicy(Duration.ofMinutes(5), 10, Map.of()),
                new SessionDirectory(directory.resolve("sessions")),
                event -> {},
                new AttestationService.Resources(() -> Instant.EPOCH, SeededRandom.of(1), Workers.direct()));
    }

    static List<OwnerRoutes.Route> routes() throws IOException {
        return new OwnerRoutes(in(Files.createTempDirectory("sevsim-routes"))).all();
    }
}
