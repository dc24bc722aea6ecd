package dev.sevsim.owner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.SecretBytes;
import dev.sevsim.abi.cert.KeyUsage;
import dev.sevsim.abi.cert.SevCertificate;
import dev.sevsim.abi.firmware.GuestPolicy;
import dev.sevsim.abi.launch.LaunchSession;
import dev.sevsim.abi.launch.TransportKeys;
import dev.sevsim.bus.time.SeededRandom;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** No bit of what is signed, wrapped or merely padded can change; every way of writing bytes reads back. */
class EveryBitTest {
    private static final PlatformChain CHAIN = PlatformChain.parse(Vectors.read("sev-tool/full.chain"));
    private static final GuestPolicy POLICY = new GuestPolicy(1);
    private static final int ROUNDS = 200;

    @TempDir
    private Path directory;

    /** The signed bytes themselves are flipped in {@link ChainVerifierTest}. */
    @ParameterizedTest
    @CsvSource({"PDH", "PEK", "OCA", "CEK"})
    void refusesEveryFlippedBitOfTheSignatureSlots(KeyUsage role) {
        Bytes good = certificate(role).raw();

        List<Integer> unnoticed = IntStream.range(SevCertificate.BODY_SIZE * 8, SevCertificate.SIZE * 8)
                .parallel()
                .filter(bit -> holds(ReceivedCertificate.read(role, flipped(good, bit))))
                .boxed()
                .toList();

        assertThat(unnoticed).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"ASK", "ARK"})
    void refusesEveryFlippedBitOfAmdsSignatures(KeyUsage role) {
        ReceivedCaCertificate ark = CHAIN.ark().orElseThrow();
        Bytes good = role == KeyUsage.ASK ? CHAIN.ask().orElseThrow().raw() : ark.raw();

        List<Integer> unnoticed = IntStream.range((1600 - 512) * 8, 1600 * 8)
                .parallel()
                .filter(bit -> LinkChecks.signed(ReceivedCaCertificate.read(role, flipped(good, bit)), ark)
                                .result()
                        == ChainLink.Result.HOLDS)
                .boxed()
                .toList();

        assertThat(unnoticed).isEmpty();
    }

    @Test
    void refusesEveryFlippedBitOfASession() {
        JsonNode recorded = Vectors.json("sev-tool/session.json");
        SecretBytes z = SecretBytes.of(Bytes.fromHex(recorded.get("z").asString()));
        Bytes good = Vectors.read("sev-tool/launch_blob.bin");
        assertThat(TransportKeys.open(LaunchSession.CODEC.decode(good), z, POLICY.toWire()))
                .isPresent();

        for (int bit = 0; bit < good.length() * 8; bit++) {
            assertThat(TransportKeys.open(LaunchSession.CODEC.decode(flipped(good, bit)), z, POLICY.toWire()))
                    .as("bit %d", bit)
                    .isEmpty();
        }
    }

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 5);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void readsBackHoweverItIsWritten(long seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < ROUNDS; round++) {
            byte[] raw = new byte[random.nextInt(1, 300)];
            random.nextBytes(raw);
            Bytes content = Bytes.copyOf(raw);
            byte[] text = written(random.nextInt(5), raw);
            Path file = Files.write(directory.resolve("round"), text);

            assertThat(OwnerFiles.readBinary(file, "binary", raw.length))
                    .as("round %d", round)
                    .isEqualTo(content);
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void readsBackEverySessionInEveryLayout(long seed) {
        OwnerSession made = LaunchSessionBuilder.forPlatform(CHAIN.pdh())
                .build(new GuestPolicy((int) seed), SeededRandom.of(Bytes.ofAscii("session " + seed)));
        OwnerFiles files = new OwnerFiles(directory, "vm");
        SevToolFolder folder = new SevToolFolder(directory);

        files.write(made);
        folder.write(made);

        assertThat(files.read(made.policy()).bundle()).isEqualTo(made.bundle());
        assertThat(folder.readSession(made.policy()).bundle()).isEqualTo(made.bundle());
        assertThat(folder.readSession(made.policy()).keys())
                .isEqualTo(files.read(made.policy()).keys());
    }

    private static byte[] written(int form, byte[] raw) {
        String text = switch (form) {
            case 0 -> Bytes.copyOf(raw).toHex();
            case 1 -> Base64.getEncoder().encodeToString(raw) + "\n";
            case 2 -> Base64.getMimeEncoder(20, new byte[] {'\r', '\n'}).encodeToString(raw);
            case 3 -> "-----BEGIN DATA-----\n" + Base64.getEncoder().encodeToString(raw) + "\n-----END DATA-----\n";
            default -> "";
        };
        return text.isEmpty() ? raw : Bytes.ofAscii(text).toArray();
    }

    private static boolean holds(ReceivedCertificate subject) {
        return switch (subject.role()) {
            case PDH -> holds(LinkChecks.signed(subject, CHAIN.pek()));
            case PEK ->
                holds(LinkChecks.signed(subject, CHAIN.oca())) && holds(LinkChecks.signed(subject, CHAIN.cek()));
            case OCA -> holds(LinkChecks.signed(subject, subject));
            default -> holds(LinkChecks.signed(subject, CHAIN.ask().orElseThrow()));
        };
    }

    private static boolean holds(ChainLink link) {
        return link.result() == ChainLink.Result.HOLDS;
    }

    private static ReceivedCertificate certificate(KeyUsage role) {
        return switch (role) {
            case PDH -> CHAIN.pdh();
            case PEK -> CHAIN.pek();
            case OCA -> CHAIN.oca();
            default -> CHAIN.cek();
        };
    }

    private static Bytes flipped(Bytes content, int bit) {
        byte[] raw = content.toArray();
        raw[bit / 8] ^= (byte) (1 << bit % 8);
        return Bytes.copyOf(raw);
    }
}
