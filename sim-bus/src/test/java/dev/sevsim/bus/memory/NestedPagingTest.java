package dev.sevsim.bus.memory;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NestedPagingTest {
    private final NestedPaging paging = new NestedPaging();

    @Test
    void givesEachTableAPageOfItsOwn() {
        long first = paging.install(page -> page + 0x1000);
        long second = paging.install(page -> page + 0x2000);

        assertThat(first).isEqualTo(0x1000);
        assertThat(second).isEqualTo(0x2000);
        assertThat(paging.table(first).translate(0x5000)).isEqualTo(0x6000);
        assertThat(paging.table(second).translate(0x5000)).isEqualTo(0x7000);
    }

    @Test
    void mapsNothingUnderATableThatIsNotThere() {
        long removed = paging.install(page -> page);
        paging.remove(removed);

        assertThat(paging.table(removed).translate(0)).isEqualTo(NestedPageTable.NOT_PRESENT);
        assertThat(paging.table(0xDEAD_0000L).translate(0)).isEqualTo(NestedPageTable.NOT_PRESENT);
        assertThat(paging.install(page -> page)).isNotEqualTo(removed);
    }
}
