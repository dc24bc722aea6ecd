package dev.sevsim.abi.secret;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Guid;
import dev.sevsim.abi.SecretBytes;
import dev.sevsim.abi.Vectors;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecretTableTest {
    /** The table of docs/reference/guest-kernel.md section 4.1. */
    private static final Bytes WORKED = Bytes.fromHex("""
            42 F5 74 1E DD 71 66 4D 96 3E EF 42 87 FF 17 3B
            52 00 00 00 E5 69 68 73 F0 84 73 49 92 EC 06 87
            9C E3 DA 0B 1E 00 00 00 64 69 73 6B 2D 70 61 73
            73 00 62 A1 F5 E6 7F D6 50 47 A6 7C 5D 06 5F 2A
            99 10 20 00 00 00 7B 22 6B 22 3A 22 41 41 3D 3D
            22 7D 00 00 00 00 00 00 00 00 00 00 00 00 00 00""");

    @Test
    void writesTheWorkedExample() {
        SecretTable table = new SecretTable(List.of(
                entry("736869e5-84f0-4973-92ec-06879ce3da0b", Bytes.ofAscii("disk-pass\0")),
                entry("e6f5a162-d67f-4750-a67c-5d065f2a9910", Bytes.ofAscii("{\"k\":\"AA==\"}"))));

        assertThat(table.length()).isEqualTo(0x52);
        assertThat(table.paddedLength()).isEqualTo(0x60);
        assertThat(table.encode()).isEqualTo(SecretBytes.of(WORKED));
    }

    /** Tables that virt-qemu-sev-validate sealed; its padding beyond the table's own length is that tool's own. */
    @ParameterizedTest
    @CsvSource({"secret-72, 72, 80", "secret-64-aligned, 64, 64", "secret-two, 116, 128"})
    void writesTheTablesOfLibvirtsTool(String name, int length, int padded) {
        Bytes recorded = recordedTable(name);
        SecretBytes secret32 = SecretBytes.of(Vectors.read("virt-qemu-sev-validate/secret32.bin"));
        SecretBytes secret24 = SecretBytes.of(Vectors.read("virt-qemu-sev-validate/secret24.bin"));
        List<SecretTable.Entry> entries = new ArrayList<>();
        entries.add(new SecretTable.Entry(
                SecretTable.DISK_PASSPHRASE, name.equals("secret-64-aligned") ? secret24 : secret32));
        if (name.equals("secret-two")) {
            entries.add(new SecretTable.Entry(Guid.of("11111111-2222-3333-4444-555555555555"), secret24));
        }

        SecretTable table = new SecretTable(entries);

        assertThat(table.length()).isEqualTo(length);
        assertThat(table.paddedLength()).isEqualTo(padded);
        assertThat(table.encode()).isEqualTo(SecretBytes.of(recorded.slice(0, padded)));
        assertThat(recorded.from(length).isAllZero()).isTrue();
    }

    @Test
    void writesATableWithoutEntries() {
        SecretTable table = new SecretTable(List.of());

        assertThat(table.encode())
                .isEqualTo(
                        SecretBytes.of(Bytes.fromHex("42F5741EDD71664D963EEF4287FF173B 14000000" + "00".repeat(12))));
    }

    @Test
    void keepsAnEntryWithoutData() {
        SecretTable table = new SecretTable(List.of(entry("11111111-2222-3333-4444-555555555555", Bytes.EMPTY)));

        assertThat(Bytes.copyOf(table.encode().reveal()).slice(16, 40).toHex())
                .isEqualTo("28000000" + "11111111222233334444555555555555" + "14000000");
    }

    @Test
    void showsNoDataAsText() {
        SecretTable table =
                new SecretTable(List.of(entry("11111111-2222-3333-4444-555555555555", Bytes.ofAscii("hunter2"))));

        assertThat(table.toString())
                .doesNotContain("hunter2", Bytes.ofAscii("hunter2").toHex());
    }

    private static SecretTable.Entry entry(String guid, Bytes data) {
        return new SecretTable.Entry(Guid.of(guid), SecretBytes.of(data));
    }

    private static Bytes recordedTable(String name) {
        for (var one : Vectors.json("virt-qemu-sev-validate/cases.json").get("cases")) {
            if (one.get("name").asString().equals(name)) {
                return Bytes.fromHex(one.get("table_plain").asString());
            }
        }
        throw new IllegalArgumentException("no case " + name);
    }
}
