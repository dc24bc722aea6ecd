package dev.sevsim.owner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Guid;
import dev.sevsim.abi.SecretBytes;
import dev.sevsim.abi.firmware.ApiVersion;
import dev.sevsim.abi.launch.SecretHeader;
import dev.sevsim.abi.launch.SecretPacket;
import dev.sevsim.abi.launch.TransportKeys;
import dev.sevsim.bus.time.SeededRandom;
import dev.sevsim.owner.OpenedPacket.Entry;
import dev.sevsim.owner.OpenedPacket.Padding;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Packets that libvirt's tool and sev-tool sealed. */
class OpenedPacketTest {
    private static final TransportKeys KEYS = new TransportKeys(
            SecretBytes.of(Bytes.fromHex("f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff")),
            SecretBytes.of(Bytes.fromHex("000102030405060708090a0b0c0d0e0f")));
    private static final Bytes MEASURE = Bytes.copyOf(
                    Base64.getDecoder().decode("3OpBNJMhutpXSM56y49UgynFkD+39M4LcbcUy27akpMQERITFBUWFxgZGhscHR4f"))
            .slice(0, 32);
    private static final Guid LUKS = Guid.of("736869e5-84f0-4973-92ec-06879ce3da0b");

    @Test
    void opensWhatLibvirtsToolSealsWithBothOfItsPaddings() {
        OpenedPacket one = OpenedPacket.open(recorded("secret-72"), KEYS, MEASURE);
        OpenedPacket aligned = OpenedPacket.open(recorded("secret-64-aligned"), KEYS, MEASURE);
        OpenedPacket two = OpenedPacket.open(recorded("secret-two"), KEYS, MEASURE);

        assertThat(one.entries()).containsExactly(new Entry(LUKS, 32));
        assertThat(one.padding()).contains(Padding.NEXT_BLOCK);
        assertThat(aligned.entries()).containsExactly(new Entry(LUKS, 24));
        assertThat(aligned.padding()).contains(Padding.BLOCK_MORE);
        assertThat(two.entries())
                .containsExactly(new Entry(LUKS, 32), new Entry(Guid.of("11111111-2222-3333-4444-555555555555"), 24));
    }

    @Test
    void opensWhatSevToolSeals() {
        Bytes both = Vectors.read("sev-tool/tmp_tk.bin");
        TransportKeys keys = new TransportKeys(SecretBytes.of(both.slice(0, 16)), SecretBytes.of(both.from(16)));
        SecretPacket packet = new SecretPacket(
                SecretHeader.CODEC.decode(Vectors.read("sev-tool/packaged_secret_header.bin")),
                Vectors.read("sev-tool/packaged_secret.bin"));

        OpenedPacket opened = OpenedPacket.open(packet, keys, Vectors.read("sev-tool/calc_measurement_out.bin"));

        assertThat(opened).isEqualTo(new OpenedPacket(List.of(), java.util.Optional.empty(), 32));
    }

    @Test
    void refusesEveryFlippedBit() {
        SecretPacket good = recorded("secret-72");
        Bytes header = good.header().encode();
        for (int bit = 0; bit < header.length() * 8; bit++) {
            SecretPacket bad = new SecretPacket(SecretHeader.CODEC.decode(flipped(header, bit)), good.payload());
            assertThatThrownBy(() -> OpenedPacket.open(bad, KEYS, MEASURE)).isInstanceOf(OwnerInputException.class);
        }
        for (int bit = 0; bit < good.payload().length() * 8; bit++) {
            SecretPacket bad = new SecretPacket(good.header(), flipped(good.payload(), bit));
            assertThatThrownBy(() -> OpenedPacket.open(bad, KEYS, MEASURE))
                    .hasMessageContaining("its MAC does not hold");
        }
        for (int bit = 0; bit < MEASURE.length() * 8; bit++) {
            Bytes other = flipped(MEASURE, bit);
            assertThatThrownBy(() -> OpenedPacket.open(good, KEYS, other))
                    .hasMessageContaining("its MAC does not hold");
        }
    }

