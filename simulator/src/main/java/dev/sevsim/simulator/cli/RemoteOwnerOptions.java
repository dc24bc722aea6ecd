package dev.sevsim.simulator.cli;

import dev.sevsim.simulator.InputException;
import dev.sevsim.simulator.OwnerAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Names the attestation service that owns a launch. */
final class RemoteOwnerOptions {
    private static final String DEFAULT_IMAGE = "default";

    @Option(
            names = "--owner",
            paramLabel = "URL",
            description = "The owner is an attestation service: session and secrets come from there (see owner serve)")
    private @Nullable String url;

    @Option(
            names = "--image",
            paramLabel = "NAME",
            description = "Name of the image in a policy of --owner (default: " + DEFAULT_IMAGE + ")")
    private @Nullable String image;

    /** Made by picocli. */
    RemoteOwnerOptions() {}

    boolean isNamed() {
        return url != null;
    }

    Optional<OwnerAddress> address() {
        if (url == null && image != null) {
            throw new InputException("--image needs --owner");
        }
        return Optional.ofNullable(url).map(u -> OwnerAddress.of(u, image == null ? DEFAULT_IMAGE : image));
    }
}
