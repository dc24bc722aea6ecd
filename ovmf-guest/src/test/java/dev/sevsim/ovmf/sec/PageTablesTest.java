package dev.sevsim.ovmf.sec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.bus.memory.Encryption;
import dev.sevsim.ovmf.image.ReleaseBehaviour.TableEncryption;
import dev.sevsim.testkit.guest.FakeCpu;
import org.junit.jupiter.api.Test;

public class PageTablesTest {
    private static final long BASE = 0x80_0000;
    private static final long MASK = 1L << FakeCpu.C_BIT;
    private static final PageTables.CBit LEAVES = new PageTables.CBit(MASK, TableEncryption.LEAVES);
    private static final long ADDRESS = 0x000F_FFFF_FFFF_F000L & ~MASK;

    private final GuestMemory memory = new GuestMemory(FakeCpu.sev(FakeCpu.SEV), Encryption.ENCRYPTED);
    private long nextTable = 0x90_0000;

    private long tablePage() {
        nextTable += 0x1000;
        return nextTable;
    }

    /** A page walk as the processor does it, from the tables' bytes alone. */
    public static long leaf(GuestMemory memory, long root, long address) {
        long entry = memory.u64(root + 8 * ((address >>> 39) & 511));
        entry = memory.u64((entry & ADDRESS) + 8 * ((address >>> 30) & 511));
        entry = memory.u64((entry & ADDRESS) + 8 * ((address >>> 21) & 511));
        if ((entry & 0x80) != 0) {
            return entry;
        }
        return memory.u64((entry & ADDRESS) + 8 * ((address >>> 12) & 511));
    }

    private long leaf(long address) {
        return leaf(memory, BASE, address);
    }

    @Test
    void mapsFourGibPrivateWithLargePages() {
        PageTables.build(memory, BASE, 4, LEAVES);

        for (long address = 0; address < 4L << 30; address += 2L << 20) {
            assertThat(leaf(address)).isEqualTo(address | MASK | 0xE3);
        }
        assertThat(memory.u64(BASE)).isEqualTo(0x80_1023);
        assertThat(memory.u64(BASE + 0x1000 + 24)).isEqualTo(0x80_5023);
        assertThat(memory.u64(BASE + 0x1000 + 32)).isZero();
    }

    @Test
    void splitsALargePageForOneSharedPage() {
        PageTables tables = PageTables.build(memory, BASE, 4, LEAVES);

        tables.share(0x80_9000, 0x1000, () -> 0x80_8000);

        assertThat(leaf(0x80_8000)).isEqualTo(0x80_8000 | MASK | 0x63);
        assertThat(leaf(0x80_9000)).isEqualTo(0x80_9000 | 0x63);
        assertThat(leaf(0x80_A000)).isEqualTo(0x80_A000 | MASK | 0x63);
        assertThat(leaf(0xA0_0000)).isEqualTo(0xA0_0000 | MASK | 0xE3);
    }

    @Test
    void changesWholeLargePagesInPlaceAndGoesBack() {
        PageTables tables = PageTables.build(memory, BASE, 4, LEAVES);
        long start = (1L << 30) - 0x1000;
        long length = 0x40_2000;

        tables.share(start, length, this::tablePage);

        assertThat(leaf(start - 0x1000) & MASK).isEqualTo(MASK);
        assertThat(leaf(start)).isEqualTo(start | 0x63);
        assertThat(leaf(1L << 30)).isEqualTo((1L << 30) | 0xE3);
        assertThat(leaf((1L << 30) + 0x40_0000)).isEqualTo(((1L << 30) + 0x40_0000) | 0x63);
        assertThat(leaf((1L << 30) + 0x40_1000) & MASK).isEqualTo(MASK);

        tables.encrypt(start, length, this::tablePage);

        for (long at = start - 0x1000; at < start + length + 0x1000; at += 0x1000) {
            assertThat(leaf(at) & MASK).isEqualTo(MASK);
        }
    }

    @Test
    void setsTheCBitOfEveryEntryWhereTheReleaseDoes() {
        PageTables tables = PageTables.build(memory, BASE, 4, new PageTables.CBit(MASK, TableEncryption.EVERY_ENTRY));

        tables.share(0x80_9000, 0x1000, () -> 0x80_8000);
        tables.share(0x80_A000, 0x1000, this::tablePage);

        assertThat(memory.u64(BASE)).isEqualTo(0x80_1023 | MASK);
        assertThat(memory.u64(BASE + 0x1000 + 24)).isEqualTo(0x80_5023 | MASK);
        assertThat(memory.u64(BASE + 0x2000 + 8 * 4)).isEqualTo(0x80_8023 | MASK);
        assertThat(leaf(0x80_9000)).isEqualTo(0x80_9063);
        assertThat(leaf(0x80_A000)).isEqualTo(0x80_A063);
        assertThat(leaf(0x80_B000)).isEqualTo(0x80_B063 | MASK);
    }

    @Test
    void endsWhereTheTablesEnd() {
        PageTables tables = PageTables.build(memory, BASE, 1, LEAVES);

        tables.share(0x3FE0_0000, 1L << 40, this::tablePage);

        assertThat(leaf(0x3FE0_0000)).isEqualTo(0x3FE0_0000 | 0xE3);
    }
}
