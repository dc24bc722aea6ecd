package dev.sevsim.ovmf.dxe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Guid;
import dev.sevsim.abi.efi.EfiStatus;
import dev.sevsim.abi.efi.EfiSystemTable;
import dev.sevsim.bus.memory.Encryption;
import dev.sevsim.ovmf.sec.GuestMemory;
import dev.sevsim.testkit.guest.FakeCpu;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.zip.CRC32;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Calls of InstallConfigurationTable in any order against a map, by the rules of docs/reference/ovmf-guest.md section
 * 8.3.
 */
class ConfigurationTableFuzzTest {
    private static final int CALLS = 10_000;
    private static final int GUIDS = 40;

    private final FakeCpu cpu = FakeCpu.sev(FakeCpu.SEV);
    private final GuestMemory memory = new GuestMemory(cpu, Encryption.ENCRYPTED);
    private final MemoryMap map = new MemoryMap();
    private final Map<Guid, Long> model = new LinkedHashMap<>();

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void keepsTheTablesThatWereInstalledInOrder(long seed) {
        map.set(0x10_0000, 0x400_0000, 7);
        SystemTables tables =
                SystemTables.create(memory, new MemoryPool(map), 1, 2).orElseThrow();
        SplittableRandom random = new SplittableRandom(seed);
        for (int call = 0; call < CALLS; call++) {
            int number = random.nextInt(GUIDS);
            Guid guid = Guid.fromWire(
                    Bytes.of(number, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)
                            .toArray(),
                    0);
            long table = random.nextInt(3) == 0 ? 0 : random.nextLong();

            assertThat(tables.install(guid, table)).isEqualTo(expected(guid, table));

            assertThat(tables.find(guid)).isEqualTo(found(guid));
            assertThat(contents(tables)).as("call " + call).isEqualTo(expectedContents());
        }
        assertThat(map.descriptors().stream()
                        .filter(d -> d.type() == 6)
                        .mapToLong(d -> d.pages())
                        .sum())
                .as("what was outgrown is given back")
                .isLessThanOrEqualTo(2);
    }

    private long expected(Guid guid, long table) {
        if (table != 0) {
            model.put(guid, table);
            return EfiStatus.SUCCESS;
        }
        return model.remove(guid) == null ? EfiStatus.NOT_FOUND : EfiStatus.SUCCESS;
    }

    private OptionalLong found(Guid guid) {
        Long table = model.get(guid);
        return table == null ? OptionalLong.empty() : OptionalLong.of(table);
    }

    private Bytes expectedContents() {
        return Bytes.concat(model.entrySet().stream()
                .map(e -> Bytes.concat(e.getKey().toWire(), Bytes.u64Le(e.getValue())))
                .toArray(Bytes[]::new));
    }

    /** The array as a kernel reads it, once the system table's checksum is right. */
    private Bytes contents(SystemTables tables) {
        byte[] raw = memory.read(tables.address(), EfiSystemTable.SIZE).toArray();
        EfiSystemTable system = EfiSystemTable.CODEC.decode(Bytes.copyOf(raw));
        raw[16] = raw[17] = raw[18] = raw[19] = 0;
        CRC32 crc = new CRC32();
        crc.update(raw);
        assertThat(system.crc32()).isEqualTo((int) crc.getValue());
        return memory.read(system.configurationTable(), (int) system.tableEntries() * 24);
    }
}
