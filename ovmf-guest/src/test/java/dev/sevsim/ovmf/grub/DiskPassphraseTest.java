package dev.sevsim.ovmf.grub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import org.junit.jupiter.api.Test;

class DiskPassphraseTest {
    /** docs/reference/guest-kernel.md section 4.1: the disk passphrase and a bundle. */
    private static final Bytes TWO_ENTRIES = Bytes.fromHex("42F5741EDD71664D963EEF4287FF173B"
                    + "52000000E5696873F084734992EC0687" + "9CE3DA0B1E0000006469736B2D706173"
                    + "730062A1F5E67FD65047A67C5D065F2A" + "9910200000007B226B223A2241413D3D" + "227D")
            .paddedTo(0xC00);

    private static Bytes changed(int offset, int value) {
        byte[] raw = TWO_ENTRIES.toArray();
        raw[offset] = (byte) value;
        return Bytes.copyOf(raw);
    }

    @Test
    void findsThePassphraseOfTheWorkedExample() {
        assertThat(DiskPassphrase.searchArea(TWO_ENTRIES).text()).isEqualTo("disk passphrase found");
    }

    @Test
    void looksBehindOtherEntries() {
        Bytes bundleFirst = Bytes.concat(
                TWO_ENTRIES.slice(0, 20), TWO_ENTRIES.slice(50, 82), TWO_ENTRIES.slice(20, 50), TWO_ENTRIES.from(82));

        assertThat(DiskPassphrase.searchArea(bundleFirst).text()).isEqualTo("disk passphrase found");
    }

    @Test
    void reportsTheCheckThatFailed() {
        assertThat(DiskPassphrase.searchArea(changed(0, 0)).text()).startsWith("no secret table");
        assertThat(DiskPassphrase.searchArea(changed(16, 19)).text()).isEqualTo("secret table is too short");
        assertThat(DiskPassphrase.searchArea(changed(36, 19)).text()).isEqualTo("secret table is corrupt");
        assertThat(DiskPassphrase.searchArea(changed(36, 63)).text()).isEqualTo("secret table is corrupt");
        assertThat(DiskPassphrase.searchArea(changed(49, 'x')).text()).contains("not terminated");
        assertThat(DiskPassphrase.searchArea(changed(20, 0)).text()).startsWith("no disk passphrase");
        assertThat(DiskPassphrase.searchArea(changed(16, 39)).text()).startsWith("no disk passphrase");
    }

    @Test
    void acceptsAnEmptyPassphraseBecauseTheByteBeforeItIsTheLengthsTop() {
        assertThat(DiskPassphrase.searchArea(changed(36, 20)).text()).isEqualTo("disk passphrase found");
    }

    @Test
    void staysInsideTheAreaWhenTheLengthDoesNot() {
        Bytes huge = Bytes.concat(
                TWO_ENTRIES.slice(0, 16),
                Bytes.fromHex("FFFFFFFF 00000000000000000000000000000000 FFFFFFFF"),
                Bytes.zeros(60));

        assertThat(DiskPassphrase.searchArea(huge).text()).isEqualTo("secret table is corrupt");
    }
}
