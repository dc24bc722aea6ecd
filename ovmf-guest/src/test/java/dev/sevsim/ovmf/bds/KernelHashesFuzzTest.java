package dev.sevsim.ovmf.bds;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.efi.EfiStatus;
import dev.sevsim.abi.image.KernelHashes;
import dev.sevsim.abi.image.OvmfTable.Area;
import dev.sevsim.bus.memory.Encryption;
import dev.sevsim.ovmf.dxe.Blob;
import dev.sevsim.ovmf.image.BlobVerification;
import dev.sevsim.ovmf.sec.GuestMemory;
import dev.sevsim.ovmf.sec.SerialConsole;
import dev.sevsim.testkit.guest.FakeCpu;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Kernel-hashes tables of any kind against the rules of docs/reference/ovmf-guest.md sections 9.3 to 9.5, written down
 * once more.
 */
class KernelHashesFuzzTest {
    private static final int INPUTS = 10_000;
    private static final long AREA = 0x81_0C00;
    private static final long BLOB = 0x10_0000;
    private static final int SIZE = 0x400;
    private static final Bytes CONTENT = Bytes.ofAscii("blob of the test");
    private static final String TABLE = "06d63894224fc94cb479a793d411fd21";
    private static final Map<String, String> GUIDS = Map.of(
            "kernel", "3794e74dd2ab7f42b835d5b172d2045b",
            "initrd", "31f7ba442f3ad74b9af141e29169781d",
            "cmdline", "d82dd09720bd944caa78e7714d36ab2a");
    private static final List<String> NAMES = List.of("kernel", "initrd", "cmdline", "shim");

    private enum Outcome {
        SUCCESS,
        DENIED,
        HANG
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void judgesByAnyTableAsTheReferenceDoes(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        FakeCpu cpu = FakeCpu.sev(FakeCpu.SEV);
        cpu.guestWrite(BLOB, CONTENT);
        GuestMemory memory = new GuestMemory(cpu, Encryption.ENCRYPTED);
        Set<Outcome> seen = EnumSet.noneOf(Outcome.class);
        for (int i = 0; i < INPUTS; i++) {
            byte[] table = table(random);
            BlobVerification rule = random.nextBoolean() ? BlobVerification.HANG : BlobVerification.DENY;
            String name = NAMES.get(random.nextInt(NAMES.size()));
            memory.write(AREA, table);

            Outcome outcome = outcome(memory, rule, name);
            seen.add(outcome);

            assertThat(outcome)
                    .as(() -> rule + " " + name + " " + Bytes.copyOf(table).toHex())
                    .isEqualTo(expected(Bytes.copyOf(table).toHex(), rule, name));
        }
        assertThat(seen).as("the inputs are of every kind").hasSize(Outcome.values().length);
    }

    private static Outcome outcome(GuestMemory memory, BlobVerification rule, String name) {
        try {
            long status = SevHashesVerifier.open(memory, new SerialConsole(memory.cpu()), rule, new Area(AREA, SIZE))
                    .verify(name, new Blob(BLOB, CONTENT.length()), EfiStatus.SUCCESS);
            assertThat(status).isIn(EfiStatus.SUCCESS, EfiStatus.ACCESS_DENIED);
            return status == EfiStatus.SUCCESS ? Outcome.SUCCESS : Outcome.DENIED;
        } catch (FakeCpu.Stopped stopped) {
            assertThat(stopped).hasMessage("dead loop");
            return Outcome.HANG;
        }
    }

    private static Outcome expected(String hex, BlobVerification rule, String name) {
        Outcome wrong = rule == BlobVerification.HANG ? Outcome.HANG : Outcome.DENIED;
        int total = u16(hex, 32);
        if (!hex.startsWith(TABLE) || total <= 18 || total > SIZE) {
            return Outcome.DENIED;
        }
        String guid = GUIDS.get(name);
        if (guid == null) {
            return wrong;
        }
        String rest = hex.substring(36, 2 * total);
        while (rest.length() >= 36 && rest.length() >= 2 * u16(rest, 32)) {
            int length = u16(rest, 32);
            if (rest.startsWith(guid)) {
                if (length != 50) {
                    return Outcome.DENIED;
                }
                String digest = KernelHashes.sha256(CONTENT).toHex().toLowerCase(java.util.Locale.ROOT);
                return rest.startsWith(digest, 36) ? Outcome.SUCCESS : wrong;
            }
            if (length == 0) {
                return Outcome.HANG;
            }
            rest = rest.substring(2 * length);
        }
        return rule == BlobVerification.HANG ? Outcome.SUCCESS : Outcome.DENIED;
    }

    private static byte[] table(SplittableRandom random) {
        Bytes good = KernelHashes.of(
                        random.nextBoolean() ? CONTENT : Bytes.EMPTY,
                        random.nextBoolean() ? CONTENT : Bytes.EMPTY,
                        "quiet")
                .encode();
        byte[] raw = new byte[SIZE];
        if (random.nextInt(4) == 0) {
            random.nextBytes(raw);
        }
        good.copyTo(raw, 0);
        int[] interesting = {0, 16, 17, 18, 34, 35, 36, 68, 84, 85, 86, 118, 134, 135, 136};
        for (int n = random.nextInt(4); n > 0; n--) {
            int at = random.nextInt(3) == 0 ? random.nextInt(200) : interesting[random.nextInt(interesting.length)];
            raw[at] = (byte) (random.nextBoolean() ? random.nextInt(4) : random.nextInt(256));
        }
        if (random.nextInt(20) == 0) {
            Arrays.fill(raw, 0, random.nextInt(200), (byte) 0);
        }
        return raw;
    }

    private static int u16(String hex, int at) {
        return Integer.parseInt(hex.substring(at + 2, at + 4) + hex.substring(at, at + 2), 16);
    }
}
