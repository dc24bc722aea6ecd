package dev.sevsim.abi.layout;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.layout.StructTable.Struct;
import dev.sevsim.abi.uapi.KvmSevAttestationReport;
import dev.sevsim.abi.uapi.KvmSevCmd;
import dev.sevsim.abi.uapi.KvmSevDebug;
import dev.sevsim.abi.uapi.KvmSevGuestStatus;
import dev.sevsim.abi.uapi.KvmSevInit;
import dev.sevsim.abi.uapi.KvmSevLaunchMeasure;
import dev.sevsim.abi.uapi.KvmSevLaunchSecret;
import dev.sevsim.abi.uapi.KvmSevLaunchStart;
import dev.sevsim.abi.uapi.KvmSevLaunchUpdateData;
import dev.sevsim.abi.uapi.KvmSevReceiveStart;
import dev.sevsim.abi.uapi.KvmSevReceiveUpdateData;
import dev.sevsim.abi.uapi.KvmSevSendStart;
import dev.sevsim.abi.uapi.KvmSevSendUpdateData;
import java.util.function.Function;
import java.util.stream.Stream;

/** Structures of KVM_MEMORY_ENCRYPT_OP; see {@link StructTable}. */
final class KvmSevStructs {
    private KvmSevStructs() {}

    static Stream<Struct<?>> all() {
        return Stream.of(migration(), launch(), other()).flatMap(Function.identity());
    }

    /** Sending and receiving. */
    private static Stream<Struct<?>> migration() {
        return Stream.of(
                StructTable.of(
                        KvmSevSendStart.LAYOUT,
                        0x48,
                        KvmSevSendStart::decode,
                        KvmSevSendStart::encode,
                        new KvmSevSendStart(
                                0x84838281,
                                0x908f8e8d8c8b8a89L,
                                0x94939291,
                                0xa09f9e9d9c9b9a99L,
                                0xa4a3a2a1,
                                0xb0afaeadacabaaa9L,
                                0xb4b3b2b1,
                                0xc0bfbebdbcbbbab9L,
                                0xc4c3c2c1),
                        "8182838400000000898a8b8c8d8e8f909192939400000000999a9b9c9d9e9fa0a1a2a3a400000000a9aaabacadaeafb0"
                                + "b1b2b3b400000000b9babbbcbdbebfc0c1c2c3c400000000"),
                StructTable.of(
                        KvmSevSendUpdateData.LAYOUT,
                        0x30,
                        KvmSevSendUpdateData::decode,
                        KvmSevSendUpdateData::encode,
                        new KvmSevSendUpdateData(
                                0x8887868584838281L,
                                0x8c8b8a89,
                                0x9897969594939291L,
                                0x9c9b9a99,
                                0xa8a7a6a5a4a3a2a1L,
                                0xacabaaa9),
                        "8182838485868788898a8b8c000000009192939495969798999a9b9c00000000a1a2a3a4a5a6a7a8a9aaabac00000000"),
                StructTable.of(
                        KvmSevReceiveUpdateData.LAYOUT,
                        0x30,
                        KvmSevReceiveUpdateData::decode,
                        KvmSevReceiveUpdateData::encode,
                        new KvmSevReceiveUpdateData(
                                0x8887868584838281L,
                                0x8c8b8a89,
                                0x9897969594939291L,
                                0x9c9b9a99,
                                0xa8a7a6a5a4a3a2a1L,
                                0xacabaaa9),
                        "8182838485868788898a8b8c000000009192939495969798999a9b9c00000000a1a2a3a4a5a6a7a8a9aaabac00000000"),
                StructTable.of(
                        KvmSevReceiveStart.LAYOUT,
                        0x28,
                        KvmSevReceiveStart::decode,
                        KvmSevReceiveStart::encode,
                        new KvmSevReceiveStart(
                                0x84838281,
                                0x88878685,
                                0x908f8e8d8c8b8a89L,
                                0x94939291,
                                0xa09f9e9d9c9b9a99L,
                                0xa4a3a2a1),
                        "8182838485868788898a8b8c8d8e8f909192939400000000999a9b9c9d9e9fa0a1a2a3a400000000"));
    }