    @Test
    void namesWhatIsWrong() {
        SecretPacket good = recorded("secret-72");
        TransportKeys swapped = new TransportKeys(KEYS.tik(), KEYS.tek());
        byte[] plain = new byte[32];
        SecretPacket old = SecretPacket.seal(KEYS, Bytes.zeros(16), plain, MEASURE, new ApiVersion(0, 16));
        SecretPacket cut = new SecretPacket(good.header(), good.payload().slice(0, 30));
        SecretPacket compressed = new SecretPacket(
                new SecretHeader(1, good.header().iv(), good.header().mac()), good.payload());

        assertThatThrownBy(() -> OpenedPacket.open(good, swapped, MEASURE))
                .hasMessageContaining("TIK and TEK are swapped");
        assertThatThrownBy(() -> OpenedPacket.open(old, KEYS, MEASURE))
                .hasMessageContaining("leaves the measurement out, as for a firmware before API 0.17");
        assertThatThrownBy(() -> OpenedPacket.open(cut, KEYS, MEASURE)).hasMessageStartingWith("packet: 30 bytes");
        assertThatThrownBy(() -> OpenedPacket.open(compressed, KEYS, MEASURE))
                .hasMessageStartingWith("packet header: flags 0x1 (compressed)");
    }

    @Test
    void namesWhereATableGoesWrong() {
        Bytes header = Bytes.fromHex("42f5741edd71664d963eef4287ff173b");

        assertThatThrownBy(() -> open(Bytes.concat(header, Bytes.u32Le(100), Bytes.zeros(12))))
                .hasMessage("secret table: length 100, expected 20 to the 32 bytes that are there");
        assertThatThrownBy(() -> open(Bytes.concat(header, Bytes.u32Le(30), Bytes.zeros(12))))
                .hasMessage("entry at offset 20 of the secret table: 10 bytes left, expected at least 20");
        assertThatThrownBy(() ->
                        open(Bytes.concat(header, Bytes.u32Le(48), Bytes.zeros(16), Bytes.u32Le(-1), Bytes.zeros(8))))
                .hasMessage("entry at offset 20 of the secret table: length 4294967295,"
                        + " expected 20 to the 28 bytes that are there");
        assertThat(open(Bytes.concat(header, Bytes.u32Le(20), Bytes.of(1), Bytes.zeros(11)))
                        .padding())
                .contains(Padding.OTHER);
    }

    @Test
    void wipesItsSecrets() {
        SecretPackage secrets = SecretPackage.ofTable(SecretBytes.of(Bytes.ofAscii("0123456789abcdef")));

        secrets.wipe();

        assertThatThrownBy(() ->
                        secrets.seal(KEYS, MEASURE, new ApiVersion(1, 55), SeededRandom.of(Bytes.ofAscii("wiped"))))
                .isInstanceOf(IllegalStateException.class);
    }

    private static OpenedPacket open(Bytes plain) {
        return OpenedPacket.open(
                SecretPacket.seal(KEYS, Bytes.zeros(16), plain.toArray(), MEASURE, new ApiVersion(1, 55)),
                KEYS,
                MEASURE);
    }

    private static SecretPacket recorded(String name) {
        return new SecretPacket(
                SecretHeader.CODEC.decode(base64("virt-qemu-sev-validate/" + name + "-header.b64")),
                base64("virt-qemu-sev-validate/" + name + "-payload.b64"));
    }

    private static Bytes base64(String path) {
        return Bytes.copyOf(Base64.getDecoder().decode(Vectors.read(path).toUtf8()));
    }

    private static Bytes flipped(Bytes content, int bit) {
        byte[] raw = content.toArray();
        raw[bit / 8] ^= (byte) (1 << bit % 8);
        return Bytes.copyOf(raw);
    }
}
