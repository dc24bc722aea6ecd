package dev.sevsim.ovmf.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Guid;
import dev.sevsim.abi.image.OvmfTable;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Footers of any kind against a walk that works on hexadecimal text, written from docs/reference/ovmf-guest.md section
 * 3.2 alone.
 */
class FooterFuzzTest {
    private static final int INPUTS = 10_000;
    private static final int SIZE = 4096;
    private static final String FOOTER = "de82b596b21ff745baeaa366c55a082d";

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void walksAnyFooterAsTheReferenceDoes(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int cleanWalks = 0;
        for (int i = 0; i < INPUTS; i++) {
            Bytes image = image(random);

            OvmfTable table = OvmfTable.read(image);

            List<String> found = table.entries().stream()
                    .map(e -> e.guid().toWire().toHex() + ":" + e.data().toHex())
                    .toList();
            List<String> expected = new ArrayList<>();
            boolean clean = walk(image.toHex(), expected);
            assertThat(found).as(() -> "input " + input(image)).isEqualTo(expected);
            assertThat(table.problem().isEmpty())
                    .as(() -> "input " + input(image))
                    .isEqualTo(clean);
            cleanWalks += clean ? 1 : 0;
        }
        assertThat(cleanWalks).as("the inputs are of both kinds").isBetween(INPUTS / 10, INPUTS * 9 / 10);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {11, 12, 13, 14, 15})
    void explainsAndMatchesAnyFooterWithoutAnException(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < INPUTS; i++) {
            Bytes image = image(random);

            OvmfImageReport report = OvmfImageReport.of(image);
            List<OvmfRelease> releases = ReleaseMatch.of(image);

            assertThat(report.entries()).hasSameSizeAs(OvmfTable.read(image).entries());
            assertThat(report.problems().isEmpty() || !report.problems().get(0).isEmpty())
                    .isTrue();
            for (OvmfRelease release : releases) {
                assertThat(report.entries()).hasSameSizeAs(release.tail().entries());
            }
        }
    }

    /** Fills {@code entries} in walking order; whether the walk came to a clean end. */
    private static boolean walk(String hex, List<String> entries) {
        int digits = hex.length();
        if (!hex.startsWith(FOOTER, digits - 2 * 48)) {
            return false;
        }
        int total = u16(hex, digits - 2 * 50);
        if (total < 18 || total - 18 > digits / 2 - 50) {
            return false;
        }
        String body = hex.substring(digits - 2 * 50 - 2 * (total - 18), digits - 2 * 50);
        while (body.length() >= 36) {
            int length = 2 * u16(body, body.length() - 36);
            if (length < 36 || length > body.length()) {
                return false;
            }
            String entry = body.substring(body.length() - length);
            entries.add(entry.substring(length - 32) + ":" + entry.substring(0, length - 36));
            body = body.substring(0, body.length() - length);
        }
        return true;
    }

    private static int u16(String hex, int at) {
        return new BigInteger(hex.substring(at + 2, at + 4) + hex.substring(at, at + 2), 16).intValue();
    }

    private static Bytes image(SplittableRandom random) {
        List<OvmfTable.Entry> entries = new ArrayList<>();
        for (int n = random.nextInt(9); n > 0; n--) {
            entries.add(new OvmfTable.Entry(guid(random), Bytes.copyOf(bytes(random, random.nextInt(24)))));
        }
        Bytes table = OvmfTable.encode(entries);
        byte[] raw = bytes(random, SIZE);
        table.copyTo(raw, SIZE - 32 - table.length());
        for (int n = random.nextInt(4); n > 0; n--) {
            raw[SIZE - 1 - random.nextInt(Math.min(SIZE, table.length() + 40))] = (byte) random.nextInt();
        }
        if (random.nextInt(8) == 0) {
            raw[SIZE - 50] = (byte) random.nextInt();
            raw[SIZE - 49] = (byte) random.nextInt(32);
        }
        return Bytes.copyOf(raw);
    }

    private static Guid guid(SplittableRandom random) {
        List<Guid> known = List.copyOf(ReleaseMatch.GUIDS.values());
        return random.nextInt(4) == 0
                ? Guid.fromWire(bytes(random, 16), 0)
                : known.stream().sorted().toList().get(random.nextInt(known.size()));
    }

    private static byte[] bytes(SplittableRandom random, int length) {
        byte[] raw = new byte[length];
        random.nextBytes(raw);
        return raw;
    }

    private static String input(Bytes image) {
        return image.from(SIZE - 512).toHex();
    }
}
