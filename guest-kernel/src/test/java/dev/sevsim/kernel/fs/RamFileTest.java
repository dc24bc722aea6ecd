package dev.sevsim.kernel.fs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import org.junit.jupiter.api.Test;

class RamFileTest {
    private final RamFile file = new RamFile(new byte[] {1, 2, 3});
    private final FileHandle handle = file.open();

    private Bytes content() {
        byte[] target = new byte[16];
        return Bytes.copyOf(target, 0, Math.max(0, handle.read(0, target, 0, 16)))
                        .isEmpty()
                ? Bytes.EMPTY
                : Bytes.copyOf(target, 0, handle.read(0, target, 0, 16));
    }

    @Test
    void readsUpToItsEnd() {
        byte[] target = new byte[4];

        assertThat(handle.read(1, target, 0, 4)).isEqualTo(2);
        assertThat(target).containsExactly(2, 3, 0, 0);
        assertThat(handle.read(3, target, 0, 4)).isZero();
        assertThat(handle.read(9, target, 0, 4)).isZero();
    }

    @Test
    void growsWithZerosInTheGap() {
        assertThat(handle.write(5, new byte[] {9}, 0, 1)).isEqualTo(1);

        assertThat(content()).isEqualTo(Bytes.of(1, 2, 3, 0, 0, 9));
        assertThat(file.size()).isEqualTo(6);
    }

    @Test
    void refusesToGrowBeyond64Mebibytes() {
        assertThat(handle.write(64L << 20, new byte[] {9}, 0, 1)).isEqualTo(-28);
        assertThat(file.size()).isEqualTo(3);
    }

    @Test
    void losesItsContentWhenTruncated() {
        assertThat(file.resize(0)).isZero();

        assertThat(file.size()).isZero();
        assertThat(handle.end()).isZero();
    }
}
