package dev.sevsim.ovmf.grub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Secret areas of any kind against GRUB's checks of docs/reference/ovmf-guest.md section 14, written down once more on
 * text.
 */
class DiskPassphraseFuzzTest {
    private static final int INPUTS = 10_000;
    private static final String HEADER = "42f5741edd71664d963eef4287ff173b";
    private static final String DISK = "e5696873f084734992ec06879ce3da0b";

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void findsThePassphraseWhereTheReferenceDoes(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < INPUTS; i++) {
            Bytes area = area(random);

            DiskPassphrase.Found found = DiskPassphrase.searchArea(area);

            String expected = expected(area.toHex());
            assertThat(found.text()).as(() -> area.toHex()).startsWith(expected.split("@", 2)[0]);
            assertThat(found.length() > 0 ? "disk passphrase found@" + found.offset() + "+" + found.length() : "none")
                    .as(() -> area.toHex())
                    .isEqualTo(expected.contains("@") ? expected : "none");
        }
    }

    private static String expected(String hex) {
        if (hex.length() < 40 || !hex.startsWith(HEADER)) {
            return "no secret table";
        }
        long total = u32(hex, 32);
        if (total < 20) {
            return "secret table is too short";
        }
        String rest = hex.substring(40, (int) Math.min(hex.length(), 2 * total));
        while (rest.length() >= 40) {
            long length = u32(rest, 32);
            if (length < 20 || 2 * length > rest.length()) {
                return "secret table is corrupt";
            }
            if (rest.startsWith(DISK)) {
                int end = (int) Math.min(hex.length(), 2 * total) - rest.length();
                boolean terminated = rest.startsWith("00", 2 * (int) length - 2);
                return terminated
                        ? "disk passphrase found@" + end / 2 + "+" + length
                        : "disk passphrase is not terminated";
            }
            rest = rest.substring(2 * (int) length);
        }
        return "no disk passphrase";
    }

    private static Bytes area(SplittableRandom random) {
        Bytes entries = Bytes.EMPTY;
        for (int n = random.nextInt(5); n > 0; n--) {
            byte[] data = new byte[random.nextInt(12)];
            random.nextBytes(data);
            Bytes guid = random.nextInt(3) == 0
                    ? Bytes.fromHex(DISK)
                    : Bytes.fromHex(DISK).reversed();
            Bytes end = Bytes.of(random.nextInt(2));
            entries = Bytes.concat(entries, guid, Bytes.u32Le(21 + data.length), Bytes.copyOf(data), end);
        }
        Bytes whole = Bytes.concat(Bytes.fromHex(HEADER), Bytes.u32Le(20 + entries.length()), entries);
        byte[] raw = whole.paddedTo(whole.length() + random.nextInt(64)).toArray();
        for (int n = random.nextInt(3); n > 0; n--) {
            raw[random.nextInt(raw.length)] = (byte) (random.nextBoolean() ? random.nextInt(48) : random.nextInt());
        }
        return Bytes.copyOf(raw, 0, random.nextInt(10) == 0 ? random.nextInt(raw.length) : raw.length);
    }

    private static long u32(String hex, int at) {
        return Long.parseLong(
                hex.substring(at + 6, at + 8)
                        + hex.substring(at + 4, at + 6)
                        + hex.substring(at + 2, at + 4)
                        + hex.substring(at, at + 2),
                16);
    }
}
