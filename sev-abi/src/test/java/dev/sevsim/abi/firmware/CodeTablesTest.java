package dev.sevsim.abi.firmware;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.cert.KeyUsage;
import dev.sevsim.abi.efi.EfiMemoryType;
import dev.sevsim.abi.uapi.KvmSevCommandId;
import dev.sevsim.abi.uapi.KvmVmType;
import dev.sevsim.abi.uapi.RfcSevCommandId;
import dev.sevsim.abi.uapi.SevDeviceCommand;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Codes against the tables of the reference, typed in as those print them. */
class CodeTablesTest {
    /** docs/reference/sev-firmware-api.md section 2. */
    private static final String STATUS = """
            0x00 SUCCESS
            0x01 INVALID_PLATFORM_STATE
            0x02 INVALID_GUEST_STATE
            0x03 INVALID_CONFIG
            0x04 INVALID_LENGTH
            0x05 ALREADY_OWNED
            0x06 INVALID_CERTIFICATE
            0x07 POLICY_FAILURE
            0x08 INACTIVE
            0x09 INVALID_ADDRESS
            0x0A BAD_SIGNATURE
            0x0B BAD_MEASUREMENT
            0x0C ASID_OWNED
            0x0D INVALID_ASID
            0x0E WBINVD_REQUIRED
            0x0F DFFLUSH_REQUIRED
            0x10 INVALID_GUEST
            0x11 INVALID_COMMAND
            0x12 ACTIVE
            0x13 HWERROR_PLATFORM
            0x14 HWERROR_UNSAFE
            0x15 UNSUPPORTED
            0x16 INVALID_PARAM
            0x17 RESOURCE_LIMIT
            0x18 SECURE_DATA_INVALID
            0x19 INVALID_PAGE_SIZE
            0x1A INVALID_PAGE_STATE
            0x1B INVALID_MDATA_ENTRY
            0x1C INVALID_PAGE_OWNER
            0x1D AEAD_OFLOW
            0x1F RING_BUFFER_EXIT
            0x20 RMP_INIT_REQUIRED
            0x21 BAD_SVN
            0x22 BAD_VERSION
            0x23 SHUTDOWN_REQUIRED
            0x24 UPDATE_FAILED
            0x25 RESTORE_REQUIRED
            0x26 RMP_INIT_FAILED
            0x27 INVALID_KEY
            0x8006 INTERNAL_8006
            """;

    /** docs/reference/sev-firmware-api.md section 1.4: id, name, buffer bytes. */
    private static final String COMMANDS = """
            0x01 INIT 0x14
            0x02 SHUTDOWN 0
            0x03 PLATFORM_RESET 0
            0x04 PLATFORM_STATUS 0x0C
            0x05 PEK_GEN 0
            0x06 PEK_CSR 0x0C
            0x07 PEK_CERT_IMPORT 0x1C
            0x08 PDH_CERT_EXPORT 0x1C
            0x09 PDH_GEN 0
            0x0A DF_FLUSH 0
            0x0B DOWNLOAD_FIRMWARE 0x0C
            0x0C GET_ID 0x0C
            0x0D INIT_EX 0x24
            0x0E NOP 0
            0x0F RING_BUFFER 0x28
            0x20 DECOMMISSION 0x04
            0x21 ACTIVATE 0x08
            0x22 DEACTIVATE 0x04
            0x23 GUEST_STATUS 0x0D
            0x24 COPY 0x18
            0x25 ACTIVATE_EX 0x18
            0x30 LAUNCH_START 0x24
            0x31 LAUNCH_UPDATE_DATA 0x14
            0x32 LAUNCH_UPDATE_VMSA 0x14
            0x33 LAUNCH_MEASURE 0x14
            0x34 LAUNCH_SECRET 0x34
            0x35 LAUNCH_FINISH 0x04
            0x36 ATTESTATION 0x24
            0x40 SEND_START 0x44
            0x41 SEND_UPDATE_DATA 0x34
            0x42 SEND_UPDATE_VMSA 0x34
            0x43 SEND_FINISH 0x04
            0x44 SEND_CANCEL 0x04
            0x50 RECEIVE_START 0x24
            0x51 RECEIVE_UPDATE_DATA 0x34
            0x52 RECEIVE_UPDATE_VMSA 0x34
            0x53 RECEIVE_FINISH 0x04
            0x60 DBG_DECRYPT 0x1C
            0x61 DBG_ENCRYPT 0x1C
            0x70 SWAP_OUT 0x28
            0x71 SWAP_IN 0x20
            """;

