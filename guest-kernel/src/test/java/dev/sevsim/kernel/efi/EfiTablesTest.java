package dev.sevsim.kernel.efi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Guid;
import dev.sevsim.abi.efi.EfiSystemTable;
import dev.sevsim.kernel.core.KernelLog;
import dev.sevsim.kernel.core.KernelTime;
import dev.sevsim.kernel.memory.PlainMemory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Configuration tables of any content: the last entry with the GUID wins, all ones is none, and nothing throws. */
class EfiTablesTest {
    private static final int ROUNDS = 10_000;
    private static final long SYSTEM_TABLE = 0x1000;
    private static final long TABLES = 0x2000;
    private static final Guid WANTED = Guid.of("adf956ad-e98c-484c-ae11-b51c7d336447");
    /** docs/reference/guest-kernel.md section 3, on the wire: 4, 2 and 2 bytes reversed, the rest as printed. */
    private static final Bytes WIRE = Bytes.fromHex("ad56f9ad8ce94c48ae11b51c7d336447");

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void agreesWithTheReference(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < ROUNDS; round++) {
            PlainMemory memory = new PlainMemory();
            int entries = random.nextInt(8);
            OptionalLong expected = OptionalLong.empty();
            for (int i = 0; i < entries; i++) {
                byte[] raw = new byte[24];
                random.nextBytes(raw);
                if (random.nextInt(3) == 0) {
                    WIRE.copyTo(raw, 0);
                    long pointer = random.nextInt(4) == 0 ? -1 : random.nextLong();
                    ByteBuffer.wrap(raw).order(ByteOrder.LITTLE_ENDIAN).putLong(16, pointer);
                    expected = pointer == -1 ? OptionalLong.empty() : OptionalLong.of(pointer);
                }
                memory.write(TABLES + i * 24L, Bytes.copyOf(raw));
            }
            boolean isSystemTable = random.nextInt(10) != 0;
            memory.write(SYSTEM_TABLE, systemTable(random, isSystemTable, entries));

            Optional<EfiTables> found = EfiTables.parse(
                    memory,
                    SYSTEM_TABLE,
                    WANTED,
                    "CocoSecret",
                    new KernelLog(KernelTime.fixed(Instant.EPOCH), line -> {}));

            assertThat(found.isPresent()).as("round %d", round).isEqualTo(isSystemTable);
            if (found.isPresent()) {
                assertThat(found.get().secret()).as("round %d", round).isEqualTo(expected);
            }
        }
    }

    private static Bytes systemTable(SplittableRandom random, boolean valid, int entries) {
        return new EfiSystemTable(
                        valid ? EfiSystemTable.SIGNATURE : random.nextLong(),
                        random.nextInt(),
                        random.nextInt(),
                        random.nextInt(),
                        random.nextInt(3) == 0 ? 0 : random.nextLong(),
                        random.nextInt(),
                        random.nextLong(),
                        random.nextLong(),
                        random.nextLong(),
                        random.nextLong(),
                        random.nextLong(),
                        random.nextLong(),
                        random.nextLong(),
                        random.nextLong(),
                        entries,
                        TABLES)
                .encode();
    }
}
