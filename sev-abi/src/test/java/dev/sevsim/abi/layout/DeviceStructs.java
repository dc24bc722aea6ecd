package dev.sevsim.abi.layout;

import dev.sevsim.abi.layout.StructTable.Struct;
import dev.sevsim.abi.uapi.SevIssueCmd;
import dev.sevsim.abi.uapi.SevUserDataGetId2;
import dev.sevsim.abi.uapi.SevUserDataPdhCertExport;
import dev.sevsim.abi.uapi.SevUserDataPekCertImport;
import dev.sevsim.abi.uapi.SevUserDataPekCsr;
import dev.sevsim.abi.uapi.SevUserDataStatus;
import java.util.stream.Stream;

/** Structures of {@code linux/psp-sev.h}; see {@link StructTable}. */
final class DeviceStructs {
    private DeviceStructs() {}

    static Stream<Struct<?>> all() {
        return Stream.of(
                StructTable.of(
                        SevIssueCmd.LAYOUT,
                        0x10,
                        SevIssueCmd::decode,
                        SevIssueCmd::encode,
                        new SevIssueCmd(0x84838281, 0x8c8b8a8988878685L, 0x908f8e8d),
                        "8182838485868788898a8b8c8d8e8f90"),
                StructTable.of(
                        SevUserDataStatus.LAYOUT,
                        0xc,
                        SevUserDataStatus::decode,
                        SevUserDataStatus::encode,
                        new SevUserDataStatus(0x81, 0x82, 0x83, 0x87868584, 0x88, 0x8c8b8a89),
                        "8182838485868788898a8b8c"),
                StructTable.of(
                        SevUserDataPekCsr.LAYOUT,
                        0xc,
                        SevUserDataPekCsr::decode,
                        SevUserDataPekCsr::encode,
                        new SevUserDataPekCsr(0x8887868584838281L, 0x8c8b8a89),
                        "8182838485868788898a8b8c"),
                StructTable.of(
                        SevUserDataPekCertImport.LAYOUT,
                        0x18,
                        SevUserDataPekCertImport::decode,
                        SevUserDataPekCertImport::encode,
                        new SevUserDataPekCertImport(0x8887868584838281L, 0x8c8b8a89, 0x94939291908f8e8dL, 0x98979695),
                        "8182838485868788898a8b8c8d8e8f909192939495969798"),
                StructTable.of(
                        SevUserDataGetId2.LAYOUT,
                        0xc,
                        SevUserDataGetId2::decode,
                        SevUserDataGetId2::encode,
                        new SevUserDataGetId2(0x8887868584838281L, 0x8c8b8a89),
                        "8182838485868788898a8b8c"),
                StructTable.of(
                        SevUserDataPdhCertExport.LAYOUT,
                        0x18,
                        SevUserDataPdhCertExport::decode,
                        SevUserDataPdhCertExport::encode,
                        new SevUserDataPdhCertExport(0x8887868584838281L, 0x8c8b8a89, 0x94939291908f8e8dL, 0x98979695),
                        "8182838485868788898a8b8c8d8e8f909192939495969798"));
    }
}
