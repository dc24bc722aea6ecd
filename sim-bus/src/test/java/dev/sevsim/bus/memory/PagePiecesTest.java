package dev.sevsim.bus.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PagePiecesTest {
    private static List<String> pieces(long address, int offset, int length) {
        List<String> pieces = new ArrayList<>();
        PagePieces.each(
                address, offset, length, (at, from, n) -> pieces.add(Long.toHexString(at) + " " + from + " " + n));
        return pieces;
    }

    @Test
    void keepsARangeInOnePageWhole() {
        assertThat(pieces(0x1000, 3, 0x1000)).containsExactly("1000 3 4096");
        assertThat(pieces(0x1FFF, 0, 1)).containsExactly("1fff 0 1");
        assertThat(pieces(0x1000, 0, 0)).isEmpty();
    }

    @Test
    void splitsARangeAtEachBoundary() {
        assertThat(pieces(0xFFC, 10, 0x1008)).containsExactly("ffc 10 4", "1000 14 4096", "2000 4110 4");
    }
}
