package dev.sevsim.service;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Guid;
import dev.sevsim.abi.SecretBytes;
import dev.sevsim.abi.firmware.ApiVersion;
import dev.sevsim.abi.launch.SecretHeader;
import dev.sevsim.abi.secret.SecretTable;
import dev.sevsim.io.file.InputException;
import dev.sevsim.io.file.InputFile;
import dev.sevsim.owner.ChainFiles;
import dev.sevsim.owner.OwnerInputException;
import dev.sevsim.owner.SecretPackage;
import dev.sevsim.owner.TrustedRoots;
import dev.sevsim.owner.service.ChipIdentity;
import dev.sevsim.owner.service.ImagePolicy;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the policy of one image: demands and secrets. Its schema is {@code owner-policy.schema.json} beside this
 * class.
 *
 * <p>Paths in it count from the file's own directory. The form is our choice.
 */
public final class PolicyFile {
    /** Most bytes of a policy file. */
    private static final int MAX_FILE = 1 << 20;

    private static final int HEXADECIMAL = 16;
    /** API numbers and builds are bytes of the platform's report. */
    private static final int BYTE = 0xFF;

    private static final Set<String> MEMBERS = Set.of(
            "image",
            "roots",
            "digests",
            "minimumApi",
            "builds",
            "requiredPolicyBits",
            "forbiddenPolicyBits",
            "chips",
            "secrets");
    private static final Set<String> SECRET_MEMBERS = Set.of("guid", "text", "file");
    private static final Pattern IMAGE_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final Pattern API = Pattern.compile("([0-9]{1,3})\\.([0-9]{1,3})");
    private static final Pattern WORD = Pattern.compile("0x[0-9a-fA-F]{1,8}");
    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");

    private final Path directory;

    private PolicyFile(Path directory) {
        this.directory = directory;
    }

    /** The JSON Schema of a policy file, draft 2020-12. */
    public static String schema() {
        try (InputStream in = PolicyFile.class.getResourceAsStream("owner-policy.schema.json")) {
            return new String(Objects.requireNonNull(in, "schema of a policy").readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads and checks a policy file.
     *
     * @throws InputException with the place of the first error
     */
    public static ImagePolicy read(Path file) {
        Bytes content = InputFile.read("policy", file, MAX_FILE);
        Path directory = Objects.requireNonNull(file.toAbsolutePath().getParent(), "a file has a directory");
        try {
            return new PolicyFile(directory).image(StrictJson.object(content, MEMBERS));
        } catch (StrictJson.Problem | OwnerInputException e) {
            throw new InputException("policy " + file + ": " + e.getMessage(), e);
        }
    }

    private ImagePolicy image(StrictJson image) {
        StrictJson name = image.get("image");
        if (!IMAGE_NAME.matcher(name.text()).matches()) {
            throw name.problem("a name of letters, digits, dots, hyphens and underscores");
        }
        return new ImagePolicy(
                name.text(),
                TrustedRoots.ofCertificates(
                        list(image.get("roots"), 1, this::root).toArray(new Bytes[0])),
                list(image.get("digests"), 1, PolicyFile::digest),
                image.find("minimumApi").map(PolicyFile::api).orElseGet(() -> new ApiVersion(0, 0)),
                new HashSet<>(listOf(image, "builds", item -> (int) item.number(0, BYTE))),
                image.find("requiredPolicyBits").map(PolicyFile::word).orElse(0),
                image.find("forbiddenPolicyBits").map(PolicyFile::word).orElse(0),
                new HashSet<>(listOf(image, "chips", item -> new ChipIdentity(digest(item)))),
                secrets(image));
    }

    private Bytes root(StrictJson path) {
        return ChainFiles.readRoot(path(path));
    }

    private Optional<SecretPackage> secrets(StrictJson image) {
        List<SecretTable.Entry> entries = listOf(image, "secrets", this::secret);
        if (entries.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(SecretPackage.ofSecrets(entries));
        } catch (OwnerInputException e) {
            throw new StrictJson.Problem("/secrets: " + e.getMessage());
        }
    }

    private SecretTable.Entry secret(StrictJson secret) {
        secret.requireMembers(SECRET_MEMBERS);
        Optional<StrictJson> text = secret.find("text");
        Optional<StrictJson> file = secret.find("file");
        if (text.isPresent() == file.isPresent()) {
            throw secret.problem("either text or file");
        }
        StrictJson guid = secret.get("guid");
        Bytes content = text.map(StrictJson::text)
                .map(Bytes::ofUtf8)
                .orElseGet(() -> InputFile.readPossiblyEmpty(
                        "secret file", path(file.orElseThrow()), SecretHeader.MAXIMUM_PACKET, done -> {}));
        return new SecretTable.Entry(
                Guid.parse(guid.text()).orElseThrow(() -> guid.problem("a GUID")), SecretBytes.of(content));
    }

    private Path path(StrictJson text) {
        try {
            return directory.resolve(text.text());
        } catch (InvalidPathException e) {
            throw text.problem("a path");
        }
    }

    private static Bytes digest(StrictJson text) {
        if (!DIGEST.matcher(text.text()).matches()) {
            throw text.problem("64 hexadecimal digits in lower case");
        }
        return Bytes.fromHex(text.text());
    }

    private static ApiVersion api(StrictJson text) {
        Matcher matcher = API.matcher(text.text());
        if (!matcher.matches()
                || Integer.parseInt(matcher.group(1)) > BYTE
                || Integer.parseInt(matcher.group(2)) > BYTE) {
            throw text.problem("an API version such as 1.55");
        }
        return new ApiVersion(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
    }

    private static int word(StrictJson text) {
        if (!WORD.matcher(text.text()).matches()) {
            throw text.problem("policy bits such as 0x1");
        }
        return Integer.parseUnsignedInt(text.text().substring(2), HEXADECIMAL);
    }

    private static <T> List<T> listOf(StrictJson parent, String member, Function<StrictJson, T> each) {
        return parent.find(member).map(array -> list(array, 0, each)).orElseGet(List::of);
    }

    private static <T> List<T> list(StrictJson array, int least, Function<StrictJson, T> each) {
        int size = array.requireArray();
        if (size < least) {
            throw array.problem("an entry or more");
        }
        List<T> made = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            made.add(each.apply(array.item(i)));
        }
        return made;
    }
}