    /** docs/reference/kvm-host.md section 2.3. */
    private static final String KVM = """
            0 INIT
            1 ES_INIT
            2 LAUNCH_START
            3 LAUNCH_UPDATE_DATA
            4 LAUNCH_UPDATE_VMSA
            5 LAUNCH_SECRET
            6 LAUNCH_MEASURE
            7 LAUNCH_FINISH
            8 SEND_START
            9 SEND_UPDATE_DATA
            10 SEND_UPDATE_VMSA
            11 SEND_FINISH
            12 RECEIVE_START
            13 RECEIVE_UPDATE_DATA
            14 RECEIVE_UPDATE_VMSA
            15 RECEIVE_FINISH
            16 GUEST_STATUS
            17 DBG_DECRYPT
            18 DBG_ENCRYPT
            19 CERT_EXPORT
            20 GET_ATTESTATION_REPORT
            21 SEND_CANCEL
            22 INIT2
            """;

    /** docs/reference/kvm-host.md section 7. */
    private static final String RFC = """
            0 LAUNCH_START
            1 LAUNCH_UPDATE_DATA
            2 LAUNCH_MEASURE
            3 LAUNCH_FINISH
            4 SEND_START
            5 SEND_UPDATE_DATA
            6 SEND_FINISH
            7 RECEIVE_START
            8 RECEIVE_UPDATE_DATA
            9 RECEIVE_FINISH
            10 GUEST_STATUS
            11 DBG_DECRYPT
            12 DBG_ENCRYPT
            """;

    /** docs/reference/kvm-host.md section 1.2. */
    private static final String DEVICE = """
            0 FACTORY_RESET
            1 PLATFORM_STATUS
            2 PEK_GEN
            3 PEK_CSR
            4 PDH_GEN
            5 PDH_CERT_EXPORT
            6 PEK_CERT_IMPORT
            7 GET_ID
            8 GET_ID2
            """;

    /** docs/reference/kvm-host.md section 2.5, without the types that are not modelled. */
    private static final String VM_TYPES = """
            0 DEFAULT
            2 SEV
            3 SEV_ES
            """;

    private static final String PLATFORM_STATES = """
            0 UNINIT
            1 INIT
            2 WORKING
            """;

    private static final String GUEST_STATES = """
            0 UNINIT
            1 LUPDATE
            2 LSECRET
            3 RUNNING
            4 SUPDATE
            5 RUPDATE
            6 SENT
            """;

    /** docs/reference/sev-firmware-api.md section 6.1. */
    private static final String KEY_USAGES = """
            0x0000 ARK
            0x0013 ASK
            0x1000 INVALID
            0x1001 OCA
            0x1002 PEK
            0x1003 PDH
            0x1004 CEK
            """;

    /** docs/reference/ovmf-guest.md section 8.4. */
    private static final String EFI_MEMORY = """
            0 RESERVED
            1 LOADER_CODE
            2 LOADER_DATA
            3 BOOT_SERVICES_CODE
            4 BOOT_SERVICES_DATA
            5 RUNTIME_SERVICES_CODE
            6 RUNTIME_SERVICES_DATA
            7 CONVENTIONAL
            8 UNUSABLE
            9 ACPI_RECLAIM
            10 ACPI_NVS
            11 MEMORY_MAPPED_IO
            12 MEMORY_MAPPED_IO_PORT_SPACE
            13 PAL_CODE
            14 PERSISTENT
            15 UNACCEPTED
            """;

