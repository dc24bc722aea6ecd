package dev.sevsim.abi.layout;

import dev.sevsim.abi.firmware.ReceiveFinish;
import dev.sevsim.abi.firmware.ReceiveStart;
import dev.sevsim.abi.firmware.ReceiveUpdate;
import dev.sevsim.abi.firmware.SendCancel;
import dev.sevsim.abi.firmware.SendFinish;
import dev.sevsim.abi.firmware.SendStart;
import dev.sevsim.abi.firmware.SendUpdate;
import dev.sevsim.abi.layout.StructTable.Struct;
import java.util.function.Function;
import java.util.stream.Stream;

/** Buffers of commands that send and receive guests; see {@link StructTable}. */
final class MigrationStructs {
    private MigrationStructs() {}

    static Stream<Struct<?>> all() {
        return Stream.of(sending(), receiving()).flatMap(Function.identity());
    }

    /** From this platform. */
    private static Stream<Struct<?>> sending() {
        return Stream.of(
                StructTable.of(
                        SendStart.LAYOUT,
                        0x44,
                        SendStart::decode,
                        SendStart::encode,
                        new SendStart(
                                0x84838281,
                                0x88878685,
                                0x908f8e8d8c8b8a89L,
                                0x94939291,
                                0xa09f9e9d9c9b9a99L,
                                0xa4a3a2a1,
                                0xb0afaeadacabaaa9L,
                                0xb4b3b2b1,
                                0xc0bfbebdbcbbbab9L,
                                0xc4c3c2c1),
                        "8182838485868788898a8b8c8d8e8f909192939400000000999a9b9c9d9e9fa0"
                                + "a1a2a3a400000000a9aaabacadaeafb0b1b2b3b400000000b9babbbcbdbebfc0" + "c1c2c3c4"),
                StructTable.of(
                        SendUpdate.LAYOUT,
                        0x34,
                        SendUpdate::decode,
                        SendUpdate::encode,
                        new SendUpdate(
                                0x84838281,
                                0x908f8e8d8c8b8a89L,
                                0x94939291,
                                0xa09f9e9d9c9b9a99L,
                                0xa4a3a2a1,
                                0xb0afaeadacabaaa9L,
                                0xb4b3b2b1),
                        "8182838400000000898a8b8c8d8e8f909192939400000000999a9b9c9d9e9fa0"
                                + "a1a2a3a400000000a9aaabacadaeafb0b1b2b3b4"),
                StructTable.of(
                        SendFinish.LAYOUT,
                        0x4,
                        SendFinish::decode,
                        SendFinish::encode,
                        new SendFinish(0x84838281),
                        "81828384"),
                StructTable.of(
                        SendCancel.LAYOUT,
                        0x4,
                        SendCancel::decode,
                        SendCancel::encode,
                        new SendCancel(0x84838281),
                        "81828384"));
    }

    /** To this platform. */
    private static Stream<Struct<?>> receiving() {
        return Stream.of(
                StructTable.of(
                        ReceiveStart.LAYOUT,
                        0x24,
                        ReceiveStart::decode,
                        ReceiveStart::encode,
                        new ReceiveStart(
                                0x84838281,
                                0x88878685,
                                0x908f8e8d8c8b8a89L,
                                0x94939291,
                                0xa09f9e9d9c9b9a99L,
                                0xa4a3a2a1),
                        "8182838485868788898a8b8c8d8e8f909192939400000000999a9b9c9d9e9fa0" + "a1a2a3a4"),
                StructTable.of(
                        ReceiveUpdate.LAYOUT,
                        0x34,
                        ReceiveUpdate::decode,
                        ReceiveUpdate::encode,
                        new ReceiveUpdate(
                                0x84838281,
                                0x908f8e8d8c8b8a89L,
                                0x94939291,
                                0xa09f9e9d9c9b9a99L,
                                0xa4a3a2a1,
                                0xb0afaeadacabaaa9L,
                                0xb4b3b2b1),
                        "8182838400000000898a8b8c8d8e8f909192939400000000999a9b9c9d9e9fa0"
                                + "a1a2a3a400000000a9aaabacadaeafb0b1b2b3b4"),
                StructTable.of(
                        ReceiveFinish.LAYOUT,
                        0x4,
                        ReceiveFinish::decode,
                        ReceiveFinish::encode,
                        new ReceiveFinish(0x84838281),
                        "81828384"));
    }
}
