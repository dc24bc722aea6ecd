package dev.sevsim.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ValuesTest {
    @ParameterizedTest
    @CsvSource({
        "LaunchStart, POLICY, 0x1, 0x1 NODBG",
        "LaunchStart, POLICY, 0x1100003f, '0x1100003f NODBG NOKS ES NOSEND DOMAIN SEV API>=0.17'",
        "KvmSevCmd, error, 0x4, 0x4 INVALID_LENGTH",
        "KvmSevCmd, error, 0xffff, 0xffff",
        "SevCertificate, PUBKEY_USAGE, 0x1003, 0x1003 PDH",
        "SevIssueCmd, cmd, 5, 0x5 PDH_CERT_EXPORT",
        "DeviceCall, request, 0xc008aeba, 0xc008aeba KVM_MEMORY_ENCRYPT_OP",
        "LaunchStart, SESSION_LEN, 128, 128",
        "PlatformStatus, STATE, 1, 0x1 INIT"
    })
    void namesNumbers(String structure, String field, String value, String shown) {
        assertThat(Values.number(structure, field, Long.decode(value))).isEqualTo(shown);
    }

    @Test
    void shortensBytes() {
        assertThat(Values.bytes(Bytes.of(1, 2))).isEqualTo("0102");
        assertThat(Values.bytes(Bytes.zeros(512))).isEqualTo("0 × 512");
        assertThat(Values.bytes(Bytes.concat(Bytes.of(1), Bytes.zeros(16)))).isEqualTo("01" + "00".repeat(15) + "…");
    }
}
