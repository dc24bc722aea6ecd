package dev.sevsim.abi.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Vectors;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

class KernelHashesTest {
    /** The table of docs/reference/ovmf-guest.md section 9.2. */
    private static final Bytes WORKED = Bytes.fromHex("""
            06 D6 38 94 22 4F C9 4C B4 79 A7 93 D4 11 FD 21
            A8 00 D8 2D D0 97 20 BD 94 4C AA 78 E7 71 4D 36
            AB 2A 32 00 F1 8A AE 9B 3C 09 E5 5B C3 04 7A D3
            61 E2 44 2D 7C 53 37 24 70 B2 95 8F B8 32 93 20
            9A 78 4F 71 31 F7 BA 44 2F 3A D7 4B 9A F1 41 E2
            91 69 78 1D 32 00 E3 B0 C4 42 98 FC 1C 14 9A FB
            F4 C8 99 6F B9 24 27 AE 41 E4 64 9B 93 4C A4 95
            99 1B 78 52 B8 55 37 94 E7 4D D2 AB 7F 42 B8 35
            D5 B1 72 D2 04 5B 32 00 A2 04 D4 AD 1D E3 E9 B0
            77 51 89 9E 5C F4 D4 A3 01 73 28 C4 13 72 C7 0F
            DC C8 DB 95 87 BB 38 FB 00 00 00 00 00 00 00 00""");

    @Test
    void writesAndReadsTheWorkedExample() {
        KernelHashes hashes = KernelHashes.of(Bytes.ofAscii("KERNEL"), Bytes.EMPTY, "console=ttyS0");

        assertThat(hashes.encode()).isEqualTo(WORKED);
        assertThat(KernelHashes.decode(WORKED)).contains(hashes);
        assertThat(KernelHashes.decode(WORKED.slice(0, 168))).contains(hashes);
    }

    /** Values of docs/reference/kvm-host.md section 5.4. */
    @ParameterizedTest
    @CsvSource({
        "'', 6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "console=ttyS0 loglevel=7, 321c8eec6a77bad179511397f913a083067ad8cb737bb260aacbfe8df70fc50a"
    })
    void hashesTheCommandLineWithItsNul(String commandLine, String expected) {
        KernelHashes hashes = KernelHashes.of(Bytes.EMPTY, Bytes.EMPTY, commandLine);

        assertThat(hashes.commandLine()).isEqualTo(Bytes.fromHex(expected));
        assertThat(hashes.initrd().toHex())
                .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }

    @Test
    void writesTheTableOfNothing() {
        Bytes table = KernelHashes.of(Bytes.EMPTY, Bytes.EMPTY, "").encode();

        assertThat(KernelHashes.sha256(table).toHex())
                .isEqualTo("6e725681a17ae9f186635cbc1be742508b61e0e550918894f1a5363ac86b5a1a");
    }

    static Stream<String> measuredLaunches() {
        return StreamSupport.stream(
                        Vectors.json("sev-snp-measure.json").get("cases").spliterator(), false)
                .map(one -> one.get("args").asString())
                .filter(args -> args.startsWith("--mode sev --ovmf synth"))
                .filter(args -> args.contains("--kernel") && !args.contains("base64") && !args.contains("x64"));
    }

    @ParameterizedTest
    @MethodSource("measuredLaunches")
    void agreesWithSevSnpMeasure(String args) {
        JsonNode recorded = StreamSupport.stream(
                        Vectors.json("sev-snp-measure.json").get("cases").spliterator(), false)
                .filter(one -> one.get("args").asString().equals(args))
                .findFirst()
                .orElseThrow();
        Bytes image = Vectors.read("fw/" + argument(args));
        Bytes initrd = args.contains("--initrd") ? Vectors.read("fw/synth-initrd.bin") : Bytes.EMPTY;
        String commandLine = args.contains("--append") ? "console=ttyS0" : "";

        Bytes table = KernelHashes.of(Vectors.read("fw/synth-kernel.bin"), initrd, commandLine)
                .encode();

        assertThat(KernelHashes.sha256(Bytes.concat(image, table)).toHex())
                .isEqualTo(recorded.get("output").asString());
    }

    @Test
    void refusesEveryChangeOfWhatIsNoHash() {
        Bytes table = WORKED.slice(0, KernelHashes.TABLE_LENGTH);

        for (int at = 0; at < table.length(); at++) {
            byte[] raw = table.toArray();
            raw[at] ^= 1;
            boolean hash = at >= 18 && (at - 18) % 50 >= 18;

            assertThat(KernelHashes.decode(Bytes.copyOf(raw)).isPresent())
                    .as("byte %d", at)
                    .isEqualTo(hash);
        }
    }

    @Test
    void refusesTablesThatAreTooShort() {
        assertThat(KernelHashes.decode(WORKED.slice(0, 167))).isEmpty();
        assertThat(KernelHashes.decode(Bytes.EMPTY)).isEmpty();
    }

    @Test
    void survivesTwoHundredSeededRoundTrips() {
        for (int seed = 0; seed < 200; seed++) {
            byte[] hashes = new byte[96];
            new SplittableRandom(seed).nextBytes(hashes);
            KernelHashes table = new KernelHashes(
                    Bytes.copyOf(hashes, 0, 32), Bytes.copyOf(hashes, 32, 32), Bytes.copyOf(hashes, 64, 32));

            assertThat(KernelHashes.decode(table.encode())).as("seed %d", seed).contains(table);
        }
    }

    /** The image that {@code --ovmf} names. */
    private static String argument(String args) {
        String rest = args.substring("--mode sev --ovmf ".length());
        return rest.substring(0, rest.indexOf(' '));
    }
}
