package dev.sevsim.abi.layout;

import dev.sevsim.abi.firmware.DownloadFirmware;
import dev.sevsim.abi.firmware.GetId;
import dev.sevsim.abi.firmware.Init;
import dev.sevsim.abi.firmware.InitEx;
import dev.sevsim.abi.firmware.PdhCertExport;
import dev.sevsim.abi.firmware.PekCertImport;
import dev.sevsim.abi.firmware.PekCsr;
import dev.sevsim.abi.firmware.PlatformStatus;
import dev.sevsim.abi.firmware.RingBuffer;
import dev.sevsim.abi.layout.StructTable.Struct;
import java.util.function.Function;
import java.util.stream.Stream;

/** Buffers of commands on the platform; see {@link StructTable}. */
final class PlatformStructs {
    private PlatformStructs() {}

    static Stream<Struct<?>> all() {
        return Stream.of(lifecycle(), certificates()).flatMap(Function.identity());
    }

    /** Starting, state and reset. */
    private static Stream<Struct<?>> lifecycle() {
        return Stream.of(
                StructTable.of(
                        Init.LAYOUT,
                        0x14,
                        Init::decode,
                        Init::encode,
                        new Init(0x84838281, 0x908f8e8d8c8b8a89L, 0x94939291),
                        "8182838400000000898a8b8c8d8e8f9091929394"),
                StructTable.of(
                        InitEx.LAYOUT,
                        0x24,
                        InitEx::decode,
                        InitEx::encode,
                        new InitEx(
                                0x84838281,
                                0x88878685,
                                0x908f8e8d8c8b8a89L,
                                0x94939291,
                                0xa09f9e9d9c9b9a99L,
                                0xa4a3a2a1),
                        "8182838485868788898a8b8c8d8e8f909192939400000000999a9b9c9d9e9fa0a1a2a3a4"),
                StructTable.of(
                        PlatformStatus.LAYOUT,
                        0xc,
                        PlatformStatus::decode,
                        PlatformStatus::encode,
                        new PlatformStatus(0x81, 0x82, 0x83, 0x84, 0x8685, 0x88, 0x8c8b8a89),
                        "8182838485860088898a8b8c"),
                StructTable.of(
                        RingBuffer.LAYOUT,
                        0x28,
                        RingBuffer::decode,
                        RingBuffer::encode,
                        new RingBuffer(
                                0x8887868584838281L,
                                0x908f8e8d8c8b8a89L,
                                0x9897969594939291L,
                                0xa09f9e9d9c9b9a99L,
                                0xa1,
                                0xa2,
                                0xa4a3,
                                0xa6a5,
                                0xa8a7),
                        "8182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9fa0" + "a1a2a3a4a5a6a7a8"),
                StructTable.of(
                        DownloadFirmware.LAYOUT,
                        0xc,
                        DownloadFirmware::decode,
                        DownloadFirmware::encode,
                        new DownloadFirmware(0x8887868584838281L, 0x8c8b8a89),
                        "8182838485868788898a8b8c"),
                StructTable.of(
                        GetId.LAYOUT,
                        0xc,
                        GetId::decode,
                        GetId::encode,
                        new GetId(0x8887868584838281L, 0x8c8b8a89),
                        "8182838485868788898a8b8c"));
    }

    /** Certificates and ownership. */
    private static Stream<Struct<?>> certificates() {
        return Stream.of(
                StructTable.of(
                        PekCsr.LAYOUT,
                        0xc,
                        PekCsr::decode,
                        PekCsr::encode,
                        new PekCsr(0x8887868584838281L, 0x8c8b8a89),
                        "8182838485868788898a8b8c"),
                StructTable.of(
                        PekCertImport.LAYOUT,
                        0x1c,
                        PekCertImport::decode,
                        PekCertImport::encode,
                        new PekCertImport(0x8887868584838281L, 0x8c8b8a89, 0x9897969594939291L, 0x9c9b9a99),
                        "8182838485868788898a8b8c000000009192939495969798999a9b9c"),
                StructTable.of(
                        PdhCertExport.LAYOUT,
                        0x1c,
                        PdhCertExport::decode,
                        PdhCertExport::encode,
                        new PdhCertExport(0x8887868584838281L, 0x8c8b8a89, 0x9897969594939291L, 0x9c9b9a99),
                        "8182838485868788898a8b8c000000009192939495969798999a9b9c"));
    }
}
