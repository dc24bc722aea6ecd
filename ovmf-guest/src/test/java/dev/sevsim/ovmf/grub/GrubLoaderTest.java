package dev.sevsim.ovmf.grub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Guid;
import dev.sevsim.abi.SecretBytes;
import dev.sevsim.abi.efi.EfiLoadedImage;
import dev.sevsim.abi.secret.SecretTable;
import dev.sevsim.bus.time.SeededRandom;
import dev.sevsim.ovmf.FakeAtaDisk;
import dev.sevsim.ovmf.FirmwareRun;
import dev.sevsim.ovmf.TestKernel;
import dev.sevsim.ovmf.dxe.BootServicesTest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A guest that boots from an encrypted disk with the passphrase that its owner injected. */
class GrubLoaderTest {
    private static final long DONE = 42;
    private static final long AREA = 0x81_0000;
    private static final String PASSPHRASE = "only for this guest";
    private static final Guid OTHER = Guid.of("e6f5a162-d67f-4750-a67c-5d065f2a9910");
    private static final Bytes INITRD = Bytes.ofAscii("an initrd inside the volume");

    private static Bytes encrypted() {
        GuestDisk content = new GuestDisk(TestKernel.image(), INITRD, Bytes.ofAscii("root=/dev/mapper/root"));
        return EncryptedDisk.encode(content, SecretBytes.of(Bytes.ofAscii(PASSPHRASE)), SeededRandom.of(7));
    }

    private static SecretTable.Entry entry(Guid guid, String data) {
        return new SecretTable.Entry(guid, SecretBytes.of(Bytes.ofAscii(data)));
    }

    private static Bytes table(SecretTable.Entry... entries) {
        return Bytes.copyOf(new SecretTable(List.of(entries)).encode().reveal());
    }

    private static FirmwareRun run(Bytes disk, Bytes secrets) {
        FirmwareRun run = FirmwareRun.sev();
        assertThat(new FakeAtaDisk(run.cpu, disk).fails).isFalse();
        run.cpu.guestWrite(AREA, secrets);
        return run;
    }

    @Test
    void bootsFromAnEncryptedDiskAndWipesThePassphrase() {
        Bytes secrets = table(
                entry(OTHER, "first of three"),
                entry(SecretTable.DISK_PASSPHRASE, PASSPHRASE + "\0"),
                entry(OTHER, "third of three"));
        FirmwareRun run = run(encrypted(), secrets);
        List<Bytes> seen = new ArrayList<>();

        String end = run.boot(r -> {
            EfiLoadedImage image = BootServicesTest.loadedImage(r);
            assertThat(r.read(image.loadOptions(), image.loadOptionsSize()).toArray())
                    .isEqualTo("root=/dev/mapper/root\0".getBytes(StandardCharsets.UTF_16LE));
            assertThat(BootServicesTest.readInitrd(r)).isEqualTo(INITRD);
            seen.add(r.read(AREA, 0xC00));
            return r.exitBootServices();
        });

        assertThat(end).isEqualTo("returned");
        Bytes area = seen.get(0);
        int entryAt = 20 + 20 + "first of three".length();
        int entryEnd = entryAt + 20 + PASSPHRASE.length() + 1;
        assertThat(area.slice(entryAt, entryEnd).isAllZero())
                .as("GUID and length too")
                .isTrue();
        assertThat(area.slice(0, entryAt)).isEqualTo(secrets.slice(0, entryAt));
        assertThat(area.slice(entryEnd, secrets.length())).isEqualTo(secrets.from(entryEnd));
        assertThat(run.cpu.console())
                .containsSubsequence(
                        "GRUB: disk passphrase found",
                        "passphrase wiped",
                        "unlocked with the launch secret",
                        "from the unlocked volume",
                        "StartImage")
                .doesNotContain(PASSPHRASE, "unmeasured");
    }