    static Stream<CodeSpace> codeSpaces() {
        return Stream.of(
                new CodeSpace("status", SevStatus::fromCode, 0x10000, table(STATUS), SevStatus.values().length),
                new CodeSpace("KVM", KvmSevCommandId::fromCode, 200, table(KVM), KvmSevCommandId.values().length),
                new CodeSpace("RFC", RfcSevCommandId::fromCode, 200, table(RFC), RfcSevCommandId.values().length),
                new CodeSpace(
                        "device", SevDeviceCommand::fromCode, 200, table(DEVICE), SevDeviceCommand.values().length),
                new CodeSpace("VM type", KvmVmType::fromCode, 300, table(VM_TYPES), KvmVmType.values().length),
                new CodeSpace(
                        "platform state",
                        PlatformState::fromCode,
                        300,
                        table(PLATFORM_STATES),
                        PlatformState.values().length),
                new CodeSpace(
                        "guest state", GuestState::fromCode, 300, table(GUEST_STATES), GuestState.values().length),
                new CodeSpace("key usage", KeyUsage::fromCode, 0x2000, table(KEY_USAGES), KeyUsage.values().length),
                new CodeSpace(
                        "EFI memory type",
                        EfiMemoryType::fromCode,
                        300,
                        table(EFI_MEMORY),
                        EfiMemoryType.values().length));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("codeSpaces")
    void listsTheCodes(CodeSpace space) {
        assertThat(names(space.limit, code -> space.lookup.find(code).map(Enum::name)))
                .isEqualTo(space.names);
        assertThat(space.constants).isEqualTo(space.names.size());
    }

    @Test
    void findsEachStatusByItsCode() {
        assertThat(SevStatus.values())
                .allSatisfy(s -> assertThat(SevStatus.fromCode(s.code())).contains(s));
    }

    @ParameterizedTest
    @CsvSource({
        "0x0b, BAD_MEASUREMENT (0x0b)",
        "0x00, SUCCESS (0x00)",
        "0x1e, 0x1e (unknown)",
        "-1, 0xffffffff (unknown)"
    })
    void describesStatusCodes(String code, String text) {
        assertThat(SevStatus.describe(Integer.decode(code))).isEqualTo(text);
    }

    @Test
    void listsTheCommandsWithTheirBuffers() {
        Map<Integer, String> expected = table(COMMANDS);

        assertThat(names(0x800, code -> CommandId.fromCode(code).map(id -> id.name() + " " + id.bufferSize())))
                .isEqualTo(expected.entrySet().stream()
                        .collect(Collectors.toMap(Map.Entry::getKey, e -> withDecimalSize(e.getValue()))));
        assertThat(CommandId.values()).hasSize(expected.size());
    }

    /** The codes of one enumeration, which are below {@code limit}. */
    record CodeSpace(String title, Lookup lookup, int limit, Map<Integer, String> names, int constants) {
        @Override
        public String toString() {
            return title;
        }
    }

    interface Lookup {
        Optional<? extends Enum<?>> find(int code);
    }

    private static Map<Integer, String> names(int limit, IntFunction<Optional<String>> lookup) {
        Map<Integer, String> found = new TreeMap<>();
        IntStream.range(-1, limit).forEach(code -> lookup.apply(code).ifPresent(name -> found.put(code, name)));
        return found;
    }

    private static Map<Integer, String> table(String text) {
        Pattern row = Pattern.compile("(\\S+) (.+)");
        return text.lines()
                .map(row::matcher)
                .filter(java.util.regex.Matcher::matches)
                .collect(Collectors.toMap(m -> Integer.decode(m.group(1).toLowerCase(Locale.ROOT)), m -> m.group(2)));
    }

    private static String withDecimalSize(String nameAndSize) {
        int space = nameAndSize.indexOf(' ');
        return Stream.of(
                        nameAndSize.substring(0, space),
                        Integer.decode(nameAndSize.substring(space + 1)).toString())
                .collect(Collectors.joining(" "));
    }
}
