package dev.sevsim.psp.command.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.LaunchStart;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.psp.TestMachine;
import dev.sevsim.psp.WorkedExample;
import dev.sevsim.psp.cert.CertificateValidator;
import dev.sevsim.psp.keys.IdentityCertificates;
import org.junit.jupiter.api.Test;

class PdhGenCommandTest extends FlashTest {
    @Test
    void makesAnotherPdhUnderTheSamePek() {
        machine.initialised();
        machine.start(TestMachine.POLICY);
        IdentityCertificates before = certificates();

        IdentityCertificates after = certificatesAfter(CommandId.PDH_GEN);

        assertThat(after.pdhBytes()).isNotEqualTo(before.pdhBytes());
        assertThat(after.pekBytes()).isEqualTo(before.pekBytes());
        assertThat(after.ocaBytes()).isEqualTo(before.ocaBytes());
        assertThat(CertificateValidator.check(after.pdhBytes(), after.pekBytes()))
                .isEmpty();
        assertThat(machine.processor.identity().orElseThrow().certificates()).isEqualTo(after);
        assertThat(machine.processor.identity().orElseThrow().oca()).isPresent();
    }

    @Test
    void closesSessionsThatWereMadeForTheOldOne() {
        try (TestMachine example = TestMachine.ofWorkedExample().initialised()) {
            example.write(
                    TestMachine.CERTIFICATE, WorkedExample.godhCertificate().encode());
            example.write(TestMachine.SESSION, WorkedExample.SESSION);
            LaunchStart start =
                    new LaunchStart(0, 0x18000003, TestMachine.CERTIFICATE, 0x824, TestMachine.SESSION, 0x80);
            assertThat(example.run(CommandId.LAUNCH_START, start.encode())).isEqualTo(SevStatus.SUCCESS);

            assertThat(example.run(CommandId.PDH_GEN)).isEqualTo(SevStatus.SUCCESS);

            example.expectRefusal(CommandId.LAUNCH_START, start.encode(), SevStatus.BAD_MEASUREMENT);
        }
    }

    @Test
    void keepsTheOldOneWhenTheNewOneCannotBeSaved() {
        machine.initialised();
        flash.failWrites(true);

        machine.expectRefusalAt(CommandId.PDH_GEN, 0, SevStatus.HWERROR_PLATFORM);
    }

    @Test
    void refusesAPlatformThatIsNotInitialised() {
        flash.failWrites(true);

        machine.expectRefusalAt(CommandId.PDH_GEN, 0, SevStatus.INVALID_PLATFORM_STATE);
    }
}
