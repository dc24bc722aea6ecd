package dev.sevsim.abi.layout;

import static dev.sevsim.abi.layout.StructTable.hex;

import dev.sevsim.abi.firmware.Activate;
import dev.sevsim.abi.firmware.ActivateEx;
import dev.sevsim.abi.firmware.Copy;
import dev.sevsim.abi.firmware.Deactivate;
import dev.sevsim.abi.firmware.DebugTransfer;
import dev.sevsim.abi.firmware.Decommission;
import dev.sevsim.abi.firmware.GuestStatus;
import dev.sevsim.abi.firmware.SwapIn;
import dev.sevsim.abi.firmware.SwapMetadata;
import dev.sevsim.abi.firmware.SwapOut;
import dev.sevsim.abi.layout.StructTable.Struct;
import java.util.function.Function;
import java.util.stream.Stream;

/** Buffers of commands on guests, without launch and migration; see {@link StructTable}. */
final class GuestStructs {
    private GuestStructs() {}

    static Stream<Struct<?>> all() {
        return Stream.of(activation(), memory()).flatMap(Function.identity());
    }

    /** ASIDs and state. */
    private static Stream<Struct<?>> activation() {
        return Stream.of(
                StructTable.of(
                        Activate.LAYOUT,
                        0x8,
                        Activate::decode,
                        Activate::encode,
                        new Activate(0x84838281, 0x88878685),
                        "8182838485868788"),
                StructTable.of(
                        ActivateEx.LAYOUT,
                        0x18,
                        ActivateEx::decode,
                        ActivateEx::encode,
                        new ActivateEx(0x84838281, 0x88878685, 0x8c8b8a89, 0x908f8e8d, 0x9897969594939291L),
                        "8182838485868788898a8b8c8d8e8f909192939495969798"),
                StructTable.of(
                        Deactivate.LAYOUT,
                        0x4,
                        Deactivate::decode,
                        Deactivate::encode,
                        new Deactivate(0x84838281),
                        "81828384"),
                StructTable.of(
                        Decommission.LAYOUT,
                        0x4,
                        Decommission::decode,
                        Decommission::encode,
                        new Decommission(0x84838281),
                        "81828384"),
                StructTable.of(
                        GuestStatus.LAYOUT,
                        0xd,
                        GuestStatus::decode,
                        GuestStatus::encode,
                        new GuestStatus(0x84838281, 0x88878685, 0x8c8b8a89, 0x8d),
                        "8182838485868788898a8b8c8d"));
    }

    /** Copying, swapping and debugging. */
    private static Stream<Struct<?>> memory() {
        return Stream.of(
                StructTable.of(
                        Copy.LAYOUT,
                        0x18,
                        Copy::decode,
                        Copy::encode,
                        new Copy(0x84838281, 0x88878685, 0x908f8e8d8c8b8a89L, 0x9897969594939291L),
                        "8182838485868788898a8b8c8d8e8f909192939495969798"),
                StructTable.of(
                        DebugTransfer.LAYOUT,
                        0x1c,
                        DebugTransfer::decode,
                        DebugTransfer::encode,
                        new DebugTransfer(0x84838281, 0x908f8e8d8c8b8a89L, 0x9897969594939291L, 0x9c9b9a99),
                        "8182838400000000898a8b8c8d8e8f909192939495969798999a9b9c"),
                StructTable.of(
                        SwapOut.LAYOUT,
                        0x28,
                        SwapOut::decode,
                        SwapOut::encode,
                        new SwapOut(
                                0x84838281,
                                0x88878685,
                                0x908f8e8d8c8b8a89L,
                                0x9897969594939291L,
                                0xa09f9e9d9c9b9a99L,
                                0xa8a7a6a5a4a3a2a1L),
                        "8182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9fa0" + "a1a2a3a4a5a6a7a8"),
                StructTable.of(
                        SwapIn.LAYOUT,
                        0x20,
                        SwapIn::decode,
                        SwapIn::encode,
                        new SwapIn(
                                0x84838281, 0x88878685, 0x908f8e8d8c8b8a89L, 0x9897969594939291L, 0xa09f9e9d9c9b9a99L),
                        "8182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9fa0"),
                StructTable.of(
                        SwapMetadata.LAYOUT,
                        0x40,
                        SwapMetadata::decode,
                        SwapMetadata::encode,
                        new SwapMetadata(
                                0x8887868584838281L,
                                0x908f8e8d8c8b8a89L,
                                hex("9192939495969798999a9b9c9d9e9fa0"),
                                0xc0bfbebd),
                        "8182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9fa0"
                                + "00000000000000000000000000000000000000000000000000000000bdbebfc0"));
    }
}
