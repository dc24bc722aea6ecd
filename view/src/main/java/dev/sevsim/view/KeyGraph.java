package dev.sevsim.view;

import dev.sevsim.abi.SecretBytes;
import dev.sevsim.abi.cert.EcPublicKey;
import dev.sevsim.abi.cert.SevCertificate;
import dev.sevsim.bus.frame.FrameType;
import dev.sevsim.bus.frame.LaunchBundle;
import dev.sevsim.bus.frame.PlatformCertificates;
import dev.sevsim.crypto.EcKeyPair;
import dev.sevsim.crypto.P384;
import dev.sevsim.psp.keys.PlatformIdentity;
import dev.sevsim.view.KeyBox.Group;
import dev.sevsim.view.Run.Disclosure;
import dev.sevsim.view.Run.Keys;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The keys of the last launch of a run, each behind those that it is made of.
 *
 * <p>Public values are in the owner's messages; private and symmetric ones are known to a run of the teaching view alone. There the
 * session is opened as the firmware opens it, with its own Diffie-Hellman key.
 */
final class KeyGraph {
    private static final String TABLE = "docs/reference/sev-firmware-api.md section 5.1";
    private static final String SEED = "seed";

    private final Keys keys;
    private final OptionalLong seed;
    private final List<KeyBox> boxes = new ArrayList<>();

    private KeyGraph(Keys keys, OptionalLong seed) {
        this.keys = keys;
        this.seed = seed;
    }

    /** The boxes of a run; none for one that exchanged no certificates. */
    static List<KeyBox> of(Run run) {
        Keys known = run.disclosure() == Disclosure.REVEALED
                ? run.keys()
                : new Keys(run.keys().signedCek(), Optional.empty(), List.of());
        KeyGraph graph = new KeyGraph(known, run.recorded().seed());
        Optional<PlatformCertificates> certificates =
                run.lastFrame(FrameType.PLATFORM_CERTIFICATES, PlatformCertificates.class);
        certificates.ifPresent(graph::addPlatform);
        run.lastFrame(FrameType.LAUNCH_BUNDLE, LaunchBundle.class)
                .filter(bundle -> bundle.godh().length() == SevCertificate.SIZE)
                .ifPresent(bundle -> graph.addSession(bundle, certificates));
        graph.addMemoryKey();
        return List.copyOf(graph.boxes);
    }

    private void addPlatform(PlatformCertificates certificates) {
        CertificateKeys chain = new CertificateKeys(certificates, keys.signedCek());
        boxes.addAll(chain.roots());
        Optional<PlatformIdentity> identity = keys.identity();
        Optional<SecretBytes> chip = identity.map(found -> found.chip().value());
        boxes.add(new KeyBox.Builder(Group.CHIP, "chip-secret", "chip")
                .formula("", TABLE)
                .secret(chip)
                .build());
        boxes.add(new KeyBox.Builder(Group.CHIP, "cek-private", "d(CEK)")
                .formula("d(CEK) = 1 + (KDF(chip, \"sevsim-cek\", 0 … 3)[0:56] mod (n − 1))", TABLE)
                .from("chip")
                .secret(identity.map(found -> found.chip().deriveCek().scalar()))
                .check(chip.map(secret -> CheckLine.chipKey(secret, "sevsim-cek", EcKeyPair.WIDE_SIZE)))
                .build());
        addPoint(
                Group.CHIP,
                "cek",
                chain.cek(),
                identity.map(found -> found.chip().deriveCek().scalar()));
        chain.cekCertificate().ifPresent(boxes::add);
        Optional<SecretBytes> oca = identity.flatMap(PlatformIdentity::oca).map(EcKeyPair::scalar);
        addDrawnScalar(Group.CHIP, "oca", oca, drawing(Drawing.IDENTITY, 0));
        addPoint(Group.CHIP, "oca", chain.oca(), oca);
        chain.ocaCertificate().ifPresent(boxes::add);
        Optional<SecretBytes> pek = identity.map(found -> found.pek().scalar());
        addDrawnScalar(Group.CHIP, "pek", pek, drawing(Drawing.IDENTITY, 1));
        addPoint(Group.CHIP, "pek", chain.pek(), pek);
        chain.pekCertificate().ifPresent(boxes::add);
        Optional<SecretBytes> pdh = identity.map(found -> found.pdh().scalar());
        addDrawnScalar(Group.CHIP, "pdh", pdh, drawing(Drawing.IDENTITY, 2));
        addPoint(Group.CHIP, "pdh", chain.pdh(), pdh);
        chain.pdhCertificate().ifPresent(boxes::add);
    }

