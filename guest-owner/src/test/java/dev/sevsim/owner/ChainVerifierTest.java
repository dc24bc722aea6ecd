package dev.sevsim.owner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.cert.AmdCertificate;
import dev.sevsim.abi.cert.EcPublicKey;
import dev.sevsim.abi.cert.KeyAlgorithm;
import dev.sevsim.abi.cert.KeyUsage;
import dev.sevsim.abi.cert.SevCertificate;
import dev.sevsim.bus.work.Workers;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ChainVerifierTest {
    private static final Bytes FULL_CHAIN = Vectors.read("sev-tool/full.chain");
    private static final int SIZE = SevCertificate.SIZE;
    private static final int ASK_AT = 4 * SIZE;
    private static final int ARK_AT = ASK_AT + 1600;
    private static final int CA_BODY = 1600 - 512;

    private final ChainVerifier sevTool =
            new ChainVerifier(TrustedRoots.ofCertificates(Vectors.read("sev-tool/ark.cert")));

    @Test
    void acceptsTheChainThatSevToolAccepts() {
        ChainVerdict verdict = sevTool.verify(PlatformChain.parse(FULL_CHAIN));
        List<String> links = verdict.links().stream().map(ChainLink::describe).toList();

        assertThat(links)
                .containsExactly(
                        "PDH <- PEK (ECDSA_SHA256 (0x2)): holds",
                        "PEK <- OCA (ECDSA_SHA256 (0x2)): holds",
                        "PEK <- CEK (ECDSA_SHA256 (0x2)): holds",
                        "OCA <- OCA (ECDSA_SHA256 (0x2)): holds",
                        "CEK <- ASK (RSA_SHA384 (0x101)): holds",
                        "ASK <- ARK (RSA-PSS SHA-384): holds",
                        "ARK <- ARK (RSA-PSS SHA-384): holds",
                        "ARK <- trusted roots (same public key): holds");
        assertThat(verdict.isTrusted()).isTrue();
        assertThat(verdict.root().orElseThrow().generation()).contains(AmdGeneration.MILAN);
        assertThat(verdict.root().orElseThrow().kind()).isEqualTo(RootIdentity.Kind.AMD_KEY_ID);
    }

    @Test
    void trustsNoRootThatItWasNotGiven() {
        PlatformChain chain = PlatformChain.parse(FULL_CHAIN);

        ChainVerdict nobody = new ChainVerifier(TrustedRoots.none()).verify(chain);
        ChainVerdict another = new ChainVerifier(new TestPlatform("another").roots()).verify(chain);

        assertThat(nobody.describe())
                .isEqualTo("certificate chain refused: ARK <- trusted roots (same public key):"
                        + " no trusted root is configured");
        assertThat(another.firstFailure().orElseThrow().reason()).isEqualTo("its key is none of the 1 trusted roots");
    }

    @Test
    void doesNotTakeAKeyIdForAKey() {
        TestPlatform impostor = new TestPlatform("impostor")
                .bendArk(ark -> withKeyId(ark, AmdGeneration.MILAN.keyId()))
                .bendAsk(ask -> withSigner(ask, AmdGeneration.MILAN.keyId()));

        ChainVerdict verdict = sevTool.verify(impostor.chain());

        assertThat(verdict.root().orElseThrow().kind()).isEqualTo(RootIdentity.Kind.AMD_KEY_ID);
        assertThat(verdict.firstFailure().orElseThrow().signer()).isEqualTo("trusted roots");
    }

    @Test
    void trustsASimulatedRootOnlyWhenTold() {
        TestPlatform simulated = new TestPlatform("simulated");

        ChainVerdict told = new ChainVerifier(simulated.roots()).verify(simulated.chain());
        ChainVerdict untold = sevTool.verify(simulated.chain());

        assertThat(told.describe()).isEqualTo("certificate chain holds up to a trusted simulated root");
        assertThat(told.root().orElseThrow().generation()).contains(AmdGeneration.MILAN);
        assertThat(untold.isTrusted()).isFalse();
        assertThat(untold.root().orElseThrow().kind()).isEqualTo(RootIdentity.Kind.SIMULATED);
    }

    @Test
    void trustsAKeyGivenByItself() {
        TestPlatform platform = new TestPlatform("pinned");
        AmdCertificate ark = AmdCertificate.decode(platform.ark(), 0).orElseThrow();

        TrustedRoots roots = TrustedRoots.none().plusKey(ark.exponent(), ark.modulus());

        assertThat(new ChainVerifier(roots).verify(platform.chain()).isTrusted())
                .isTrue();
    }

    /** Each certificate's signed bytes, and the link that has to notice a change there. */
    static Stream<Arguments> signedParts() {
        return Stream.of(
                Arguments.of("PDH", 0, SevCertificate.BODY_SIZE),
                Arguments.of("PEK", SIZE, SevCertificate.BODY_SIZE),
                Arguments.of("OCA", 2 * SIZE, SevCertificate.BODY_SIZE),
                Arguments.of("CEK", 3 * SIZE, SevCertificate.BODY_SIZE),
                Arguments.of("ASK", ASK_AT, CA_BODY),
                Arguments.of("ARK", ARK_AT, CA_BODY));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("signedParts")
    void refusesEveryFlippedBitOfTheSignedParts(String name, int start, int length) {
        PlatformChain good = PlatformChain.parse(FULL_CHAIN);

        for (int bit = 0; bit < length * 8; bit++) {
            byte[] raw = FULL_CHAIN.toArray();
            raw[start + bit / 8] ^= (byte) (1 << bit % 8);
            PlatformChain damaged;
            try {
                damaged = PlatformChain.parse(Bytes.copyOf(raw));
            } catch (OwnerInputException e) {
                continue; // a key size that cannot be is refused before any signature
            }
            assertThat(linkFor(name, good, damaged).result())
                    .as("%s bit %d", name, bit)
                    .isEqualTo(ChainLink.Result.FAILS);
        }
    }

    @ParameterizedTest(name = "{0} at {1}")
    @CsvSource({
        "PDH, 0x41C",
        "PDH, 0x464",
        "PEK, 0x41C",
        "PEK, 0x624",
        "PEK, 0x66C",
        "OCA, 0x41C",
        "CEK, 0x41C",
        "CEK, 0x61B"
    })
    void refusesAFlippedBitOfASignature(KeyUsage role, String at) {
        int start = KeyUsage.PDH == role ? 0 : KeyUsage.PEK == role ? SIZE : KeyUsage.OCA == role ? 2 * SIZE : 3 * SIZE;
        byte[] raw = FULL_CHAIN.toArray();
        raw[start + Integer.decode(at)] ^= 0x10;

        ChainVerdict verdict = sevTool.verify(PlatformChain.parse(Bytes.copyOf(raw)));

        assertThat(verdict.firstFailure().orElseThrow().subject()).isEqualTo(role.name());
        assertThat(verdict.firstFailure().orElseThrow().reason()).contains("does not verify under");
        assertThat(verdict.links().stream().filter(link -> link.result() == ChainLink.Result.FAILS))
                .hasSize(1);
    }

    @Test
    void namesTheFirstFailingLink() {
        TestPlatform good = new TestPlatform("good");
        TestPlatform other = new TestPlatform("other");
        PlatformChain mixed = PlatformChain.of(other.pdh(), good.pekOcaCek(), good.askArk());

        ChainVerdict verdict = new ChainVerifier(good.roots()).verify(mixed);

        assertThat(verdict.describe())
                .isEqualTo("certificate chain refused: PDH <- PEK (ECDSA_SHA256 (0x2)):"
                        + " signature 1 of the PDH does not verify under the PEK key; a PDH of another export,"
                        + " before or after pek-gen or pdh-gen, has another PEK");
    }

    @Test
    void namesTheMissingAmdCertificate() {
        TestPlatform platform = new TestPlatform("no CA");
        PlatformChain chain = PlatformChain.of(platform.pdh(), platform.pekOcaCek(), Bytes.EMPTY);

        ChainVerdict verdict = new ChainVerifier(platform.roots()).verify(chain);

        assertThat(verdict.firstFailure().orElseThrow().describe())
                .isEqualTo("CEK <- ASK (none): the ASK certificate is missing");
        assertThat(verdict.root()).isEmpty();
    }

    @Test
    void refusesTheUnsignedCekThatTheFirmwareExports() {
        TestPlatform platform = new TestPlatform("unsigned");
        PlatformChain chain = PlatformChain.of(platform.pdh(), platform.pekOcaUnsignedCek(), platform.askArk());
        ChainVerifier verifier = new ChainVerifier(platform.roots());

        assertThat(verifier.verify(chain).firstFailure().orElseThrow().reason())
                .isEqualTo("CEK is unsigned: both signature slots are empty, as the firmware exports it;"
                        + " the one that AMD's key server signed belongs in its place (--cek)");
        assertThat(verifier.verify(chain.withSignedCek(platform.signedCek())).isTrusted())
                .isTrue();
    }

    @Test
    void acceptsEcdsaWithSha384() {
        TestPlatform platform = new TestPlatform("wide").signingWith(KeyAlgorithm.ECDSA_SHA384);

        ChainVerdict verdict = new ChainVerifier(platform.roots()).verify(platform.chain());

        assertThat(verdict.isTrusted()).isTrue();
        assertThat(verdict.links().get(0).algorithm()).isEqualTo("ECDSA_SHA384 (0x102)");
    }

    /** An OCA that {@code sevctl generate} made: bytes behind its key are signed, and no reader looks at them. */
    @Test
    void acceptsBytesBehindAKeyThatAreSigned() {
        Bytes ca = Vectors.read("chains/sevctl-provisioned-ca.chain");
        PlatformChain chain = PlatformChain.parse(Vectors.read("chains/sevctl-provisioned.chain"));
        assertThat(chain.oca().content().publicKey().from(0x94).isAllZero()).isFalse();
        byte[] changed = chain.sevChain().toArray();
        changed[2 * SevCertificate.SIZE + 0x10 + 0x94] ^= 1;
        ChainVerifier verifier = new ChainVerifier(TrustedRoots.ofCertificates(ca.from(1600)), Workers.direct());

        assertThat(verifier.verify(chain.withCa(ca)).isTrusted()).isTrue();
        assertThat(verifier.verify(PlatformChain.parse(Bytes.copyOf(changed)).withCa(ca))
                        .firstFailure()
                        .orElseThrow()
                        .reason())
                .isEqualTo("signature 1 of the OCA does not verify under the OCA key");
    }

    @Test
    void namesAPdhOfAnotherExport() {
        PlatformChain chain = PlatformChain.parse(Vectors.read("chains/pdh-of-an-older-pek.chain"));

        ChainVerdict verdict = new ChainVerifier(
                        TrustedRoots.ofCertificates(chain.ark().orElseThrow().raw()))
                .verify(chain);

        assertThat(verdict.firstFailure().orElseThrow().reason())
                .endsWith("; a PDH of another export, before or after pek-gen or pdh-gen, has another PEK");
    }

    @Test
    void acceptsAnOwnerWithAnRsaKey() {
        TestPlatform platform = new TestPlatform("rsa").withRsaOca();

        ChainVerdict verdict = new ChainVerifier(platform.roots()).verify(platform.chain());

        assertThat(verdict.describe()).isEqualTo("certificate chain holds up to a trusted simulated root");
        assertThat(verdict.links().get(3).algorithm()).isEqualTo("RSA_SHA256 (0x1)");
    }

    /** Certificates that are properly signed and still not what they should be; the key is good. */
    @ParameterizedTest(name = "{4}")
    @CsvSource({
        "PDH, 2, 0x1003, 0x003, 'PDH has version 2, expected 1'",
        "PDH, 1, 0x1002, 0x003, 'PDH has usage PEK (0x1002), expected PDH (0x1003)'",
        "PEK, 1, 0x7777, 0x002, 'PEK has usage 0x7777 (unknown), expected PEK (0x1002)'",
        "PDH, 1, 0x1003, 0x002, 'PDH has algorithm ECDSA_SHA256 (0x2), which a key of its usage cannot have'",
        "PDH, 1, 0x1003, 0x001, 'PDH has algorithm RSA_SHA256 (0x1), which a key of its usage cannot have'",
        "PDH, 1, 0x1003, 0x042, 'PDH has algorithm 0x42 (unknown), which a key of its usage cannot have'"
    })
    void refusesBodiesOfOtherKinds(KeyUsage role, String version, String usage, String algorithm, String reason) {
        Bytes good = new TestPlatform("bent").pdhKey().publicKey().encode();

        refuses(role, body(Integer.decode(version), Integer.decode(usage), Integer.decode(algorithm), good), reason);
    }

    /** Fields of the PDH's key; the rest of the certificate is good. */
    static Stream<Arguments> bentKeys() {
        Bytes good = new TestPlatform("bent").pdhKey().publicKey().encode();
        return Stream.of(
                Arguments.of(changed(good, 0, 1), "PDH key is on curve 1, expected 2 (P-384)"),
                Arguments.of(changed(good, 4, good.u8(4) ^ 1), "PDH key is not a point of P-384"),
                Arguments.of(
                        new EcPublicKey(2, Bytes.zeros(72), Bytes.zeros(72)).encode(),
                        "PDH key is not a point of P-384"),
                Arguments.of(changed(good, 52, 1), "PDH key coordinates are longer than 48 bytes"));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("bentKeys")
    void refusesKeysThatAreNoPoints(Bytes key, String reason) {
        refuses(KeyUsage.PDH, body(1, 0x1003, 0x003, key), reason);
    }

    private static void refuses(KeyUsage role, SevCertificate body, String reason) {
        TestPlatform platform = new TestPlatform("bent").bend(role, ignored -> body);

        assertThat(failure(platform)).isEqualTo(reason);
    }

    @ParameterizedTest(name = "usage {0} algorithm {1}")
    @CsvSource({
        "0x1002, 0x000, PDH has a malformed signature slot 1: usage PEK (0x1002) with algorithm INVALID (0x0)",
        "0x1000, 0x002, PDH has a malformed signature slot 1: usage INVALID (0x1000) with algorithm ECDSA_SHA256 (0x2)",
        "0x1001, 0x002, PDH carries no signature by the PEK",
        "0x1000, 0x000, PDH has bytes that are not zero in its empty signature slot 1",
        "0x1002, 0x102, 'PDH slot 1 has algorithm ECDSA_SHA384 (0x102), the PEK key is ECDSA_SHA256 (0x2)'"
    })
    void refusesBadSlots(String usage, String algorithm, String reason) {
        TestPlatform platform = new TestPlatform("slots");
        byte[] pdh = platform.pdh().toArray();
        Bytes.concat(Bytes.u32Le(Integer.decode(usage)), Bytes.u32Le(Integer.decode(algorithm)))
                .copyTo(pdh, 0x414);
        PlatformChain chain = PlatformChain.of(Bytes.copyOf(pdh), platform.pekOcaCek(), platform.askArk());

        ChainVerdict verdict = new ChainVerifier(platform.roots()).verify(chain);

        assertThat(verdict.firstFailure().orElseThrow().reason()).isEqualTo(reason);
    }

    @Test
    void acceptsThePekSignaturesInEitherOrder() {
        TestPlatform platform = new TestPlatform("order");
        byte[] chain = platform.pekOcaCek().toArray();
        byte[] swapped = chain.clone();
        System.arraycopy(chain, 0x414, swapped, 0x61C, 0x208);
        System.arraycopy(chain, 0x61C, swapped, 0x414, 0x208);

        ChainVerdict verdict = new ChainVerifier(platform.roots())
                .verify(PlatformChain.of(platform.pdh(), Bytes.copyOf(swapped), platform.askArk()));

        assertThat(verdict.isTrusted()).isTrue();
    }

    @Test
    void refusesBentAmdCertificates() {
        Bytes stranger = Bytes.ofAscii("SOMEBODY-ELSE-ID");

        assertThat(failure(new TestPlatform("a").bendAsk(ask -> withSigner(ask, stranger))))
                .startsWith("ASK names signer ");
        assertThat(failure(new TestPlatform("b").bendAsk(ask -> withUsage(ask, 0))))
                .isEqualTo("ASK has usage ARK (0x0), expected ASK (0x13)");
        assertThat(failure(new TestPlatform("c").bendArk(ark -> withUsage(ark, 0x13))))
                .isEqualTo("ARK has usage ASK (0x13), expected ARK (0x0)");
    }

    private static ChainLink linkFor(String name, PlatformChain good, PlatformChain bad) {
        return switch (name) {
            case "PDH" -> LinkChecks.signed(bad.pdh(), good.pek());
            case "PEK" -> LinkChecks.signed(bad.pek(), good.oca());
            case "OCA" -> LinkChecks.signed(bad.oca(), good.oca());
            case "CEK" -> LinkChecks.signed(bad.cek(), good.ask().orElseThrow());
            case "ASK" -> LinkChecks.signed(bad.ask().orElseThrow(), good.ark().orElseThrow());
            default -> LinkChecks.signed(bad.ark().orElseThrow(), bad.ark().orElseThrow());
        };
    }

    private static String failure(TestPlatform platform) {
        return new ChainVerifier(platform.roots())
                .verify(platform.chain())
                .firstFailure()
                .orElseThrow()
                .reason();
    }

    private static SevCertificate body(int version, int usage, int algorithm, Bytes key) {
        Bytes none = Bytes.zeros(0x200);
        return new SevCertificate(version, 1, 55, usage, algorithm, key, 0x1000, 0, none, 0x1000, 0, none);
    }

    private static Bytes changed(Bytes source, int at, int value) {
        byte[] raw = source.toArray();
        raw[at] = (byte) value;
        return Bytes.copyOf(raw);
    }

    private static AmdCertificate withKeyId(AmdCertificate c, Bytes keyId) {
        return new AmdCertificate(c.version(), keyId, keyId, c.usage(), c.exponent(), c.modulus(), c.signature());
    }

    private static AmdCertificate withSigner(AmdCertificate c, Bytes signer) {
        return new AmdCertificate(c.version(), c.keyId(), signer, c.usage(), c.exponent(), c.modulus(), c.signature());
    }

    private static AmdCertificate withUsage(AmdCertificate c, int usage) {
        return new AmdCertificate(
                c.version(), c.keyId(), c.certifyingId(), usage, c.exponent(), c.modulus(), c.signature());
    }
}
