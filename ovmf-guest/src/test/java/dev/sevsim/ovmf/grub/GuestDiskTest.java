package dev.sevsim.ovmf.grub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import org.junit.jupiter.api.Test;

class GuestDiskTest {
    @Test
    void laysFilesOutBySectors() {
        Bytes disk = new GuestDisk(Bytes.zeros(513), Bytes.ofAscii("initrd"), Bytes.ofAscii("console=ttyS0")).encode();

        assertThat(disk.length()).isEqualTo(5 * 512);
        assertThat(disk.slice(0, 36))
                .isEqualTo(Bytes.fromHex(
                        "5345565349 4d4449534b31 00 01000000 01020000 03000000 06000000" + " 04000000 0d000000"));
        assertThat(disk.slice(3 * 512, 3 * 512 + 6)).isEqualTo(Bytes.ofAscii("initrd"));
        assertThat(disk.slice(4 * 512, 4 * 512 + 13)).isEqualTo(Bytes.ofAscii("console=ttyS0"));
    }

    @Test
    void readsItsHeaderBack() {
        Bytes disk = new GuestDisk(Bytes.zeros(512), Bytes.EMPTY, Bytes.EMPTY).encode();

        assertThat(GuestDisk.readHeader(disk.slice(0, 512)))
                .contains(new GuestDisk.Header(
                        new GuestDisk.Extent(1, 512), new GuestDisk.Extent(2, 0), new GuestDisk.Extent(2, 0)));
    }

    @Test
    void recognisesNothingElse() {
        assertThat(GuestDisk.readHeader(Bytes.zeros(512))).isEmpty();
        assertThat(GuestDisk.readHeader(Bytes.ofAscii("SEVSIMDISK1\0"))).isEmpty();
        assertThat(GuestDisk.readHeader(Bytes.ofAscii("SEVSIMDISK2\0").paddedTo(512)))
                .isEmpty();
    }
}
