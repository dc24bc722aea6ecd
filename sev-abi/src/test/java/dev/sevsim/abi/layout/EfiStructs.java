package dev.sevsim.abi.layout;

import static dev.sevsim.abi.layout.StructTable.hex;

import dev.sevsim.abi.efi.CocoSecretArea;
import dev.sevsim.abi.efi.EfiConfigurationTable;
import dev.sevsim.abi.efi.EfiLoadedImage;
import dev.sevsim.abi.efi.EfiMemoryDescriptor;
import dev.sevsim.abi.efi.EfiSystemTable;
import dev.sevsim.abi.efi.FwCfgDmaAccess;
import dev.sevsim.abi.layout.StructTable.Struct;
import java.util.stream.Stream;

/** Structures of UEFI and fw_cfg; see {@link StructTable}. */
final class EfiStructs {
    private EfiStructs() {}

    static Stream<Struct<?>> all() {
        return Stream.of(
                StructTable.of(
                        CocoSecretArea.LAYOUT,
                        0x10,
                        CocoSecretArea::decode,
                        CocoSecretArea::encode,
                        new CocoSecretArea(0x8887868584838281L, 0x908f8e8d8c8b8a89L),
                        "8182838485868788898a8b8c8d8e8f90"),
                StructTable.of(
                        EfiConfigurationTable.LAYOUT,
                        0x18,
                        EfiConfigurationTable::decode,
                        EfiConfigurationTable::encode,
                        new EfiConfigurationTable(hex("8182838485868788898a8b8c8d8e8f90"), 0x9897969594939291L),
                        "8182838485868788898a8b8c8d8e8f909192939495969798"),
                StructTable.of(
                        EfiMemoryDescriptor.LAYOUT,
                        0x28,
                        EfiMemoryDescriptor::decode,
                        EfiMemoryDescriptor::encode,
                        new EfiMemoryDescriptor(
                                0x84838281,
                                0x908f8e8d8c8b8a89L,
                                0x9897969594939291L,
                                0xa09f9e9d9c9b9a99L,
                                0xa8a7a6a5a4a3a2a1L),
                        "8182838400000000898a8b8c8d8e8f909192939495969798999a9b9c9d9e9fa0" + "a1a2a3a4a5a6a7a8"),
                StructTable.of(
                        EfiSystemTable.LAYOUT,
                        0x78,
                        EfiSystemTable::decode,
                        EfiSystemTable::encode,
                        new EfiSystemTable(
                                0x8887868584838281L,
                                0x8c8b8a89,
                                0x908f8e8d,
                                0x94939291,
                                0xa09f9e9d9c9b9a99L,
                                0xa4a3a2a1,
                                0xb0afaeadacabaaa9L,
                                0xb8b7b6b5b4b3b2b1L,
                                0xc0bfbebdbcbbbab9L,
                                0xc8c7c6c5c4c3c2c1L,
                                0xd0cfcecdcccbcac9L,
                                0xd8d7d6d5d4d3d2d1L,
                                0xe0dfdedddcdbdad9L,
                                0xe8e7e6e5e4e3e2e1L,
                                0xf0efeeedecebeae9L,
                                0xf8f7f6f5f4f3f2f1L),
                        "8182838485868788898a8b8c8d8e8f909192939400000000999a9b9c9d9e9fa0"
                                + "a1a2a3a400000000a9aaabacadaeafb0b1b2b3b4b5b6b7b8b9babbbcbdbebfc0"
                                + "c1c2c3c4c5c6c7c8c9cacbcccdcecfd0d1d2d3d4d5d6d7d8d9dadbdcdddedfe0"
                                + "e1e2e3e4e5e6e7e8e9eaebecedeeeff0f1f2f3f4f5f6f7f8"),
                StructTable.of(
                        EfiLoadedImage.LAYOUT,
                        0x60,
                        EfiLoadedImage::decode,
                        EfiLoadedImage::encode,
                        new EfiLoadedImage(
                                0x84838281,
                                0x908f8e8d8c8b8a89L,
                                0x9897969594939291L,
                                0xa09f9e9d9c9b9a99L,
                                0xa8a7a6a5a4a3a2a1L,
                                0xb4b3b2b1,
                                0xc0bfbebdbcbbbab9L,
                                0xc8c7c6c5c4c3c2c1L,
                                0xd0cfcecdcccbcac9L,
                                0xd4d3d2d1,
                                0xd8d7d6d5,
                                0xe0dfdedddcdbdad9L),
                        "8182838400000000898a8b8c8d8e8f909192939495969798999a9b9c9d9e9fa0"
                                + "a1a2a3a4a5a6a7a80000000000000000b1b2b3b400000000b9babbbcbdbebfc0"
                                + "c1c2c3c4c5c6c7c8c9cacbcccdcecfd0d1d2d3d4d5d6d7d8d9dadbdcdddedfe0"),
                StructTable.of(
                        FwCfgDmaAccess.LAYOUT,
                        0x10,
                        FwCfgDmaAccess::decode,
                        FwCfgDmaAccess::encode,
                        new FwCfgDmaAccess(0x81828384, 0x85868788, 0x898a8b8c8d8e8f90L),
                        "8182838485868788898a8b8c8d8e8f90"));
    }
}
