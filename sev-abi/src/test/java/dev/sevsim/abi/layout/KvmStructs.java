package dev.sevsim.abi.layout;

import static dev.sevsim.abi.layout.StructTable.hex;

import dev.sevsim.abi.layout.StructTable.Struct;
import dev.sevsim.abi.uapi.KvmDeviceAttribute;
import dev.sevsim.abi.uapi.KvmEnableCap;
import dev.sevsim.abi.uapi.KvmEncRegion;
import dev.sevsim.abi.uapi.KvmRegisters;
import dev.sevsim.abi.uapi.KvmRunFailEntry;
import dev.sevsim.abi.uapi.KvmRunHypercall;
import dev.sevsim.abi.uapi.KvmRunIo;
import dev.sevsim.abi.uapi.KvmRunMmio;
import dev.sevsim.abi.uapi.KvmRunSystemEvent;
import dev.sevsim.abi.uapi.KvmSegment;
import dev.sevsim.abi.uapi.KvmUserspaceMemoryRegion;
import java.util.stream.Stream;

/** Other structures of {@code linux/kvm.h}; see {@link StructTable}. */
final class KvmStructs {
    private KvmStructs() {}

    static Stream<Struct<?>> all() {
        return Stream.of(
                StructTable.of(
                        KvmRunIo.LAYOUT,
                        0x10,
                        KvmRunIo::decode,
                        KvmRunIo::encode,
                        new KvmRunIo(0x81, 0x82, 0x8483, 0x88878685, 0x908f8e8d8c8b8a89L),
                        "8182838485868788898a8b8c8d8e8f90"),
                StructTable.of(
                        KvmRunMmio.LAYOUT,
                        0x18,
                        KvmRunMmio::decode,
                        KvmRunMmio::encode,
                        new KvmRunMmio(0x8887868584838281L, hex("898a8b8c8d8e8f90"), 0x94939291, 0x95),
                        "8182838485868788898a8b8c8d8e8f909192939495000000"),
                StructTable.of(
                        KvmRunHypercall.LAYOUT,
                        0x48,
                        KvmRunHypercall::decode,
                        KvmRunHypercall::encode,
                        new KvmRunHypercall(
                                0x8887868584838281L,
                                hex("898a8b8c8d8e8f909192939495969798999a9b9c9d9e9fa0"
                                        + "a1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3b4b5b6b7b8"),
                                0xc0bfbebdbcbbbab9L,
                                0xc8c7c6c5c4c3c2c1L),
                        "8182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9fa0"
                                + "a1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3b4b5b6b7b8b9babbbcbdbebfc0"
                                + "c1c2c3c4c5c6c7c8"),
                StructTable.of(
                        KvmRunSystemEvent.LAYOUT,
                        0x10,
                        KvmRunSystemEvent::decode,
                        KvmRunSystemEvent::encode,
                        new KvmRunSystemEvent(0x84838281, 0x88878685, 0x908f8e8d8c8b8a89L),
                        "8182838485868788898a8b8c8d8e8f90"),
                StructTable.of(
                        KvmRunFailEntry.LAYOUT,
                        0x0C,
                        KvmRunFailEntry::decode,
                        KvmRunFailEntry::encode,
                        new KvmRunFailEntry(0x8887868584838281L, 0x8c8b8a89),
                        "8182838485868788898a8b8c"),
                StructTable.of(
                        KvmEnableCap.LAYOUT,
                        0x68,
                        KvmEnableCap::decode,
                        KvmEnableCap::encode,
                        new KvmEnableCap(0x84838281, 0x88878685, 0x908f8e8d8c8b8a89L),
                        "8182838485868788898a8b8c8d8e8f900000000000000000000000000000000000000000000000000000000000000000"
                                + "000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000"
                                + "0000000000000000"),
                StructTable.of(
                        KvmDeviceAttribute.LAYOUT,
                        0x18,
                        KvmDeviceAttribute::decode,
                        KvmDeviceAttribute::encode,
                        new KvmDeviceAttribute(0x84838281, 0x88878685, 0x908f8e8d8c8b8a89L, 0x9897969594939291L),
                        "8182838485868788898a8b8c8d8e8f909192939495969798"),
                StructTable.of(
                        KvmRegisters.LAYOUT,
                        0x90,
                        KvmRegisters::decode,
                        KvmRegisters::encode,
                        new KvmRegisters(
                                0x8887868584838281L,
                                0x908f8e8d8c8b8a89L,
                                0x9897969594939291L,
                                0xa09f9e9d9c9b9a99L,
                                0xa8a7a6a5a4a3a2a1L,
                                0xb0afaeadacabaaa9L,
                                0xb8b7b6b5b4b3b2b1L,
                                0xc0bfbebdbcbbbab9L,
                                0xc8c7c6c5c4c3c2c1L,
                                0xd0cfcecdcccbcac9L,
                                0xd8d7d6d5d4d3d2d1L,
                                0xe0dfdedddcdbdad9L,
                                0xe8e7e6e5e4e3e2e1L,
                                0xf0efeeedecebeae9L,
                                0xf8f7f6f5f4f3f2f1L,
                                0x1fffefdfcfbfaf9L,
                                0x807060504030201L,
                                0x100f0e0d0c0b0a09L),
                        "8182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9fa0a1a2a3a4a5a6a7a8a9aaabacadaeafb0"
                                + "b1b2b3b4b5b6b7b8b9babbbcbdbebfc0c1c2c3c4c5c6c7c8c9cacbcccdcecfd0d1d2d3d4d5d6d7d8d9dadbdcdddedfe0"
                                + "e1e2e3e4e5e6e7e8e9eaebecedeeeff0f1f2f3f4f5f6f7f8f9fafbfcfdfeff010102030405060708090a0b0c0d0e0f10"),
                StructTable.of(
                        KvmSegment.LAYOUT,
                        0x18,
                        KvmSegment::decode,
                        KvmSegment::encode,
                        new KvmSegment(
                                0x8887868584838281L,
                                0x8c8b8a89,
                                0x8e8d,
                                0x8f,
                                0x90,
                                0x91,
                                0x92,
                                0x93,
                                0x94,
                                0x95,
                                0x96,
                                0x97),
                        "8182838485868788898a8b8c8d8e8f909192939495969700"),
                StructTable.of(
                        KvmEncRegion.LAYOUT,
                        0x10,
                        KvmEncRegion::decode,
                        KvmEncRegion::encode,
                        new KvmEncRegion(0x8887868584838281L, 0x908f8e8d8c8b8a89L),
                        "8182838485868788898a8b8c8d8e8f90"),
                StructTable.of(
                        KvmUserspaceMemoryRegion.LAYOUT,
                        0x20,
                        KvmUserspaceMemoryRegion::decode,
                        KvmUserspaceMemoryRegion::encode,
                        new KvmUserspaceMemoryRegion(
                                0x84838281, 0x88878685, 0x908f8e8d8c8b8a89L, 0x9897969594939291L, 0xa09f9e9d9c9b9a99L),
                        "8182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9fa0"));
    }
}
