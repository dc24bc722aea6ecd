package dev.sevsim.abi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.device.AtaRegisters;
import dev.sevsim.abi.device.FwCfgRegisters;
import dev.sevsim.abi.efi.EfiBootServices;
import dev.sevsim.abi.ghcb.GhcbMsr;
import dev.sevsim.abi.uapi.Ioctl;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Numbers that the code puts together from their parts, typed as a whole from the documents that their classes name. */
class NumbersTest {
    private static final String IOCTLS = """
            SEV_ISSUE_CMD 0xC0105300
            KVM_GET_API_VERSION 0x0000AE00
            KVM_CREATE_VM 0x0000AE01
            KVM_CHECK_EXTENSION 0x0000AE03
            KVM_GET_VCPU_MMAP_SIZE 0x0000AE04
            KVM_CREATE_VCPU 0x0000AE41
            KVM_CREATE_IRQCHIP 0x0000AE60
            KVM_SET_USER_MEMORY_REGION 0x4020AE46
            KVM_RUN 0x0000AE80
            KVM_ENABLE_CAP 0x4068AEA3
            KVM_GET_REGS 0x8090AE81
            KVM_SET_REGS 0x4090AE82
            KVM_GET_SREGS 0x8138AE83
            KVM_SET_SREGS 0x4138AE84
            KVM_GET_MSRS 0xC008AE88
            KVM_SET_MSRS 0x4008AE89
            KVM_GET_FPU 0x81A0AE8C
            KVM_SET_FPU 0x41A0AE8D
            KVM_GET_DEBUGREGS 0x8080AEA1
            KVM_SET_DEBUGREGS 0x4080AEA2
            KVM_GET_XSAVE 0x9000AEA4
            KVM_SET_XSAVE 0x5000AEA5
            KVM_GET_XCRS 0x8188AEA6
            KVM_SET_XCRS 0x4188AEA7
            KVM_SET_GUEST_DEBUG 0x4048AE9B
            KVM_GET_DEVICE_ATTR 0x4018AEE2
            KVM_HAS_DEVICE_ATTR 0x4018AEE3
            KVM_MEMORY_ENCRYPT_OP_RFC 0xC008AEB8
            KVM_MEMORY_ENCRYPT_OP 0xC008AEBA
            KVM_MEMORY_ENCRYPT_REG_REGION 0x8010AEBB
            KVM_MEMORY_ENCRYPT_UNREG_REGION 0x8010AEBC
            """;

    private static final String ATA = """
            SECTOR_COUNT 0x1F2
            LBA_LOW 0x1F3
            LBA_MID 0x1F4
            LBA_HIGH 0x1F5
            DEVICE 0x1F6
            COMMAND 0x1F7
            SELECT_LBA 0xE0
            BUSY_FAULT_OR_ERROR 0xA1
            DATA_REQUEST 0x08
            IDENTIFY_SECTORS 120
            """;

    private static final String FW_CFG = """
            DATA 0x511
            DMA_HIGH 0x514
            DMA_LOW 0x518
            CONTROL_ERROR 1
            """;

    private static final String BOOT_SERVICES = """
            ALLOCATE_PAGES 0x28
            FREE_PAGES 0x30
            GET_MEMORY_MAP 0x38
            ALLOCATE_POOL 0x40
            FREE_POOL 0x48
            HANDLE_PROTOCOL 0x98
            INSTALL_CONFIGURATION_TABLE 0xC0
            EXIT 0xD8
            EXIT_BOOT_SERVICES 0xE8
            LOCATE_PROTOCOL 0x140
            SIZE 0x178
            """;

    private static final String GHCB_MSR = """
            CPUID_RESPONSE 0x005
            AP_RESET_HOLD_RESPONSE 0x007
            PREFERRED_PAGE_RESPONSE 0x011
            REGISTER_PAGE_RESPONSE 0x013
            PAGE_STATE_RESPONSE 0x015
            FEATURES_RESPONSE 0x081
            """;

    /** A constant of a class, and its number. */
    record Row(Class<?> type, String name, String number) {}

    static Stream<Row> rows() {
        return Stream.of(
                        rows(Ioctl.class, IOCTLS),
                        rows(AtaRegisters.class, ATA),
                        rows(FwCfgRegisters.class, FW_CFG),
                        rows(EfiBootServices.class, BOOT_SERVICES),
                        rows(GhcbMsr.class, GHCB_MSR))
                .flatMap(rows -> rows);
    }

    private static Stream<Row> rows(Class<?> type, String table) {
        return table.lines().map(line -> line.split(" ", -1)).map(cells -> new Row(type, cells[0], cells[1]));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void areThoseOfTheDocuments(Row row) throws ReflectiveOperationException {
        assertThat(row.type().getField(row.name()).getInt(null))
                .isEqualTo(Long.decode(row.number()).intValue());
    }
}
