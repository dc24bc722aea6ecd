package dev.sevsim.cli;

import dev.sevsim.io.file.InputException;
import dev.sevsim.owner.service.ImagePolicy;
import dev.sevsim.owner.service.ServicePolicy;
import dev.sevsim.service.ServiceAddress;
import dev.sevsim.service.ServiceAddress.Reach;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The interface of {@code owner serve} for simple-kbs's clients. */
final class KbsOptions {
    @Option(
            names = "--grpc",
            paramLabel = "ADDRESS",
            description = "HOST:PORT of a second service for simple-kbs's clients, over gRPC (GetBundle, GetSecret).")
    private Optional<String> listen = Optional.empty();

    @Option(
            names = "--grpc-image",
            paramLabel = "NAME",
            description = "Image of the launches over --grpc, whose requests name none (default: the only one).")
    private Optional<String> image = Optional.empty();

    Optional<ServiceAddress> address(Reach reach) {
        if (listen.isEmpty() && image.isPresent()) {
            throw new InputException("--grpc-image needs --grpc");
        }
        return listen.map(text -> ServiceAddress.parse("--grpc", text, reach));
    }

    ImagePolicy image(ServicePolicy policy) {
        Map<String, ImagePolicy> images = policy.images();
        if (image.isEmpty() && images.size() == 1) {
            return images.values().iterator().next();
        }
        return image.map(images::get)
                .orElseThrow(() -> new InputException("--grpc-image has to name one of "
                        + String.join(", ", images.keySet().stream().sorted().toList())));
    }
}