    /** Launch. */
    private static Stream<Struct<?>> launch() {
        return Stream.of(
                StructTable.of(
                        KvmSevLaunchStart.LAYOUT,
                        0x28,
                        KvmSevLaunchStart::decode,
                        KvmSevLaunchStart::encode,
                        new KvmSevLaunchStart(
                                0x84838281,
                                0x88878685,
                                0x908f8e8d8c8b8a89L,
                                0x94939291,
                                0xa09f9e9d9c9b9a99L,
                                0xa4a3a2a1),
                        "8182838485868788898a8b8c8d8e8f909192939400000000999a9b9c9d9e9fa0" + "a1a2a3a400000000"),
                StructTable.of(
                        KvmSevLaunchUpdateData.LAYOUT,
                        0x10,
                        KvmSevLaunchUpdateData::decode,
                        KvmSevLaunchUpdateData::encode,
                        new KvmSevLaunchUpdateData(0x8887868584838281L, 0x8c8b8a89),
                        "8182838485868788898a8b8c00000000"),
                StructTable.of(
                        KvmSevLaunchSecret.LAYOUT,
                        0x30,
                        KvmSevLaunchSecret::decode,
                        KvmSevLaunchSecret::encode,
                        new KvmSevLaunchSecret(
                                0x8887868584838281L,
                                0x8c8b8a89,
                                0x9897969594939291L,
                                0x9c9b9a99,
                                0xa8a7a6a5a4a3a2a1L,
                                0xacabaaa9),
                        "8182838485868788898a8b8c000000009192939495969798999a9b9c00000000"
                                + "a1a2a3a4a5a6a7a8a9aaabac00000000"),
                StructTable.of(
                        KvmSevLaunchMeasure.LAYOUT,
                        0x10,
                        KvmSevLaunchMeasure::decode,
                        KvmSevLaunchMeasure::encode,
                        new KvmSevLaunchMeasure(0x8887868584838281L, 0x8c8b8a89),
                        "8182838485868788898a8b8c00000000"),
                StructTable.of(
                        KvmSevInit.LAYOUT,
                        0x30,
                        KvmSevInit::decode,
                        KvmSevInit::encode,
                        new KvmSevInit(0x8887868584838281L, 0x8c8b8a89, 0x8e8d),
                        "8182838485868788898a8b8c8d8e00000000000000000000000000000000000000000000000000000000000000000000"),
                StructTable.of(
                        KvmSevAttestationReport.LAYOUT,
                        0x20,
                        KvmSevAttestationReport::decode,
                        KvmSevAttestationReport::encode,
                        new KvmSevAttestationReport(
                                Bytes.fromHex("8182838485868788898a8b8c8d8e8f90"), 0x9897969594939291L, 0x9c9b9a99),
                        "8182838485868788898a8b8c8d8e8f909192939495969798999a9b9c00000000"));
    }

    /** The command itself, state, debugging. */
    private static Stream<Struct<?>> other() {
        return Stream.of(
                StructTable.of(
                        KvmSevCmd.LAYOUT,
                        0x18,
                        KvmSevCmd::decode,
                        KvmSevCmd::encode,
                        new KvmSevCmd(0x84838281, 0x908f8e8d8c8b8a89L, 0x94939291, 0x98979695),
                        "8182838400000000898a8b8c8d8e8f909192939495969798"),
                StructTable.of(
                        KvmSevGuestStatus.LAYOUT,
                        0xc,
                        KvmSevGuestStatus::decode,
                        KvmSevGuestStatus::encode,
                        new KvmSevGuestStatus(0x84838281, 0x88878685, 0x8c8b8a89),
                        "8182838485868788898a8b8c"),
                StructTable.of(
                        KvmSevDebug.LAYOUT,
                        0x18,
                        KvmSevDebug::decode,
                        KvmSevDebug::encode,
                        new KvmSevDebug(0x8887868584838281L, 0x908f8e8d8c8b8a89L, 0x94939291),
                        "8182838485868788898a8b8c8d8e8f909192939400000000"));
    }
}
