package dev.sevsim.abi.uapi;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.layout.Struct;
import dev.sevsim.abi.layout.Struct.Reserved;
import dev.sevsim.abi.layout.Wire;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * {@code struct kvm_cpuid2}: the argument of KVM_GET_SUPPORTED_CPUID and KVM_SET_CPUID2; the entries follow it.
 *
 * <p>Source: Linux uapi {@code asm/kvm.h}.
 *
 * @param count number of the entries
 */
@Struct(size = 0x08, reserved = @Reserved(at = 0x04, size = 4))
public record KvmCpuid(@Wire(at = 0x00, name = "nent") int count) implements KvmCpuidWire {
    /** Bytes of the structure with this number of entries. */
    public static int size(int count) {
        return SIZE + count * KvmCpuidEntry.SIZE;
    }

    /** The structure with its entries. */
    public static Bytes encode(List<KvmCpuidEntry> entries) {
        return Bytes.concat(Stream.concat(
                        Stream.of(new KvmCpuid(entries.size()).encode()),
                        entries.stream().map(KvmCpuidEntry::encode))
                .toArray(Bytes[]::new));
    }

    /** The entries behind the structure at the start of {@code content}, as many as it counts. */
    public static List<KvmCpuidEntry> entries(Bytes content) {
        int count = CODEC.decode(content.slice(0, SIZE)).count();
        return IntStream.range(0, count)
                .mapToObj(i -> KvmCpuidEntry.CODEC.decode(content.slice(size(i), size(i + 1))))
                .toList();
    }
}
