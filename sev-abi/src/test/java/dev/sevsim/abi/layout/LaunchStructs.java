package dev.sevsim.abi.layout;

import static dev.sevsim.abi.layout.StructTable.hex;

import dev.sevsim.abi.firmware.Attestation;
import dev.sevsim.abi.firmware.LaunchFinish;
import dev.sevsim.abi.firmware.LaunchMeasure;
import dev.sevsim.abi.firmware.LaunchSecret;
import dev.sevsim.abi.firmware.LaunchStart;
import dev.sevsim.abi.firmware.LaunchUpdateData;
import dev.sevsim.abi.firmware.LaunchUpdateVmsa;
import dev.sevsim.abi.launch.AttestationReport;
import dev.sevsim.abi.launch.LaunchSession;
import dev.sevsim.abi.launch.MeasurementBlob;
import dev.sevsim.abi.launch.SecretHeader;
import dev.sevsim.abi.layout.StructTable.Struct;
import java.util.function.Function;
import java.util.stream.Stream;

/** Launch: command buffers and what they point to; see {@link StructTable}. */
final class LaunchStructs {
    private LaunchStructs() {}

    static Stream<Struct<?>> all() {
        return Stream.of(commands(), content()).flatMap(Function.identity());
    }

    /** Command buffers. */
    private static Stream<Struct<?>> commands() {
        return Stream.of(
                StructTable.of(
                        LaunchStart.LAYOUT,
                        0x24,
                        LaunchStart::decode,
                        LaunchStart::encode,
                        new LaunchStart(
                                0x84838281,
                                0x88878685,
                                0x908f8e8d8c8b8a89L,
                                0x94939291,
                                0xa09f9e9d9c9b9a99L,
                                0xa4a3a2a1),
                        "8182838485868788898a8b8c8d8e8f909192939400000000999a9b9c9d9e9fa0" + "a1a2a3a4"),
                StructTable.of(
                        LaunchUpdateData.LAYOUT,
                        0x14,
                        LaunchUpdateData::decode,
                        LaunchUpdateData::encode,
                        new LaunchUpdateData(0x84838281, 0x908f8e8d8c8b8a89L, 0x94939291),
                        "8182838400000000898a8b8c8d8e8f9091929394"),
                StructTable.of(
                        LaunchUpdateVmsa.LAYOUT,
                        0x14,
                        LaunchUpdateVmsa::decode,
                        LaunchUpdateVmsa::encode,
                        new LaunchUpdateVmsa(0x84838281, 0x908f8e8d8c8b8a89L, 0x94939291),
                        "8182838400000000898a8b8c8d8e8f9091929394"),
                StructTable.of(
                        LaunchMeasure.LAYOUT,
                        0x14,
                        LaunchMeasure::decode,
                        LaunchMeasure::encode,
                        new LaunchMeasure(0x84838281, 0x908f8e8d8c8b8a89L, 0x94939291),
                        "8182838400000000898a8b8c8d8e8f9091929394"),
                StructTable.of(
                        LaunchSecret.LAYOUT,
                        0x34,
                        LaunchSecret::decode,
                        LaunchSecret::encode,
                        new LaunchSecret(
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
                        LaunchFinish.LAYOUT,
                        0x4,
                        LaunchFinish::decode,
                        LaunchFinish::encode,
                        new LaunchFinish(0x84838281),
                        "81828384"),
                StructTable.of(
                        Attestation.LAYOUT,
                        0x24,
                        Attestation::decode,
                        Attestation::encode,
                        new Attestation(
                                0x84838281, 0x908f8e8d8c8b8a89L, hex("9192939495969798999a9b9c9d9e9fa0"), 0xa4a3a2a1),
                        "8182838400000000898a8b8c8d8e8f909192939495969798999a9b9c9d9e9fa0" + "a1a2a3a4"));
    }

    /** What the buffers point to. */
    private static Stream<Struct<?>> content() {
        return Stream.of(
                StructTable.of(
                        LaunchSession.LAYOUT,
                        0x80,
                        LaunchSession::decode,
                        LaunchSession::encode,
                        new LaunchSession(
                                hex("8182838485868788898a8b8c8d8e8f90"),
                                hex("9192939495969798999a9b9c9d9e9fa0a1a2a3a4a5a6a7a8a9aaabacadaeafb0"),
                                hex("b1b2b3b4b5b6b7b8b9babbbcbdbebfc0"),
                                hex("c1c2c3c4c5c6c7c8c9cacbcccdcecfd0d1d2d3d4d5d6d7d8d9dadbdcdddedfe0"),
                                hex("e1e2e3e4e5e6e7e8e9eaebecedeeeff0f1f2f3f4f5f6f7f8f9fafbfcfdfeff00")),
                        "8182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9fa0"
                                + "a1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3b4b5b6b7b8b9babbbcbdbebfc0"
                                + "c1c2c3c4c5c6c7c8c9cacbcccdcecfd0d1d2d3d4d5d6d7d8d9dadbdcdddedfe0"
                                + "e1e2e3e4e5e6e7e8e9eaebecedeeeff0f1f2f3f4f5f6f7f8f9fafbfcfdfeff00"),
                StructTable.of(
                        MeasurementBlob.LAYOUT,
                        0x30,
                        MeasurementBlob::decode,
                        MeasurementBlob::encode,
                        new MeasurementBlob(
                                hex("8182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9fa0"),
                                hex("a1a2a3a4a5a6a7a8a9aaabacadaeafb0")),
                        "8182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9fa0"
                                + "a1a2a3a4a5a6a7a8a9aaabacadaeafb0"),
                StructTable.of(
                        SecretHeader.LAYOUT,
                        0x34,
                        SecretHeader::decode,
                        SecretHeader::encode,
                        new SecretHeader(
                                0x84838281,
                                hex("85868788898a8b8c8d8e8f9091929394"),
                                hex("95969798999a9b9c9d9e9fa0a1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3b4")),
                        "8182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9fa0"
                                + "a1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3b4"),
                StructTable.of(
                        AttestationReport.LAYOUT,
                        0xd0,
                        AttestationReport::decode,
                        AttestationReport::encode,
                        new AttestationReport(
                                hex("8182838485868788898a8b8c8d8e8f90"),
                                hex("9192939495969798999a9b9c9d9e9fa0a1a2a3a4a5a6a7a8a9aaabacadaeafb0"),
                                0xb4b3b2b1,
                                0xb8b7b6b5,
                                0xbcbbbab9,
                                hex("c1c2c3c4c5c6c7c8c9cacbcccdcecfd0d1d2d3d4d5d6d7d8d9dadbdcdddedfe0"
                                        + "e1e2e3e4e5e6e7e8e9eaebecedeeeff0f1f2f3f4f5f6f7f8f9fafbfcfdfeff00"
                                        + "0102030405060708"),
                                hex("090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f202122232425262728"
                                        + "292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f404142434445464748"
                                        + "494a4b4c4d4e4f50")),
                        "8182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9fa0"
                                + "a1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3b4b5b6b7b8b9babbbc00000000"
                                + "c1c2c3c4c5c6c7c8c9cacbcccdcecfd0d1d2d3d4d5d6d7d8d9dadbdcdddedfe0"
                                + "e1e2e3e4e5e6e7e8e9eaebecedeeeff0f1f2f3f4f5f6f7f8f9fafbfcfdfeff00"
                                + "0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20"
                                + "2122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f40"
                                + "4142434445464748494a4b4c4d4e4f50"));
    }
}
