package dev.sevsim.view;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.SecretBytes;
import dev.sevsim.abi.cert.EcPublicKey;
import dev.sevsim.abi.launch.KeyDerivation;
import dev.sevsim.abi.launch.LaunchSession;
import dev.sevsim.abi.launch.TransportKeys;
import dev.sevsim.bus.frame.LaunchBundle;
import dev.sevsim.crypto.EcKeyPair;
import dev.sevsim.view.KeyBox.Group;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The keys between an owner and the firmware, from the shared secret to TEK and TIK. */
final class SessionKeys {
    private static final String AGREEMENT = "docs/reference/sev-firmware-api.md section 5.3";
    private static final String KDF = "docs/reference/sev-firmware-api.md section 5.2";
    private static final String BUFFER = "docs/reference/sev-firmware-api.md section 5.4";
    private static final int KEY_SIZE = TransportKeys.KEY_SIZE;

    private final Bytes policy;
    private final EcPublicKey godh;
    private final LaunchSession session;
    private final Optional<EcPublicKey> pdh;

    /**
     * Of the owner's message.
     *
     * @param godh the owner's public key
     * @param pdh the platform's public key that the owner was given
     */
    SessionKeys(LaunchBundle bundle, EcPublicKey godh, Optional<EcPublicKey> pdh) {
        policy = Bytes.u32Le(bundle.policy());
        session = LaunchSession.CODEC.decode(bundle.session().paddedTo(LaunchSession.SIZE));
        this.godh = godh;
        this.pdh = pdh;
    }

    /** The boxes; without the platform's private key, or with another than the owner was given, no secret is known. */
    List<KeyBox> boxes(Optional<EcKeyPair> platform) {
        Optional<EcKeyPair> own =
                platform.filter(pair -> pdh.filter(pair.publicKey()::equals).isPresent());
        Optional<SecretBytes> z = own.map(pair -> pair.sharedSecret(godh));
        Optional<SecretBytes> master = z.map(secret -> KeyDerivation.masterSecret(secret, session.nonce()));
        Optional<SecretBytes> kek = master.map(KeyDerivation::keyEncryptionKey);
        Optional<SecretBytes> kik = master.map(KeyDerivation::keyIntegrityKey);
        Optional<TransportKeys> transport = z.map(secret -> TransportKeys.unwrap(session, secret));
        return List.of(
                box("z", "Z")
                        .formula("Z = x(d(PDH) · Q(GODH)) = x(d(GODH) · Q(PDH))", AGREEMENT)
                        .from("d(PDH)", "Q(GODH)", "d(GODH)", "Q(PDH)")
                        .secret(z)
                        .check(own.map(pair -> CheckLine.agreement(pair.scalar(), godh)))
                        .build(),
                box("master-secret", "M")
                        .formula("M = KDF(Z, \"sev-master-secret\", NONCE)", KDF)
                        .from("Z")
                        .with("NONCE", session.nonce())
                        .secret(master)
                        .check(z.map(key -> CheckLine.derivation(key, "sev-master-secret", session.nonce())))
                        .build(),
                derived("kek", "KEK", "sev-kek", master, kek),
                derived("kik", "KIK", "sev-kik", master, kik),
                mac("WRAP_MAC", "KIK", kik, new Field("WRAP_TK", session.wrappedKeys()), session.wrapMac()),
                unwrapped("tek", "TEK", kek, transport.map(TransportKeys::tek), 0),
                unwrapped("tik", "TIK", kek, transport.map(TransportKeys::tik), KEY_SIZE),
                mac(
                        "POLICY_MAC",
                        "TIK",
                        transport.map(TransportKeys::tik),
                        new Field("POLICY", policy),
                        session.policyMac()));
    }

    private record Field(String name, Bytes content) {}

    /** A MAC of the session buffer: of the wrapped keys, or of the policy. */
    private static KeyBox mac(String symbol, String key, Optional<SecretBytes> known, Field message, Bytes value) {
        String id = symbol.toLowerCase(Locale.ROOT).replace('_', '-');
        return box(id, symbol)
                .formula(symbol + " = HMAC-SHA-256(" + key + ", " + message.name() + ")", BUFFER)
                .from(key)
                .with(message.name(), message.content())
                .open(value)
                .check(known.map(secret -> CheckLine.mac(secret, message.content())))
                .build();
    }

    private static KeyBox derived(
            String id, String symbol, String label, Optional<SecretBytes> master, Optional<SecretBytes> value) {
        return box(id, symbol)
                .formula(symbol + " = KDF(M, \"" + label + "\", \"\")", KDF)
                .from("M")
                .secret(value)
                .check(master.map(key -> CheckLine.derivation(key, label, Bytes.EMPTY)))
                .build();
    }

    private KeyBox unwrapped(
            String id, String symbol, Optional<SecretBytes> kek, Optional<SecretBytes> value, int first) {
        int last = first + KEY_SIZE - 1;
        return box(id, symbol)
                .formula(symbol + " = AES-128-CTR(KEK, WRAP_IV, WRAP_TK)[" + first + ":" + (last + 1) + "]", BUFFER)
                .from("KEK")
                .with("WRAP_IV", session.wrapIv())
                .with("WRAP_TK", session.wrappedKeys())
                .secret(value)
                .check(kek.map(key -> CheckLine.unwrapped(key, session.wrapIv(), session.wrappedKeys(), first, last)))
                .build();
    }

    private static KeyBox.Builder box(String id, String symbol) {
        return new KeyBox.Builder(Group.SESSION, id, symbol);
    }
}
