package dev.sevsim.cli;

import dev.sevsim.io.file.InputException;
import dev.sevsim.owner.service.ImagePolicy;
import dev.sevsim.owner.service.ServicePolicy;
import dev.sevsim.service.ServiceAddress;
import dev.sevsim.service.ServiceAddress.Reach;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The interface of {@code owner serve} for simple-kbs's clients. */
final class KbsOptions {
    @Option(
            names = "--grpc",
            paramLabel = "ADDRESS",
            description = "HOST:PORT of a second service for simple-kbs's clients, over gRPC (GetBundle, GetSecret).")
    private @Nullable String listen;

    @Option(
            names = "--grpc-image",
            paramLabel = "NAME",
            description = "Image of the launches over --grpc, whose requests name none (default: the only one).")
    private @Nullable String image;

    Optional<ServiceAddress> address(Reach reach) {
        if (listen == null && image != null) {
            throw new InputException("--grpc-image needs --grpc");
        }
        return Optional.ofNullable(listen).map(text -> ServiceAddress.parse("--grpc", text, reach));
    }

    ImagePolicy image(ServicePolicy policy) {
        if (image == null && policy.images().size() == 1) {
            return policy.images().values().iterator().next();
        }
        ImagePolicy found = image == null ? null : policy.images().get(image);
        if (found == null) {
            throw new InputException("--grpc-image has to name one of "
                    + String.join(
                            ", ", policy.images().keySet().stream().sorted().toList()));
        }
        return found;
    }
}
