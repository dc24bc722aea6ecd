package dev.sevsim.machine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.SecretBytes;
import dev.sevsim.abi.secret.SecretTable;
import dev.sevsim.bus.time.SeededRandom;
import dev.sevsim.machine.OwnerSpec.Secrets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GuestDisksTest {
    private static final SecretTable.Entry PASSPHRASE =
            new SecretTable.Entry(SecretTable.DISK_PASSPHRASE, SecretBytes.of(Bytes.ofAscii("open sesame\0")));

    @Test
    void addsASamplePassphraseWhereThereIsNone() {
        Secrets added = GuestDisks.withPassphrase(Secrets.NONE);

        assertThat(added.entries()).singleElement().satisfies(entry -> {
            assertThat(entry.guid()).isEqualTo(SecretTable.DISK_PASSPHRASE);
            assertThat(entry.data()).isEqualTo(SecretBytes.of(Bytes.ofAscii("sample-disk-passphrase\0")));
        });
        assertThat(GuestDisks.withPassphrase(Secrets.of(PASSPHRASE))).isEqualTo(Secrets.of(PASSPHRASE));
        Secrets readyMade = new Secrets(List.of(), Optional.of(Bytes.zeros(16)));
        assertThat(GuestDisks.withPassphrase(readyMade)).isEqualTo(readyMade);
    }

    @Test
    void encryptsTheFirstDiskAlone() {
        Bytes data = Bytes.zeros(512);
        List<Bytes> plain = disks(GuestSpec.builder().dataDisk(data), Secrets.NONE);
        List<Bytes> encrypted = disks(GuestSpec.builder().dataDisk(data).encryptedDisk(), Secrets.of(PASSPHRASE));

        assertThat(plain).hasSize(2).endsWith(data);
        assertThat(encrypted).hasSize(2).endsWith(data);
        assertThat(encrypted.get(0).slice(0, 6)).as("magic of LUKS").isEqualTo(Bytes.fromHex("4c554b53babe"));
        assertThat(plain.get(0).slice(0, 6)).isNotEqualTo(Bytes.fromHex("4c554b53babe"));
    }

    private static List<Bytes> disks(GuestSpec.Builder guest, Secrets secrets) {
        return GuestDisks.of(guest.build(), secrets, SeededRandom.of(1));
    }
}
