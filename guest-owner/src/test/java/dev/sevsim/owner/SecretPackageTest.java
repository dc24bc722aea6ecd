package dev.sevsim.owner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Guid;
import dev.sevsim.abi.SecretBytes;
import dev.sevsim.abi.firmware.ApiVersion;
import dev.sevsim.abi.image.OvmfTable;
import dev.sevsim.abi.launch.MeasurementBlob;
import dev.sevsim.abi.launch.SecretHeader;
import dev.sevsim.abi.launch.SecretPacket;
import dev.sevsim.abi.launch.TransportKeys;
import dev.sevsim.abi.secret.SecretTable;
import dev.sevsim.bus.time.SeededRandom;
import dev.sevsim.bus.time.SimRandom;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class SecretPackageTest {
    private static final JsonNode RECORDED = Vectors.json("virt-qemu-sev-validate/cases.json");
    private static final TransportKeys KEYS = new TransportKeys(
            SecretBytes.of(Vectors.read("virt-qemu-sev-validate/tek.bin")),
            SecretBytes.of(Vectors.read("virt-qemu-sev-validate/tik.bin")));
    private static final ApiVersion API = new ApiVersion(1, 55);
    private static final SecretTable.Entry LUKS = new SecretTable.Entry(
            SecretTable.DISK_PASSPHRASE, SecretBytes.of(Vectors.read("virt-qemu-sev-validate/secret32.bin")));

    /** Draws the recorded IV, so that the packet has to come out as the tool wrote it. */
    private record FixedIv(Bytes iv) implements SimRandom {
        @Override
        public void nextBytes(byte[] target) {
            iv.copyTo(target, 0);
        }

        @Override
        public SimRandom split(String name) {
            return this;
        }
    }

    @ParameterizedTest
    @CsvSource({"secret-72", "secret-two"})
    void sealsAsLibvirtsToolDoes(String name) {
        JsonNode one = recorded(name);
        SecretHeader header = SecretHeader.CODEC.decode(hex(one, "header_hex"));
        SecretTable.Entry second = new SecretTable.Entry(
                Guid.of("11111111-2222-3333-4444-555555555555"),
                SecretBytes.of(Vectors.read("virt-qemu-sev-validate/secret24.bin")));
        List<SecretTable.Entry> secrets = name.equals("secret-two") ? List.of(LUKS, second) : List.of(LUKS);

        SecretPacket packet = SecretPackage.ofSecrets(secrets).seal(KEYS, measure(one), API, new FixedIv(header.iv()));

        assertThat(packet.header().encode()).isEqualTo(hex(one, "header_hex"));
        assertThat(packet.payload()).isEqualTo(hex(one, "payload_hex"));
    }

    @Test
    void sealsATableThatIsAlreadyBuilt() {
        JsonNode one = recorded("secret-64-aligned");
        SecretHeader header = SecretHeader.CODEC.decode(hex(one, "header_hex"));
        SecretPackage table = SecretPackage.ofTable(SecretBytes.of(hex(one, "table_plain")));

        SecretPacket packet = table.seal(KEYS, measure(one), API, new FixedIv(header.iv()));

        assertThat(packet.header().encode()).isEqualTo(hex(one, "header_hex"));
        assertThat(packet.payload()).isEqualTo(hex(one, "payload_hex"));
    }

    @ParameterizedTest
    @CsvSource({"1, 16", "15, 16", "16, 16", "17, 32", "72, 80"})
    void padsATableToWholeBlocks(int length, int padded) {
        SecretPackage table = SecretPackage.ofTable(SecretBytes.of(Bytes.concat(Bytes.of(7), Bytes.zeros(length - 1))));

        SecretPacket packet = table.seal(KEYS, Bytes.zeros(32), API, SeededRandom.of(Bytes.ofAscii("pad")));

        assertThat(table.length()).isEqualTo(padded);
        assertThat(packet.open(KEYS.tek())).hasSize(padded).startsWith((byte) 7);
    }

    @Test
    void drawsANewIvForEveryPacket() {
        SecretPackage secrets = SecretPackage.ofSecrets(List.of(LUKS));
        SeededRandom random = SeededRandom.of(Bytes.ofAscii("iv"));

        SecretPacket first = secrets.seal(KEYS, Bytes.zeros(32), API, random);
        SecretPacket second = secrets.seal(KEYS, Bytes.zeros(32), API, random);

        assertThat(second.header().iv()).isNotEqualTo(first.header().iv());
        assertThat(second.open(KEYS.tek())).isEqualTo(first.open(KEYS.tek()));
    }

    @Test
    void refusesSecretsThatMakeNoTable() {
        SecretTable.Entry nobody = new SecretTable.Entry(Guid.NULL, LUKS.data());

        assertThatThrownBy(() -> SecretPackage.ofSecrets(List.of()))
                .isInstanceOf(OwnerInputException.class)
                .hasMessage("secrets: none given, expected at least one, or no injection");
        assertThatThrownBy(() -> SecretPackage.ofSecrets(List.of(LUKS, LUKS)))
                .hasMessage("secret 736869e5-84f0-4973-92ec-06879ce3da0b: given twice, expected each GUID once");
        assertThatThrownBy(() -> SecretPackage.ofSecrets(List.of(nobody)))
                .hasMessage(
                        "secret 00000000-0000-0000-0000-000000000000: the all-zero GUID, expected a GUID of its own");
        assertThatThrownBy(() -> SecretPackage.ofTable(SecretBytes.zeros(0)))
                .hasMessage("secret table: empty, expected the bytes of a table");
    }

    @Test
    void refusesMoreThanTheFirmwareTakes() {
        SecretTable.Entry most = new SecretTable.Entry(SecretTable.DISK_PASSPHRASE, SecretBytes.zeros(0x5000 - 40));
        SecretTable.Entry more = new SecretTable.Entry(SecretTable.DISK_PASSPHRASE, SecretBytes.zeros(0x5000 - 39));

        assertThat(SecretPackage.ofSecrets(List.of(most)).length()).isEqualTo(0x5000);
        assertThatThrownBy(() -> SecretPackage.ofSecrets(List.of(more)))
                .hasMessage("secrets: 20481 bytes, expected at most 20480 bytes in one packet");
        assertThatThrownBy(() -> SecretPackage.ofTable(SecretBytes.zeros(0x5001)))
                .hasMessage("secrets: 20496 bytes, expected at most 20480 bytes in one packet");
    }

    @Test
    void refusesMoreThanTheImageHasRoomFor() {
        Optional<OvmfTable.Area> area =
                ExpectedLaunch.ofFirmware(Vectors.read("fw/synth-amdsev.fd")).secretArea();
        Optional<OvmfTable.Area> none =
                ExpectedLaunch.ofFirmware(Vectors.read("fw/synth-x64.fd")).secretArea();

        assertThatCode(() -> SecretPackage.ofTable(SecretBytes.zeros(3072)).requireFits(area))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> SecretPackage.ofTable(SecretBytes.zeros(3073)).requireFits(area))
                .hasMessage("secrets: 3088 bytes with headers and padding,"
                        + " expected at most the 3072 bytes of the image's launch-secret area");
        assertThatThrownBy(() -> SecretPackage.ofSecrets(List.of(LUKS)).requireFits(none))
                .hasMessage("secrets: the OVMF image reserves no launch-secret area,"
                        + " expected an image such as OVMF's AmdSev build");
    }

    /** Source: docs/reference/guest-kernel.md section 4.1, the worked example, and the same after an unlink. */
    @Test
    void readsTheEntriesOfAReadyMadeTable() {
        String header = "42F5741EDD71664D963EEF4287FF173B52000000";
        String first = "E5696873F084734992EC06879CE3DA0B1E0000006469736B2D7061737300";
        String deleted = "00000000000000000000000000000000" + "1E000000" + "00".repeat(10);
        String second = "62A1F5E67FD65047A67C5D065F2A9910200000007B226B223A2241413D3D227D";
        SecretTable.Entry disk =
                new SecretTable.Entry(SecretTable.DISK_PASSPHRASE, SecretBytes.of(Bytes.ofAscii("disk-pass\0")));
        SecretTable.Entry bundle = new SecretTable.Entry(
                Guid.of("e6f5a162-d67f-4750-a67c-5d065f2a9910"), SecretBytes.of(Bytes.ofAscii("{\"k\":\"AA==\"}")));

        assertThat(entries(header + first + second)).containsExactly(disk, bundle);
        assertThat(entries(header + deleted + second)).containsExactly(bundle);
        assertThat(entries(header.replace("52000000", "65000000") + first + second + "00".repeat(19)))
                .containsExactly(disk, bundle);
        assertThat(entries(header.replace("52000000", "66000000") + first + second + "00".repeat(20)))
                .isEmpty();
        assertThat(entries(first + second)).isEmpty();
    }

    private static List<SecretTable.Entry> entries(String table) {
        return SecretPackage.ofTable(SecretBytes.of(Bytes.fromHex(table.toLowerCase(Locale.ROOT))))
                .entries();
    }

    @Test
    void showsNoSecretAsText() {
        assertThat(SecretPackage.ofSecrets(List.of(LUKS))).hasToString("SecretPackage[80 bytes]");
    }

    private static JsonNode recorded(String name) {
        return StreamSupport.stream(RECORDED.get("cases").spliterator(), false)
                .filter(one -> one.get("name").asString().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static Bytes measure(JsonNode one) {
        byte[] blob = Base64.getDecoder().decode(one.get("args").get(1).asString());
        return MeasurementBlob.CODEC.decode(Bytes.copyOf(blob)).measure();
    }

    private static Bytes hex(JsonNode node, String field) {
        return Bytes.fromHex(node.get(field).asString());
    }
}
