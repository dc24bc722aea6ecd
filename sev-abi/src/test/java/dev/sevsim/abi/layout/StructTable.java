package dev.sevsim.abi.layout;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.cert.SevCertificate;
import dev.sevsim.abi.efi.CocoSecretArea;
import dev.sevsim.abi.efi.EfiConfigurationTable;
import dev.sevsim.abi.efi.EfiLoadedImage;
import dev.sevsim.abi.efi.EfiMemoryDescriptor;
import dev.sevsim.abi.efi.EfiSystemTable;
import dev.sevsim.abi.efi.FwCfgDmaAccess;
import dev.sevsim.abi.firmware.Activate;
import dev.sevsim.abi.firmware.ActivateEx;
import dev.sevsim.abi.firmware.Attestation;
import dev.sevsim.abi.firmware.Copy;
import dev.sevsim.abi.firmware.Deactivate;
import dev.sevsim.abi.firmware.DebugTransfer;
import dev.sevsim.abi.firmware.Decommission;
import dev.sevsim.abi.firmware.DownloadFirmware;
import dev.sevsim.abi.firmware.GetId;
import dev.sevsim.abi.firmware.GuestStatus;
import dev.sevsim.abi.firmware.Init;
import dev.sevsim.abi.firmware.InitEx;
import dev.sevsim.abi.firmware.LaunchFinish;
import dev.sevsim.abi.firmware.LaunchMeasure;
import dev.sevsim.abi.firmware.LaunchSecret;
import dev.sevsim.abi.firmware.LaunchStart;
import dev.sevsim.abi.firmware.LaunchUpdateData;
import dev.sevsim.abi.firmware.LaunchUpdateVmsa;
import dev.sevsim.abi.firmware.PdhCertExport;
import dev.sevsim.abi.firmware.PekCertImport;
import dev.sevsim.abi.firmware.PekCsr;
import dev.sevsim.abi.firmware.PlatformStatus;
import dev.sevsim.abi.firmware.ReceiveFinish;
import dev.sevsim.abi.firmware.ReceiveStart;
import dev.sevsim.abi.firmware.ReceiveUpdate;
import dev.sevsim.abi.firmware.RingBuffer;
import dev.sevsim.abi.firmware.SendCancel;
import dev.sevsim.abi.firmware.SendFinish;
import dev.sevsim.abi.firmware.SendStart;
import dev.sevsim.abi.firmware.SendUpdate;
import dev.sevsim.abi.firmware.SwapIn;
import dev.sevsim.abi.firmware.SwapMetadata;
import dev.sevsim.abi.firmware.SwapOut;
import dev.sevsim.abi.firmware.Vmsa;
import dev.sevsim.abi.launch.AttestationReport;
import dev.sevsim.abi.launch.LaunchSession;
import dev.sevsim.abi.launch.MeasurementBlob;
import dev.sevsim.abi.launch.SecretHeader;
import dev.sevsim.abi.uapi.KvmDeviceAttribute;
import dev.sevsim.abi.uapi.KvmEnableCap;
import dev.sevsim.abi.uapi.KvmEncRegion;
import dev.sevsim.abi.uapi.KvmRegisters;
import dev.sevsim.abi.uapi.KvmSegment;
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
import dev.sevsim.abi.uapi.KvmUserspaceMemoryRegion;
import dev.sevsim.abi.uapi.SevIssueCmd;
import dev.sevsim.abi.uapi.SevUserDataGetId2;
import dev.sevsim.abi.uapi.SevUserDataPdhCertExport;
import dev.sevsim.abi.uapi.SevUserDataPekCertImport;
import dev.sevsim.abi.uapi.SevUserDataPekCsr;
import dev.sevsim.abi.uapi.SevUserDataStatus;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Every structure that has a layout, with one worked instance.
 *
 * <p>The wire bytes were written out from the offset tables of docs/reference/sev-firmware-api.md sections 3.4, 4 and
 * 5, docs/reference/kvm-host.md sections 1.1, 1.3, 2.2 and 2.4, docs/reference/ovmf-guest.md sections 7 and 8, and the
 * UEFI and fw_cfg documents, by a small program that knows nothing of this one: byte n of the structure is 0x81 + n,
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
        return Stream.of(Stream.of(certificate(), saveArea()), guestCommands(), others())
                .flatMap(Function.identity());
    }

    /** Buffers and results of commands on guests. */
    private static Stream<Struct<?>> guestCommands() {
        return Stream.of(
                of(
                        LaunchUpdateVmsa.LAYOUT,
                        0x14,
                        LaunchUpdateVmsa::decode,
                        LaunchUpdateVmsa::encode,
                        new LaunchUpdateVmsa(0x84838281, 0x908f8e8d8c8b8a89L, 0x94939291),
                        "8182838400000000898a8b8c8d8e8f9091929394"),
                of(
                        Attestation.LAYOUT,
                        0x24,
                        Attestation::decode,
                        Attestation::encode,
                        new Attestation(
                                0x84838281, 0x908f8e8d8c8b8a89L, hex("9192939495969798999a9b9c9d9e9fa0"), 0xa4a3a2a1),
                        "8182838400000000898a8b8c8d8e8f909192939495969798999a9b9c9d9e9fa0" + "a1a2a3a4"),
                of(
                        Copy.LAYOUT,
                        0x18,
                        Copy::decode,
                        Copy::encode,
                        new Copy(0x84838281, 0x88878685, 0x908f8e8d8c8b8a89L, 0x9897969594939291L),
                        "8182838485868788898a8b8c8d8e8f909192939495969798"),
                of(
                        ActivateEx.LAYOUT,
                        0x18,
                        ActivateEx::decode,
                        ActivateEx::encode,
                        new ActivateEx(0x84838281, 0x88878685, 0x8c8b8a89, 0x908f8e8d, 0x9897969594939291L),
                        "8182838485868788898a8b8c8d8e8f909192939495969798"),
                of(
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
                of(
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
                of(
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
                of(
                        SendFinish.LAYOUT,
                        0x4,
                        SendFinish::decode,
                        SendFinish::encode,
                        new SendFinish(0x84838281),
                        "81828384"),
                of(
                        SendCancel.LAYOUT,
                        0x4,
                        SendCancel::decode,
                        SendCancel::encode,
                        new SendCancel(0x84838281),
                        "81828384"),
                of(
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
                of(
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
                of(
                        ReceiveFinish.LAYOUT,
                        0x4,
                        ReceiveFinish::decode,
                        ReceiveFinish::encode,
                        new ReceiveFinish(0x84838281),
                        "81828384"),
                of(
                        DebugTransfer.LAYOUT,
                        0x1c,
                        DebugTransfer::decode,
                        DebugTransfer::encode,
                        new DebugTransfer(0x84838281, 0x908f8e8d8c8b8a89L, 0x9897969594939291L, 0x9c9b9a99),
                        "8182838400000000898a8b8c8d8e8f909192939495969798999a9b9c"),
                of(
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
                of(
                        SwapIn.LAYOUT,
                        0x20,
                        SwapIn::decode,
                        SwapIn::encode,
                        new SwapIn(
                                0x84838281, 0x88878685, 0x908f8e8d8c8b8a89L, 0x9897969594939291L, 0xa09f9e9d9c9b9a99L),
                        "8182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9fa0"),
                of(
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
                                + "00000000000000000000000000000000000000000000000000000000bdbebfc0"),
                of(
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

    private static Struct<Vmsa> saveArea() {
        byte[] raw = new byte[0x1000];
        for (int i = 0; i < raw.length; i++) {
            raw[i] = (byte) (0x81 + i);
        }
        Bytes wire = Bytes.copyOf(raw);
        return new Struct<>(Vmsa.LAYOUT, 0x1000, Vmsa::decode, Vmsa::encode, new Vmsa(wire), wire);
    }

    private static Stream<Struct<?>> others() {
        return Stream.of(
                of(
                        Init.LAYOUT,
                        0x14,
                        Init::decode,
                        Init::encode,
                        new Init(0x84838281, 0x908f8e8d8c8b8a89L, 0x94939291),
                        "8182838400000000898a8b8c8d8e8f9091929394"),
                of(
                        PlatformStatus.LAYOUT,
                        0xc,
                        PlatformStatus::decode,
                        PlatformStatus::encode,
                        new PlatformStatus(0x81, 0x82, 0x83, 0x84, 0x8685, 0x88, 0x8c8b8a89),
                        "8182838485860088898a8b8c"),
                of(
                        PdhCertExport.LAYOUT,
                        0x1c,
                        PdhCertExport::decode,
                        PdhCertExport::encode,
                        new PdhCertExport(0x8887868584838281L, 0x8c8b8a89, 0x9897969594939291L, 0x9c9b9a99),
                        "8182838485868788898a8b8c000000009192939495969798999a9b9c"),
                of(
                        PekCsr.LAYOUT,
                        0xc,
                        PekCsr::decode,
                        PekCsr::encode,
                        new PekCsr(0x8887868584838281L, 0x8c8b8a89),
                        "8182838485868788898a8b8c"),
                of(
                        PekCertImport.LAYOUT,
                        0x1c,
                        PekCertImport::decode,
                        PekCertImport::encode,
                        new PekCertImport(0x8887868584838281L, 0x8c8b8a89, 0x9897969594939291L, 0x9c9b9a99),
                        "8182838485868788898a8b8c000000009192939495969798999a9b9c"),
                of(
                        GetId.LAYOUT,
                        0xc,
                        GetId::decode,
                        GetId::encode,
                        new GetId(0x8887868584838281L, 0x8c8b8a89),
                        "8182838485868788898a8b8c"),
                of(
                        DownloadFirmware.LAYOUT,
                        0xc,
                        DownloadFirmware::decode,
                        DownloadFirmware::encode,
                        new DownloadFirmware(0x8887868584838281L, 0x8c8b8a89),
                        "8182838485868788898a8b8c"),
                of(
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
                of(
                        Decommission.LAYOUT,
                        0x4,
                        Decommission::decode,
                        Decommission::encode,
                        new Decommission(0x84838281),
                        "81828384"),
                of(
                        Activate.LAYOUT,
                        0x8,
                        Activate::decode,
                        Activate::encode,
                        new Activate(0x84838281, 0x88878685),
                        "8182838485868788"),
                of(
                        Deactivate.LAYOUT,
                        0x4,
                        Deactivate::decode,
                        Deactivate::encode,
                        new Deactivate(0x84838281),
                        "81828384"),
                of(
                        GuestStatus.LAYOUT,
                        0xd,
                        GuestStatus::decode,
                        GuestStatus::encode,
                        new GuestStatus(0x84838281, 0x88878685, 0x8c8b8a89, 0x8d),
                        "8182838485868788898a8b8c8d"),
                of(
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
                of(
                        LaunchUpdateData.LAYOUT,
                        0x14,
                        LaunchUpdateData::decode,
                        LaunchUpdateData::encode,
                        new LaunchUpdateData(0x84838281, 0x908f8e8d8c8b8a89L, 0x94939291),
                        "8182838400000000898a8b8c8d8e8f9091929394"),
                of(
                        LaunchMeasure.LAYOUT,
                        0x14,
                        LaunchMeasure::decode,
                        LaunchMeasure::encode,
                        new LaunchMeasure(0x84838281, 0x908f8e8d8c8b8a89L, 0x94939291),
                        "8182838400000000898a8b8c8d8e8f9091929394"),
                of(
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
                of(
                        LaunchFinish.LAYOUT,
                        0x4,
                        LaunchFinish::decode,
                        LaunchFinish::encode,
                        new LaunchFinish(0x84838281),
                        "81828384"),
                of(
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
                of(
                        MeasurementBlob.LAYOUT,
                        0x30,
                        MeasurementBlob::decode,
                        MeasurementBlob::encode,
                        new MeasurementBlob(
                                hex("8182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9fa0"),
                                hex("a1a2a3a4a5a6a7a8a9aaabacadaeafb0")),
                        "8182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9fa0"
                                + "a1a2a3a4a5a6a7a8a9aaabacadaeafb0"),
                of(
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
                of(
                        SevIssueCmd.LAYOUT,
                        0x10,
                        SevIssueCmd::decode,
                        SevIssueCmd::encode,
                        new SevIssueCmd(0x84838281, 0x8c8b8a8988878685L, 0x908f8e8d),
                        "8182838485868788898a8b8c8d8e8f90"),
                of(
                        SevUserDataStatus.LAYOUT,
                        0xc,
                        SevUserDataStatus::decode,
                        SevUserDataStatus::encode,
                        new SevUserDataStatus(0x81, 0x82, 0x83, 0x87868584, 0x88, 0x8c8b8a89),
                        "8182838485868788898a8b8c"),
                of(
                        SevUserDataPekCsr.LAYOUT,
                        0xc,
                        SevUserDataPekCsr::decode,
                        SevUserDataPekCsr::encode,
                        new SevUserDataPekCsr(0x8887868584838281L, 0x8c8b8a89),
                        "8182838485868788898a8b8c"),
                of(
                        SevUserDataPekCertImport.LAYOUT,
                        0x18,
                        SevUserDataPekCertImport::decode,
                        SevUserDataPekCertImport::encode,
                        new SevUserDataPekCertImport(0x8887868584838281L, 0x8c8b8a89, 0x94939291908f8e8dL, 0x98979695),
                        "8182838485868788898a8b8c8d8e8f909192939495969798"),
                of(
                        SevUserDataGetId2.LAYOUT,
                        0xc,
                        SevUserDataGetId2::decode,
                        SevUserDataGetId2::encode,
                        new SevUserDataGetId2(0x8887868584838281L, 0x8c8b8a89),
                        "8182838485868788898a8b8c"),
                of(
                        SevUserDataPdhCertExport.LAYOUT,
                        0x18,
                        SevUserDataPdhCertExport::decode,
                        SevUserDataPdhCertExport::encode,
                        new SevUserDataPdhCertExport(0x8887868584838281L, 0x8c8b8a89, 0x94939291908f8e8dL, 0x98979695),
                        "8182838485868788898a8b8c8d8e8f909192939495969798"),
                of(
                        KvmSevCmd.LAYOUT,
                        0x18,
                        KvmSevCmd::decode,
                        KvmSevCmd::encode,
                        new KvmSevCmd(0x84838281, 0x908f8e8d8c8b8a89L, 0x94939291, 0x98979695),
                        "8182838400000000898a8b8c8d8e8f909192939495969798"),
                of(
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
                of(
                        KvmSevLaunchUpdateData.LAYOUT,
                        0x10,
                        KvmSevLaunchUpdateData::decode,
                        KvmSevLaunchUpdateData::encode,
                        new KvmSevLaunchUpdateData(0x8887868584838281L, 0x8c8b8a89),
                        "8182838485868788898a8b8c00000000"),
                of(
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
                of(
                        KvmSevLaunchMeasure.LAYOUT,
                        0x10,
                        KvmSevLaunchMeasure::decode,
                        KvmSevLaunchMeasure::encode,
                        new KvmSevLaunchMeasure(0x8887868584838281L, 0x8c8b8a89),
                        "8182838485868788898a8b8c00000000"),
                of(
                        KvmSevGuestStatus.LAYOUT,
                        0xc,
                        KvmSevGuestStatus::decode,
                        KvmSevGuestStatus::encode,
                        new KvmSevGuestStatus(0x84838281, 0x88878685, 0x8c8b8a89),
                        "8182838485868788898a8b8c"),
                of(
                        KvmSevInit.LAYOUT,
                        0x30,
                        KvmSevInit::decode,
                        KvmSevInit::encode,
                        new KvmSevInit(0x8887868584838281L, 0x8c8b8a89, 0x8e8d),
                        "8182838485868788898a8b8c8d8e00000000000000000000000000000000000000000000000000000000000000000000"),
                of(
                        KvmSevDebug.LAYOUT,
                        0x18,
                        KvmSevDebug::decode,
                        KvmSevDebug::encode,
                        new KvmSevDebug(0x8887868584838281L, 0x908f8e8d8c8b8a89L, 0x94939291),
                        "8182838485868788898a8b8c8d8e8f909192939400000000"),
                of(
                        KvmSevAttestationReport.LAYOUT,
                        0x20,
                        KvmSevAttestationReport::decode,
                        KvmSevAttestationReport::encode,
                        new KvmSevAttestationReport(
                                Bytes.fromHex("8182838485868788898a8b8c8d8e8f90"), 0x9897969594939291L, 0x9c9b9a99),
                        "8182838485868788898a8b8c8d8e8f909192939495969798999a9b9c00000000"),
                of(
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
                of(
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
                of(
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
                of(
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
                        "8182838485868788898a8b8c8d8e8f909192939400000000999a9b9c9d9e9fa0a1a2a3a400000000"),
                of(
                        KvmEnableCap.LAYOUT,
                        0x68,
                        KvmEnableCap::decode,
                        KvmEnableCap::encode,
                        new KvmEnableCap(0x84838281, 0x88878685, 0x908f8e8d8c8b8a89L),
                        "8182838485868788898a8b8c8d8e8f900000000000000000000000000000000000000000000000000000000000000000"
                                + "000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000"
                                + "0000000000000000"),
                of(
                        KvmDeviceAttribute.LAYOUT,
                        0x18,
                        KvmDeviceAttribute::decode,
                        KvmDeviceAttribute::encode,
                        new KvmDeviceAttribute(0x84838281, 0x88878685, 0x908f8e8d8c8b8a89L, 0x9897969594939291L),
                        "8182838485868788898a8b8c8d8e8f909192939495969798"),
                of(
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
                of(
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
                of(
                        KvmEncRegion.LAYOUT,
                        0x10,
                        KvmEncRegion::decode,
                        KvmEncRegion::encode,
                        new KvmEncRegion(0x8887868584838281L, 0x908f8e8d8c8b8a89L),
                        "8182838485868788898a8b8c8d8e8f90"),
                of(
                        KvmUserspaceMemoryRegion.LAYOUT,
                        0x20,
                        KvmUserspaceMemoryRegion::decode,
                        KvmUserspaceMemoryRegion::encode,
                        new KvmUserspaceMemoryRegion(
                                0x84838281, 0x88878685, 0x908f8e8d8c8b8a89L, 0x9897969594939291L, 0xa09f9e9d9c9b9a99L),
                        "8182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9fa0"),
                of(
                        CocoSecretArea.LAYOUT,
                        0x10,
                        CocoSecretArea::decode,
                        CocoSecretArea::encode,
                        new CocoSecretArea(0x8887868584838281L, 0x908f8e8d8c8b8a89L),
                        "8182838485868788898a8b8c8d8e8f90"),
                of(
                        EfiConfigurationTable.LAYOUT,
                        0x18,
                        EfiConfigurationTable::decode,
                        EfiConfigurationTable::encode,
                        new EfiConfigurationTable(hex("8182838485868788898a8b8c8d8e8f90"), 0x9897969594939291L),
                        "8182838485868788898a8b8c8d8e8f909192939495969798"),
                of(
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
                of(
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
                of(
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
                of(
                        FwCfgDmaAccess.LAYOUT,
                        0x10,
                        FwCfgDmaAccess::decode,
                        FwCfgDmaAccess::encode,
                        new FwCfgDmaAccess(0x81828384, 0x85868788, 0x898a8b8c8d8e8f90L),
                        "8182838485868788898a8b8c8d8e8f90"));
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

    private static <T> Struct<T> of(
            StructLayout layout,
            int specifiedSize,
            Function<Bytes, T> decode,
            Function<T, Bytes> encode,
            T instance,
            String wire) {
        return new Struct<>(layout, specifiedSize, decode, encode, instance, hex(wire));
    }

    private static Bytes hex(String digits) {
        return Bytes.fromHex(digits);
    }
}