    private void addSession(LaunchBundle bundle, Optional<PlatformCertificates> certificates) {
        EcPublicKey godh =
                EcPublicKey.decode(SevCertificate.CODEC.decode(bundle.godh()).publicKey());
        if (!P384.isValid(godh)) {
            return; // a hostile owner's; the firmware refuses it, and no key comes to be
        }
        Optional<Drawing> drawing = drawing(Drawing.SESSION, 0)
                .filter(one -> keys.identity().isPresent())
                .filter(one -> EcKeyPair.ofScalar(one.draw()).publicKey().equals(godh));
        Optional<SecretBytes> own = drawing.map(Drawing::draw);
        addDrawnScalar(Group.OWNER, "godh", own, drawing);
        addPoint(Group.OWNER, "godh", Optional.of(godh), own);
        Optional<EcPublicKey> pdh = certificates.flatMap(found -> new CertificateKeys(found, Optional.empty()).pdh());
        boxes.addAll(new SessionKeys(bundle, godh, pdh).boxes(keys.identity().map(PlatformIdentity::pdh)));
    }

    private void addMemoryKey() {
        int count = keys.memoryKeys().size();
        Optional<SecretBytes> last =
                count == 0 ? Optional.empty() : Optional.of(keys.memoryKeys().get(count - 1));
        Optional<Drawing> drawing = last.flatMap(
                key -> seed.isPresent() ? Drawing.of(key, seed.getAsLong(), Drawing.MEMORY, count) : Optional.empty());
        if (!boxes.isEmpty()) {
            boxes.add(drawn(new KeyBox.Builder(Group.MEMORY, "vek", "VEK"), drawing)
                    .formula(
                            "VEK = RANDOM("
                                    + last.map(key -> Integer.toString(key.length()))
                                            .orElse("16 | 32") + ")",
                            TABLE)
                    .secret(last)
                    .build());
        }
    }

    private Optional<Drawing> drawing(List<String> path, int number) {
        return seed.isPresent()
                ? Optional.of(Drawing.scalar(seed.getAsLong(), path, number * EcKeyPair.WIDE_SIZE))
                : Optional.empty();
    }

    /** A private scalar; the line is for one that the stream of the seed gave. */
    private void addDrawnScalar(Group group, String id, Optional<SecretBytes> scalar, Optional<Drawing> drawing) {
        String symbol = CertificateKeys.privateSymbol(id);
        Optional<Drawing> found =
                drawing.filter(one -> scalar.filter(one.draw()::equals).isPresent());
        boxes.add(drawn(new KeyBox.Builder(group, id + "-private", symbol), found)
                .formula(symbol + " = 1 + (RANDOM(" + EcKeyPair.WIDE_SIZE + ") mod (n − 1))", TABLE)
                .secret(scalar)
                .build());
    }

    private static KeyBox.Builder drawn(KeyBox.Builder box, Optional<Drawing> drawing) {
        drawing.ifPresent(one -> box.with(SEED, Long.toString(one.seed()))
                .with(
                        "stream",
                        String.join("/", one.path()) + ", " + one.skip() + " … " + (one.skip() + one.length() - 1)));
        return box.check(drawing.map(CheckLine::drawn));
    }

    private void addPoint(Group group, String id, Optional<EcPublicKey> key, Optional<SecretBytes> scalar) {
        key.ifPresent(point -> boxes.add(new KeyBox.Builder(group, id, CertificateKeys.publicSymbol(id))
                .formula(CertificateKeys.publicSymbol(id) + " = " + CertificateKeys.privateSymbol(id) + " · G", TABLE)
                .from(CertificateKeys.privateSymbol(id))
                .open(CertificateKeys.point(point))
                .check(scalar.map(CheckLine::point))
                .build()));
    }
}
