package dev.sevsim.service.client;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.GuestPolicy;
import dev.sevsim.bus.RequestHandler;
import dev.sevsim.io.file.InputException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Set;

/**
 * Where an attestation service is and which of its images a launch is of.
 *
 * @param url {@code http://HOST:PORT}, without a path
 * @param image name of the image in the service's policy
 */
public record OwnerAddress(String url, String image) {
    private static final int MAXIMUM_PORT = 0xFFFF;
    private static final Set<String> SCHEMES = Set.of("http", "https");

    /**
     * From what was typed.
     *
     * @throws InputException for what is no address
     */
    public static OwnerAddress of(String url, String image) {
        String bare = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
        if (!isAddress(bare)) {
            throw new InputException(
                    "--owner '" + url + "' is no address, expected for instance http://127.0.0.1:8080");
        }
        return new OwnerAddress(bare, image);
    }

    /** The owner's end of the link to a VMM, for one launch; see {@link RemoteOwner}. */
    public RequestHandler connect(GuestPolicy policy, Bytes signedCek) {
        return new RemoteOwner(this, policy.word(), signedCek);
    }

    private static boolean isAddress(String url) {
        try {
            URI uri = new URI(url);
            return uri.getScheme() != null
                    && SCHEMES.contains(uri.getScheme())
                    && uri.getHost() != null
                    && uri.getPort() <= MAXIMUM_PORT
                    && uri.getUserInfo() == null
                    && uri.getPath().isEmpty()
                    && uri.getQuery() == null
                    && uri.getFragment() == null;
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
