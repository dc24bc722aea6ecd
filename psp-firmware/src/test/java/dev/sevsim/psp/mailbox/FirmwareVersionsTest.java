package dev.sevsim.psp.mailbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.chip.ChipGeneration;
import dev.sevsim.abi.firmware.ApiVersion;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.LaunchUpdate;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.psp.FirmwareProfile;
import dev.sevsim.psp.TestMachine;
import dev.sevsim.psp.TestRandom;
import dev.sevsim.psp.cert.SignedFirmware;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Source of the expectations: docs/reference/sev-firmware-api.md section 1.6. */
class FirmwareVersionsTest {
    private static final Set<CommandId> SAVE_AREAS =
            Set.of(CommandId.LAUNCH_UPDATE_VMSA, CommandId.SEND_UPDATE_VMSA, CommandId.RECEIVE_UPDATE_VMSA);

    private static TestMachine machine(int major, int minor, int build) {
        FirmwareProfile naples =
                FirmwareProfile.of(ChipGeneration.NAPLES).withFirmware(new ApiVersion(major, minor), build);
        return new TestMachine(naples, null, new TestRandom("version"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 | 14 | 0   | DOWNLOAD_FIRMWARE GET_ID COPY ACTIVATE_EX INIT_EX ATTESTATION NOP RING_BUFFER SEND_CANCEL"
                        + " SWAP_OUT SWAP_IN",
                "0 | 15 | 9   | GET_ID COPY ACTIVATE_EX INIT_EX ATTESTATION NOP RING_BUFFER SEND_CANCEL SWAP_OUT SWAP_IN",
                "0 | 16 | 12  | INIT_EX ATTESTATION NOP RING_BUFFER SEND_CANCEL SWAP_OUT SWAP_IN",
                "0 | 17 | 0   | ATTESTATION NOP RING_BUFFER SEND_CANCEL SWAP_OUT SWAP_IN",
                "0 | 22 | 255 | ATTESTATION NOP RING_BUFFER SEND_CANCEL SWAP_OUT SWAP_IN",
                "0 | 23 | 0   | NOP RING_BUFFER SEND_CANCEL SWAP_OUT SWAP_IN",
                "0 | 24 | 0   | ''",
                "1 | 0  | 0   | ''",
                "1 | 55 | 24  | ''"
            })
    void answersWhatItDoesNotHaveAsAnUnknownId(int major, int minor, int build, String missing) {
        Set<CommandId> expected = EnumSet.noneOf(CommandId.class);
        Arrays.stream(missing.split(" "))
                .filter(name -> !name.isEmpty())
                .map(CommandId::valueOf)
                .forEach(expected::add);
        Set<CommandId> found = EnumSet.noneOf(CommandId.class);
        for (CommandId id : CommandId.values()) {
            try (TestMachine machine = machine(major, minor, build)) {
                if (machine.run(id, Bytes.zeros(64)) == SevStatus.INVALID_COMMAND) {
                    found.add(id);
                }
            }
        }

        assertThat(found).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"0, 14, 0", "0, 16, 5", "0, 17, 21", "0, 17, 22", "0, 22, 0", "1, 0, 0"})
    void measuresSaveAreasFromApi17Build22(int major, int minor, int build) {
        boolean able = major > 0 || minor > 17 || (minor == 17 && build >= 22);
        try (TestMachine machine = machine(major, minor, build).initialisedWithEs()) {
            int handle = machine.start(TestMachine.ES_POLICY);
            machine.activate(handle, TestMachine.ES_ASID);
            machine.update(handle, TestMachine.DATA, 16);
            Bytes update = new LaunchUpdate(handle, 0x20000, 0x1000).encode();

            if (able) {
                assertThat(machine.run(CommandId.LAUNCH_UPDATE_VMSA, update)).isEqualTo(SevStatus.SUCCESS);
            } else {
                machine.expectRefusal(CommandId.LAUNCH_UPDATE_VMSA, update, SevStatus.INTERNAL_8006);
                assertThat(machine.lastEvent().explanation().orElseThrow().rule())
                        .isEqualTo("the command needs firmware of API 0.17 build 22 or later");
                machine.measure(handle);
                machine.finish(handle);
            }
        }
    }

    @Test
    void fails0x8006ForEachCommandOnASaveArea() {
        try (TestMachine machine = machine(0, 16, 5)) {
            assertThat(SAVE_AREAS)
                    .allSatisfy(id -> assertThat(machine.mailbox(id.code() << 16, TestMachine.BUFFER))
                            .isEqualTo(0x80008006));
        }
    }

    @Test
    void gainsAbilitiesWithNewerFirmware() {
        try (TestMachine machine = machine(0, 16, 12)) {
            assertThat(machine.run(CommandId.ATTESTATION, Bytes.zeros(64))).isEqualTo(SevStatus.INVALID_COMMAND);
            Bytes image = SignedFirmware.of(ChipGeneration.NAPLES, new ApiVersion(0, 23), 0, Bytes.zeros(0x100));
            machine.write(TestMachine.DATA, image);
            Bytes download = Bytes.concat(Bytes.u64Le(TestMachine.DATA), Bytes.u32Le(image.length()));

            assertThat(machine.run(CommandId.DOWNLOAD_FIRMWARE, download)).isEqualTo(SevStatus.SUCCESS);
            assertThat(machine.run(CommandId.ATTESTATION, Bytes.zeros(64))).isEqualTo(SevStatus.INVALID_PLATFORM_STATE);
            assertThat(machine.run(CommandId.NOP)).isEqualTo(SevStatus.INVALID_COMMAND);
        }
    }

    @Test
    void launchesGuestsWithEveryPublishedVersion() {
        for (int minor : List.of(14, 15, 16, 17, 22, 23, 24)) {
            try (TestMachine machine = machine(0, minor, 1).initialised()) {
                int handle = machine.start(TestMachine.POLICY);
                machine.activate(handle, TestMachine.ES_ASID + 5);
                machine.update(handle, TestMachine.DATA, 16);
                machine.measure(handle);
                machine.finish(handle);
            }
        }
    }
}
