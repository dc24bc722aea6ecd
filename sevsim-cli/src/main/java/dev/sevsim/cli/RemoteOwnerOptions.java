package dev.sevsim.cli;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.GuestPolicy;
import dev.sevsim.bus.RequestHandler;
import dev.sevsim.io.file.InputException;
import dev.sevsim.machine.ExternalOwner;
import dev.sevsim.service.client.OwnerAddress;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Names the attestation service that owns a launch. */
@Topic.Of(Topic.OWNER)
final class RemoteOwnerOptions {
    private static final String DEFAULT_IMAGE = "default";

    @Option(
            names = "--owner",
            paramLabel = "URL",
            description =
                    "Attestation service that acts as the owner: session and secrets come from it (see owner serve).")
    private Optional<String> url = Optional.empty();

    @Option(
            names = "--image",
            paramLabel = "NAME",
            description = "Name of the image in a policy of --owner (default: " + DEFAULT_IMAGE + ").")
    private Optional<String> image = Optional.empty();

    boolean isNamed() {
        return url.isPresent();
    }

    /** The service as the owner of a launch; empty without {@code --owner}. */
    Optional<ExternalOwner> owner() {
        if (url.isEmpty() && image.isPresent()) {
            throw new InputException("--image needs --owner");
        }
        return url.map(u -> new Service(OwnerAddress.of(u, image.orElse(DEFAULT_IMAGE))));
    }

    private record Service(OwnerAddress address) implements ExternalOwner {
        @Override
        public String description() {
            return "launch session from " + address.url() + " for image " + address.image();
        }

        @Override
        public RequestHandler connect(GuestPolicy policy, Bytes signedCek) {
            return address.connect(policy, signedCek);
        }
    }
}
