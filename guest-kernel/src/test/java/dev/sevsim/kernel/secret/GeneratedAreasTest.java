package dev.sevsim.kernel.secret;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.kernel.SecretAreaInspection;
import dev.sevsim.kernel.fs.OpenFlag;
import dev.sevsim.kernel.image.Era;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Random areas against {@link AreaOracle}. */
class GeneratedAreasTest {
    private static final int ROUNDS = 10_000;

    /** Ten seeds of ten thousand areas. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void agreesWithTheOracle(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < ROUNDS; round++) {
            byte[] area = area(random);
            AreaOracle expected = AreaOracle.of(area);

            SecretAreaInspection seen = SecretAreaInspection.of(Bytes.copyOf(area));

            assertThat(seen.probe())
                    .as("round %d, area %s", round, Bytes.copyOf(area))
                    .isEqualTo(expected.probe());
            assertThat(seen.files().isPresent()).isEqualTo(expected.probe() == 0);
            assertThat(contents(seen)).as("round %d", round).isEqualTo(expected.files());
        }
    }

    private static Map<String, String> contents(SecretAreaInspection seen) {
        Map<String, String> contents = new TreeMap<>();
        seen.files()
                .ifPresent(files -> files.forEach(
                        file -> contents.put(file.name(), file.data().toHex())));
        return contents;
    }

    /** A table that is right, or nearly, or not at all. */
    private static byte[] area(SplittableRandom random) {
        byte[] area = new byte[random.nextInt(8) == 0 ? random.nextInt(24) : 20 + random.nextInt(400)];
        if (random.nextInt(20) == 0) {
            random.nextBytes(area);
            return area;
        }
        byte[] header = Areas.HEADER.toArray();
        System.arraycopy(header, 0, area, 0, Math.min(16, area.length));
        int at = 20;
        while (at + 20 <= area.length && random.nextInt(8) != 0) {
            int length = 20 + random.nextInt(4) * random.nextInt(12);
            int guid = random.nextInt(6);
            put(area, at, guid == 0 ? 0 : guid == 1 ? random.nextInt() : random.nextInt(40));
            put(area, at + 16, random.nextInt(15) == 0 ? random.nextInt(-2, 40) : length);
            for (int i = at + 20; i < Math.min(at + length, area.length); i++) {
                area[i] = (byte) random.nextInt();
            }
            at += length;
        }
        if (area.length >= 20) {
            int off = random.nextInt(6) == 0 ? random.nextInt(-25, 25) : 0;
            put(area, 16, random.nextInt(40) == 0 ? random.nextInt() : Math.min(at, area.length) + off);
        }
        if (area.length > 0 && random.nextInt(10) == 0) {
            area[random.nextInt(area.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return area;
    }

    private static void put(byte[] area, int at, int value) {
        for (int i = 0; i < 4 && at + i < area.length; i++) {
            area[at + i] = (byte) (value >>> (8 * i));
        }
    }

    /** The modules before the merge: never an exception, and always an errno of theirs. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {11, 12, 13})
    void answersInTheEarlierErasToo(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < ROUNDS; round++) {
            byte[] area = area(random);
            SecretGuest guest = SecretGuest.reserved(Bytes.copyOf(area), area.length);
            AreaOracle expected = AreaOracle.of(area);

            int v7 = guest.loadEarly(Era.V7);
            int v2 = guest.loadEarly(Era.V2);

            assertThat(v7).as("round %d", round).isEqualTo(expected.probe() == -19 ? -22 : expected.probe());
            assertThat(v2).as("round %d", round).isIn(0, -12, -17, -22);
            if (expected.probe() == 0) {
                assertThat(v2).as("round %d", round).isZero();
            }
            assertThat(guest.root.stat("/coco").errno()).as("nothing is left").isEqualTo(-2);
        }
    }

    static Stream<List<Integer>> orders() {
        return permutations(List.of(1, 2, 3, 4)).stream();
    }

    private static List<List<Integer>> permutations(List<Integer> numbers) {
        if (numbers.isEmpty()) {
            return List.of(List.of());
        }
        List<List<Integer>> all = new ArrayList<>();
        for (Integer first : numbers) {
            List<Integer> rest = numbers.stream().filter(n -> !n.equals(first)).toList();
            for (List<Integer> tail : permutations(rest)) {
                List<Integer> order = new ArrayList<>(List.of(first));
                order.addAll(tail);
                all.add(order);
            }
        }
        return all;
    }

    /** After each unlink: data and GUID zero, length intact, the others as they were, also after a reload. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("orders")
    void wipesInEveryOrder(List<Integer> order) {
        Bytes table = Areas.table(20 + 4 * 27, Areas.entries(1, 4, 7));
        SecretGuest guest = SecretGuest.reserved(table, 0xC00);
        guest.load();
        byte[] expected = table.toArray();
        List<String> left = new ArrayList<>(
                IntStream.rangeClosed(1, 4).mapToObj(Areas::name).toList());

        for (int number : order) {
            assertThat(guest.root.unlink(SecretGuest.COCO + "/" + Areas.name(number)))
                    .isZero();
            int at = 20 + (number - 1) * 27;
            Arrays.fill(expected, at, at + 16, (byte) 0);
            Arrays.fill(expected, at + 20, at + 27, (byte) 0);
            left.remove(Areas.name(number));

            assertThat(guest.memory.read(SecretGuest.AREA, table.length())).isEqualTo(Bytes.copyOf(expected));
            assertThat(guest.names()).isEqualTo(left);
            guest.modules.unload(EfiSecretModule.NAME);
            assertThat(guest.load()).isZero();
            assertThat(guest.names()).isEqualTo(left);
        }
    }

    @Test
    void reachesTheLastByteOfAPageAndNothingBehindIt() {
        Bytes table = Areas.table(0x1000, Areas.entry(1, 0x1000 - 40));
        SecretGuest guest = SecretGuest.reserved(table, 0x1000);
        guest.memory.write(SecretGuest.AREA + 0x1000, Bytes.ofAscii("next"));
        guest.load();
        int open = guest.open(Areas.name(1), OpenFlag.READ);

        assertThat(guest.read(open)).isEqualTo(table.slice(40, 0x1000));
        assertThat(guest.root.unlink(SecretGuest.COCO + "/" + Areas.name(1))).isZero();

        assertThat(guest.memory.read(SecretGuest.AREA + 0xFFF, 5))
                .isEqualTo(Bytes.concat(Bytes.of(0), Bytes.ofAscii("next")));
    }

    @Test
    void keepsTwoGuestsApart() {
        SecretGuest one = SecretGuest.reserved(Areas.table(45, Areas.entry(1, 5)), 0xC00);
        SecretGuest two = SecretGuest.reserved(Areas.table(45, Areas.entry(1, 5)), 0xC00);
        one.load();
        two.load();

        assertThat(one.root.unlink(SecretGuest.COCO + "/" + Areas.name(1))).isZero();

        assertThat(one.names()).isEmpty();
        assertThat(two.names()).containsExactly(Areas.name(1));
        assertThat(two.memory.read(SecretGuest.AREA + 40, 5)).isEqualTo(Bytes.ofAscii("AAAAA"));
    }
}
