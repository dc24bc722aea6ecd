package dev.sevsim.kernel.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.bus.memory.Encryption;
import dev.sevsim.kernel.machine.KernelCpu;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PageTablesTest {
    private static final long TABLES = 0x100000;
    private static final long C_BIT = 1L << 51;

    private final KernelCpu cpu = new KernelCpu();
    private final PageTables tables = new PageTables(cpu, TABLES, 8, C_BIT);
    private final MappedMemory memory = new MappedMemory(cpu, tables);

    @BeforeEach
    void build() {
        tables.build();
    }

    /** An entry as a page walk finds it: through the guest's key. */
    private long entry(long table, int index) {
        return cpu.guestView(table + index * 8L, 8).asLittleEndian().getLong();
    }

    private List<Long> entries(long table, int first, int last) {
        return IntStream.rangeClosed(first, last)
                .mapToObj(index -> entry(table, index))
                .toList();
    }

    /**
     * Layout of four-level x86 tables: present, writable, accessed, dirty = 0x63; large = 0x80;
     * docs/reference/guest-kernel.md section 10.1: C-bit.
     */
    @ParameterizedTest(name = "table {0}, entry {1}")
    @CsvSource({
        "0x0000, 0, 0x0008000000101063",
        "0x0000, 1, 0",
        "0x1000, 3, 0x0008000000105063",
        "0x1000, 4, 0x00080001000000E3",
        "0x2000, 1, 0x00080000002000E3"
    })
    void mapsEverythingPrivate(long table, int index, long expected) {
        assertThat(entry(TABLES + table, index)).isEqualTo(expected);
        assertThat(tables.encryptionOf(0x1234567)).isEqualTo(Encryption.ENCRYPTED);
    }

    @Test
    void splitsALargePageForOneThatIsShared() {
        assertThat(tables.change(0x203000, 1, Encryption.PLAIN)).isZero();

        assertThat(entry(TABLES + 0x2000, 1)).isEqualTo(0x0008_0000_0010_6063L);
        assertThat(entries(TABLES + 0x6000, 3, 4)).containsExactly(0x203063L, 0x0008_0000_0020_4063L);
        assertThat(tables.encryptionOf(0x202FFF)).isEqualTo(Encryption.ENCRYPTED);
        assertThat(tables.encryptionOf(0x203000)).isEqualTo(Encryption.PLAIN);
        assertThat(tables.encryptionOf(0x203FFF)).isEqualTo(Encryption.PLAIN);
        assertThat(tables.encryptionOf(0x204000)).isEqualTo(Encryption.ENCRYPTED);
    }

    @Test
    void changesWholeLargePagesWithoutSplitting() {
        assertThat(tables.change(0x400000, 1024, Encryption.PLAIN)).isZero();

        assertThat(entries(TABLES + 0x2000, 2, 4)).containsExactly(0x4000E3L, 0x6000E3L, 0x0008_0000_0080_00E3L);
        assertThat(cpu.flushes().stream().mapToInt(Integer::intValue).sum()).isEqualTo(4 << 20);
    }

    /** Above four GiB a leaf maps a GiB, so one page costs two tables. */
    @Test
    void splitsTwiceAboveFourGigabytes() {
        assertThat(tables.change(0x1_4000_1000L, 1, Encryption.PLAIN)).isZero();

        assertThat(tables.leafOf(0x1_4000_1000L)).isEqualTo(0x1_4000_1063L);
        assertThat(tables.leafOf(0x1_4000_0000L)).isEqualTo(0x0008_0001_4000_0063L);
        assertThat(tables.leafOf(0x1_4020_0000L)).isEqualTo(0x0008_0001_4020_00E3L);
        assertThat(tables.change(0x1_4020_1000L, 1, Encryption.PLAIN))
                .as("no page left for a table")
                .isEqualTo(-5);
    }

    @Test
    void doesNotKeepTheContent() {
        Bytes text = Bytes.ofAscii("visible?");
        memory.write(0x203000, text);

        tables.change(0x203000, 1, Encryption.PLAIN);
        assertThat(memory.read(0x203000, 8)).isNotEqualTo(text);
        assertThat(cpu.hostView(0x203000, 8)).isEqualTo(memory.read(0x203000, 8));

        tables.change(0x203000, 1, Encryption.ENCRYPTED);
        assertThat(memory.read(0x203000, 8)).isEqualTo(text);
    }

    @Test
    void readsAndWritesAcrossPagesOfBothKinds() {
        tables.change(0x203000, 1, Encryption.PLAIN);
        Bytes text = Bytes.ofAscii("private|shared|private");

        memory.write(0x203000 - 8, text.slice(0, 8));
        memory.write(0x203FF9, text.slice(8, 22));

        assertThat(memory.read(0x203000 - 8, 8)).isEqualTo(text.slice(0, 8));
        assertThat(memory.read(0x203FF9, 14)).isEqualTo(text.slice(8, 22));
        assertThat(cpu.hostView(0x203FF9, 7)).isEqualTo(text.slice(8, 15));
        assertThat(cpu.hostView(0x204000, 7)).isNotEqualTo(text.slice(15, 22));
    }

    @Test
    void refusesWhatIsNoPage() {
        assertThat(tables.change(0x203001, 1, Encryption.PLAIN)).isEqualTo(-5);
        assertThat(tables.change(0x203000, 0, Encryption.PLAIN)).isEqualTo(-5);
        assertThat(tables.change(511L << 30, 1 << 19, Encryption.PLAIN)).isEqualTo(-5);
        assertThat(tables.encryptionOf(0x203000)).isEqualTo(Encryption.ENCRYPTED);
    }

    @Test
    void changesNothingWithoutSev() {
        PageTables plain = new PageTables(cpu, TABLES + 0x10000, 6, 0);
        plain.build();

        assertThat(plain.change(0x203000, 1, Encryption.PLAIN)).isZero();
        assertThat(plain.leafOf(0x203000)).isEqualTo(0x2000E3L);
    }
}