    @Test
    void wipesThePassphraseEvenWhenItUnlocksNothing() {
        Bytes secrets = table(entry(SecretTable.DISK_PASSPHRASE, "for another guest\0"), entry(OTHER, "stays"));
        FirmwareRun run = run(encrypted(), secrets);

        assertThat(run.boot(r -> DONE)).isEqualTo("dead loop");
        int end = 20 + 20 + "for another guest\0".length();
        assertThat(run.cpu.guestView(AREA + 20, end - 20).isAllZero()).isTrue();
        assertThat(run.cpu.guestView(AREA + end, secrets.length() - end)).isEqualTo(secrets.from(end));
        assertThat(run.cpu.console())
                .containsSubsequence(
                        "passphrase wiped", "cryptomount: Access Denied", "Enter passphrase for LUKS volume")
                .doesNotContain("StartImage", "for another guest");
        assertThat(run.observer.events()).containsExactly("locked");
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "other", "open"})
    void asksWhenThereIsNoPassphraseToUse(String kind) {
        Bytes secrets = switch (kind) {
            case "other" -> table(entry(OTHER, PASSPHRASE + "\0"));
            case "open" -> table(entry(SecretTable.DISK_PASSPHRASE, PASSPHRASE));
            default -> Bytes.zeros(64);
        };
        FirmwareRun run = run(encrypted(), secrets);

        assertThat(run.boot(r -> DONE)).isEqualTo("dead loop");
        assertThat(run.cpu.guestView(AREA, secrets.length())).as("untouched").isEqualTo(secrets);
        assertThat(run.cpu.console())
                .contains("Enter passphrase for LUKS volume")
                .doesNotContain("StartImage", "cryptomount", "No bootable option");
        assertThat(run.observer.events()).containsExactly("locked");
    }

    @Test
    void readsAPassphraseWithoutDataOutOfTheNextEntry() {
        // The GUID that follows reads, on the wire, as text and a NUL: that is what GRUB takes for the passphrase.
        Guid next = Guid.fromWire(Bytes.ofAscii("GUIDPASS\0.......").toArray(), 0);
        Bytes disk = EncryptedDisk.encode(
                new GuestDisk(TestKernel.image(), INITRD, Bytes.EMPTY),
                SecretBytes.of(Bytes.ofAscii("GUIDPASS")),
                SeededRandom.of(8));
        FirmwareRun run = run(disk, table(entry(SecretTable.DISK_PASSPHRASE, ""), entry(next, "data")));

        assertThat(run.boot(FirmwareRun::exitBootServices)).isEqualTo("returned");
        assertThat(run.cpu.console()).contains("unlocked with the launch secret");
    }

    @Test
    void reportsAVolumeOfAnUnsupportedKind() {
        byte[] disk = encrypted().toArray();
        disk[72 + 3] = '5'; // sha556
        FirmwareRun run = run(Bytes.copyOf(disk), table(entry(SecretTable.DISK_PASSPHRASE, PASSPHRASE + "\0")));

        assertThat(run.boot(r -> DONE)).isEqualTo("dead loop");
        assertThat(run.cpu.console()).contains("cannot be opened: aes-xts-plain64 with sha556");
    }

    @Test
    void rebootsOnAVolumeWithoutAConfiguration() {
        byte[] disk = encrypted().toArray();
        disk[4096 * 512]++;
        FirmwareRun run = run(Bytes.copyOf(disk), table(entry(SecretTable.DISK_PASSPHRASE, PASSPHRASE + "\0")));

        assertThat(run.boot(r -> DONE)).isEqualTo("reset with 6");
        assertThat(run.cpu.console())
                .containsSubsequence(
                        "unlocked with the launch secret",
                        "Failed to find any grub configuration on the encrypted volume")
                .doesNotContain("StartImage", "No bootable option");
    }

    /** The plain disk holds a kernel that boots, which GRUB does not look for. */
    @Test
    void wipesThePassphraseAndRebootsWhereThereIsNothingToUnlock() {
        Bytes secrets = table(entry(SecretTable.DISK_PASSPHRASE, PASSPHRASE + "\0"), entry(OTHER, "stays"));
        FirmwareRun run = run(new GuestDisk(TestKernel.image(), INITRD, Bytes.EMPTY).encode(), secrets);

        assertThat(run.boot(FirmwareRun::exitBootServices)).isEqualTo("reset with 6");
        int end = 20 + 20 + PASSPHRASE.length() + 1;
        assertThat(run.cpu.guestView(AREA + 20, end - 20).isAllZero()).isTrue();
        assertThat(run.cpu.guestView(AREA + end, secrets.length() - end)).isEqualTo(secrets.from(end));
        assertThat(run.cpu.console())
                .containsSubsequence(
                        "no encrypted volume to unlock",
                        "passphrase wiped",
                        "cryptomount: Access Denied",
                        "Failed to mount root securely, retrying with password prompt",
                        "Failed to find any grub configuration on the encrypted volume")
                .doesNotContain("StartImage", "unmeasured");
        assertThat(run.observer.events()).containsExactly("sleeps PT5S");
    }
}
