package dev.sevsim.host.vmm.device;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Source of the expectations: ATA/ATAPI-6. */
class AtaDriveTest {
    private static final int SECTOR = 512;

    private final AtaDrive drive = new AtaDrive(Bytes.concat(Bytes.of(1).paddedTo(SECTOR), Bytes.of(2)), "42");

    private int word() {
        return drive.nextData(2);
    }

    @Test
    void padsItsContentsToWholeSectors() {
        drive.execute(0x20, 1, 1);

        assertThat(drive.status()).isEqualTo(0x58);
        assertThat(word()).isEqualTo(2);
        for (int i = 1; i < SECTOR / 2; i++) {
            assertThat(word()).isZero();
        }
        assertThat(drive.status()).as("no more data").isEqualTo(0x50);
        assertThat(word()).isEqualTo(0xFFFF);
    }

    @ParameterizedTest(name = "sector {0}, count {1}")
    @CsvSource({"2, 1", "1, 2", "0, 3", "0, 0"})
    void abortsAReadBeyondTheEnd(int lba, int count) {
        drive.execute(0x20, lba, count);

        assertThat(drive.status()).isEqualTo(0x51);
        assertThat(drive.error()).isEqualTo(4);
    }

    @Test
    void reads256SectorsForACountOfZero() {
        AtaDrive large = new AtaDrive(Bytes.zeros(256 * SECTOR), "1");

        large.execute(0x21, 0, 0);

        assertThat(large.status()).isEqualTo(0x58);
        for (int i = 0; i < 256 * SECTOR / 4; i++) {
            assertThat(large.nextData(4)).isZero();
        }
        assertThat(large.status()).isEqualTo(0x50);
    }

    @Test
    void abortsOtherCommandsAndRecovers() {
        drive.execute(0x30, 0, 1);
        assertThat(drive.error()).isEqualTo(4);

        drive.execute(0xEC, 0, 0);

        assertThat(drive.error()).isZero();
        assertThat(word()).as("general configuration: fixed drive").isEqualTo(0x0040);
        for (int i = 1; i < 10; i++) {
            word();
        }
        assertThat(word()).as("serial number, bytes swapped").isEqualTo('4' << 8 | '2');
    }
}
