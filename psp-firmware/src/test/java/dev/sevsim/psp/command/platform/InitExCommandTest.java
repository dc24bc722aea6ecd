package dev.sevsim.psp.command.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.Init;
import dev.sevsim.abi.firmware.InitEx;
import dev.sevsim.abi.firmware.PlatformState;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.bus.memory.Encryption;
import dev.sevsim.memory.FirmwarePort;
import dev.sevsim.psp.TestMachine;
import dev.sevsim.psp.keys.IdentityCertificates;
import dev.sevsim.psp.nv.NvStorage;
import dev.sevsim.psp.platform.AddressRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InitExCommandTest extends FlashTest {
    private static final long NV = 0x100000;
    private static final int NV_LENGTH = 0x8000;
    private static final int TMR_LENGTH = 1 << 20;
    private static final long C_BIT = 1L << 51;

    @Test
    void worksAsInitDoesWithoutAnArea() {
        assertThat(run(request(0, 0, 0, 0, 0x123))).isEqualTo(SevStatus.SUCCESS);

        assertThat(machine.platform().state()).isEqualTo(PlatformState.INIT);
        assertThat(machine.processor.identity()).isPresent();
    }

    @Test
    void keepsTheIdentityInTheHostsMemoryAndLeavesTheFlashAlone() {
        machine.write(NV, NvStorage.ERASED);

        assertThat(run(request(0, 0, 0, NV, NV_LENGTH))).isEqualTo(SevStatus.SUCCESS);

        assertThat(flash.content()).isEqualTo(NvStorage.ERASED);
        assertThat(machine.read(NV, NV_LENGTH)).isNotEqualTo(NvStorage.ERASED);
        IdentityCertificates first = certificates();
        Bytes saved = machine.read(NV, NV_LENGTH);
        machine.run(CommandId.PEK_GEN);
        assertThat(machine.read(NV, NV_LENGTH)).isNotEqualTo(saved);
        machine.run(CommandId.SHUTDOWN);
        machine.run(CommandId.PLATFORM_RESET);
        assertThat(machine.read(NV, NV_LENGTH)).isNotEqualTo(NvStorage.ERASED);

        machine.write(NV, saved);
        assertThat(run(request(0, 0, 0, NV, NV_LENGTH))).isEqualTo(SevStatus.SUCCESS);
        assertThat(certificates())
                .as("an old area brings the old identity back: there is no freshness counter")
                .isEqualTo(first);
    }

    @Test
    void readsAnAreaThatTheHostEncryptedForItself() {
        FirmwarePort port = machine.memory.firmwarePort();
        port.write(Encryption.ENCRYPTED, NV, NvStorage.ERASED.toArray(), 0, NV_LENGTH);

        assertThat(run(request(0, 0, 0, NV | C_BIT, NV_LENGTH))).isEqualTo(SevStatus.SUCCESS);

        assertThat(machine.read(NV, 4)).isNotEqualTo(Bytes.ofAscii("SVNV"));
        byte[] underTheHostsKey = new byte[4];
        port.read(Encryption.ENCRYPTED, NV, underTheHostsKey, 0, 4);
        assertThat(Bytes.copyOf(underTheHostsKey)).isEqualTo(Bytes.ofAscii("SVNV"));
    }

    @Test
    void erasesADamagedAreaAndStartsAnewOnTheNextTry() {
        assertThat(run(request(0, 0, 0, NV, NV_LENGTH))).isEqualTo(SevStatus.SECURE_DATA_INVALID);

        assertThat(machine.read(NV, NV_LENGTH)).isEqualTo(NvStorage.ERASED);
        assertThat(run(request(0, 0, 0, NV, NV_LENGTH))).isEqualTo(SevStatus.SUCCESS);
    }

    @Test
    void savesInTheFlashAgainAfterShutdown() {
        machine.write(NV, NvStorage.ERASED);
        run(request(0, 0, 0, NV, NV_LENGTH));
        machine.run(CommandId.SHUTDOWN);
        Bytes area = machine.read(NV, NV_LENGTH);

        machine.initialised();
        machine.run(CommandId.PDH_GEN);

        assertThat(machine.read(NV, NV_LENGTH)).isEqualTo(area);
        assertThat(flash.content()).isNotEqualTo(NvStorage.ERASED);
    }

    @Test
    void reservesTheTrustedRegion() {
        machine.write(NV, NvStorage.ERASED);

        assertThat(run(request(1, TestMachine.TRUSTED_REGION, TMR_LENGTH, NV, NV_LENGTH)))
                .isEqualTo(SevStatus.SUCCESS);

        assertThat(machine.platform().memory().trustedRegion())
                .contains(new AddressRange(TestMachine.TRUSTED_REGION, TMR_LENGTH));
    }

    @Test
    void refusesAnInitialisedPlatformThenPlainMemoryThenOptions() {
        machine.memory.writeSystemConfiguration(5, 0);
        refuse(request(8, 0, 0, 1, 1), SevStatus.HWERROR_PLATFORM);
        machine.memory.writeSystemConfiguration(5, 1L << 23);
        refuse(new InitEx(0, 8, 0, 0, 1, 1).encode(), SevStatus.INVALID_CONFIG);
        machine.run(CommandId.INIT, new Init(0, 0, 0).encode());
        machine.memory.writeSystemConfiguration(5, 0);
        refuse(request(8, 0, 0, 1, 1), SevStatus.INVALID_PLATFORM_STATE);
    }

    @Test
    void refusesReservedBytesBeforeTheLength() {
        byte[] raw = new InitEx(0, 0, 0, 0, 1, 1).encode().toArray();
        raw[0x16] = 1;

        refuse(Bytes.copyOf(raw), SevStatus.INVALID_CONFIG);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 0x23, 0x25, -1})
    void refusesAWrongLengthBeforeABadArea(int length) {
        refuse(new InitEx(length, 0, 0, 0, 1, 1).encode(), SevStatus.INVALID_LENGTH);
    }

    @ParameterizedTest
    @CsvSource({
        "0x100800, 1, INVALID_ADDRESS",
        "0x3f9000, 1, INVALID_ADDRESS",
        "0x10000000000000, 0x8000, INVALID_ADDRESS",
        "0x100000, 0x7fff, INVALID_LENGTH",
        "0x100000, 0x8001, INVALID_LENGTH",
        "0x100000, 0, INVALID_LENGTH"
    })
    void refusesABadAreaBeforeItReadsIt(String address, String length, SevStatus expected) {
        machine.write(NV, NvStorage.ERASED);

        refuse(request(1, 1, 1, Long.decode(address), Integer.decode(length)), expected);
    }

    @ParameterizedTest(name = "TMR at {0}, {1}: {2}")
    @CsvSource({
        "0x100000, 0x100000, INVALID_ADDRESS, must not overlap",
        "0x100001, 1, INVALID_ADDRESS, must not overlap",
        "0x200001, 1, INVALID_ADDRESS, multiple",
        "0x200000, 1, INVALID_LENGTH, TMR_LENGTH",
        "0x400000, 0x100000, INVALID_ADDRESS, DRAM"
    })
    void refusesABadTrustedRegionAndStaysUninitialised(String address, String length, SevStatus expected, String rule) {
        machine.write(NV, NvStorage.ERASED);

        assertThat(run(request(1, Long.decode(address), Integer.decode(length), NV, NV_LENGTH)))
                .isEqualTo(expected);

        assertThat(machine.lastEvent().explanation().orElseThrow().rule()).contains(rule);
        assertThat(machine.platform().state()).isEqualTo(PlatformState.UNINIT);
        assertThat(machine.read(NV, NV_LENGTH)).isNotEqualTo(NvStorage.ERASED);
    }

    private SevStatus run(Bytes request) {
        return machine.run(CommandId.INIT_EX, request);
    }

    private void refuse(Bytes request, SevStatus expected) {
        machine.expectRefusal(CommandId.INIT_EX, request, expected);
    }

    private static Bytes request(int options, long tmr, int tmrLength, long nv, int nvLength) {
        return new InitEx(0x24, options, tmr, tmrLength, nv, nvLength).encode();
    }
}
