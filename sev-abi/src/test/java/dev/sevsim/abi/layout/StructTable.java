package dev.sevsim.abi.layout;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.cert.SevCertificate;
import dev.sevsim.abi.firmware.Vmsa;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Every structure that has a layout, with one worked instance.
 *
 * <p>The wire bytes were written out from the offset tables of docs/reference/sev-firmware-api.md sections 3.4, 4 and
 * 5, docs/reference/kvm-host.md sections 1.1, 1.3, 2.2 and 2.4, docs/reference/ovmf-guest.md sections 7 and 8, and the
 * UEFI and fw_cfg documents, by a small program that shares nothing with this one: byte n of the structure is 0x81 + n,
 * reserved bytes are zero.
 */
final class StructTable {
    private StructTable() {}

    /** One structure and its worked instance. */
    record Struct<T>(
            StructLayout layout,
            int specifiedSize,
            Function<Bytes, T> decode,
            Function<T, Bytes> encode,
            T instance,
            Bytes wire) {
        Bytes reencode(Bytes raw) {
            return encode.apply(decode.apply(raw));
        }

        Bytes encodeInstance() {
            return encode.apply(instance);
        }

        @Override
        public String toString() {
            return layout.name();
        }
    }

    static Stream<Struct<?>> all() {
        return Stream.of(
                        Stream.of(certificate(), saveArea()),
                        PlatformStructs.all(),
                        GuestStructs.all(),
                        LaunchStructs.all(),
                        MigrationStructs.all(),
                        DeviceStructs.all(),
                        KvmSevStructs.all(),
                        KvmStructs.all(),
                        EfiStructs.all())
                .flatMap(Function.identity());
    }

    private static Struct<Vmsa> saveArea() {
        byte[] raw = new byte[0x1000];
        for (int i = 0; i < raw.length; i++) {
            raw[i] = (byte) (0x81 + i);
        }
        Bytes wire = Bytes.copyOf(raw);
        return new Struct<>(Vmsa.LAYOUT, 0x1000, Vmsa::decode, Vmsa::encode, new Vmsa(wire), wire);
    }

    private static Struct<SevCertificate> certificate() {
        byte[] raw = new byte[0x824];
        for (int i = 0; i < raw.length; i++) {
            raw[i] = (byte) (0x81 + i);
        }
        raw[6] = 0;
        raw[7] = 0;
        Bytes wire = Bytes.copyOf(raw);
        SevCertificate instance = new SevCertificate(
                0x84838281,
                0x85,
                0x86,
                0x8c8b8a89,
                0x908f8e8d,
                wire.slice(0x10, 0x414),
                0x98979695,
                0x9c9b9a99,
                wire.slice(0x41C, 0x61C),
                0xa09f9e9d,
                0xa4a3a2a1,
                wire.slice(0x624, 0x824));
        return new Struct<>(
                SevCertificate.LAYOUT, 0x824, SevCertificate::decode, SevCertificate::encode, instance, wire);
    }

    static <T> Struct<T> of(
            StructLayout layout,
            int specifiedSize,
            Function<Bytes, T> decode,
            Function<T, Bytes> encode,
            T instance,
            String wire) {
        return new Struct<>(layout, specifiedSize, decode, encode, instance, hex(wire));
    }

    static Bytes hex(String digits) {
        return Bytes.fromHex(digits);
    }
}
