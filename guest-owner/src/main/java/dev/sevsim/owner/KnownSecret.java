package dev.sevsim.owner;

import dev.sevsim.abi.Guid;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * GUIDs that programs in guests look for, by a name that is easier to type.
 *
 * <p>A name is that of the constant in lower case with hyphens: {@code luks-key} is libvirt's, the others are our
 * choice. Source: docs/reference/guest-kernel.md section 12, docs/reference/guest-owner-tools.md sections 2.7 and 7.
 */
public enum KnownSecret {
    /** A disk's passphrase: GRUB needs a NUL at its end, users of key files do not. */
    LUKS_KEY("736869e5-84f0-4973-92ec-06879ce3da0b"),

    /** Keys as JSON for the attestation agent's offline broker. */
    OFFLINE_KEYS("e6f5a162-d67f-4750-a67c-5d065f2a9910"),

    /** Connection data as JSON for the attestation agent's online broker. */
    ONLINE_CONNECTION("1ee27366-0c87-43a6-af48-28543eaf7cb0"),

    /** Several payloads in one JSON object, as simple-kbs bundles them. */
    KBS_BUNDLE("0a46e24d-478c-4eb1-8696-113eeec3aa99");

    private final String guid;

    KnownSecret(String guid) {
        this.guid = guid;
    }

    /** The name. */
    public String alias() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** What it stands for. */
    public Guid guid() {
        return Guid.of(guid);
    }

    /** Every name. */
    public static List<String> aliases() {
        return Arrays.stream(values()).map(KnownSecret::alias).toList();
    }

    /** A GUID, or the GUID behind a known name. */
    public static Optional<Guid> parse(String text) {
        return Arrays.stream(values())
                .filter(known -> known.alias().equals(text))
                .map(KnownSecret::guid)
                .findFirst()
                .or(() -> Guid.parse(text));
    }

    /** Whose GUID this is. */
    public static Optional<KnownSecret> of(Guid guid) {
        return Arrays.stream(values())
                .filter(known -> known.guid().equals(guid))
                .findFirst();
    }
}
