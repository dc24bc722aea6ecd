package dev.sevsim.psp.command.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.cert.EcPublicKey;
import dev.sevsim.abi.firmware.Attestation;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.GuestState;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.abi.launch.AttestationReport;
import dev.sevsim.crypto.DigestAlgorithm;
import dev.sevsim.crypto.P384;
import dev.sevsim.psp.MachineTest;
import dev.sevsim.psp.TestMachine;
import dev.sevsim.psp.WorkedExample;
import org.junit.jupiter.api.Test;

class AttestationCommandTest extends MachineTest {
    private static final Bytes NONCE = Bytes.fromHex("d0d1d2d3d4d5d6d7d8d9dadbdcdddedf");

    @Test
    void checksInOrder() {
        int handle = machine.expectGuestNeeded(CommandId.ATTESTATION, attest(9, -1, 0));
        machine.expectRefusal(CommandId.ATTESTATION, attest(handle, -1, 0), SevStatus.INVALID_GUEST_STATE);
        machine.measure(handle);
        machine.expectRefusal(CommandId.ATTESTATION, attest(handle, -1, 0xD0), SevStatus.INVALID_ADDRESS);
        machine.expectRefusal(CommandId.ATTESTATION, attest(handle, 0, 0xD0), SevStatus.INVALID_PARAM);
    }

    @Test
    void answersAShortLengthWithTheOneThatIsNeeded() {
        int handle = machine.initialised().guestIn(GuestState.LSECRET);

        machine.expectLengthNeeded(CommandId.ATTESTATION, length -> attest(handle, -1, length), 0xD0);
    }

    @Test
    void writesTheReportOfTheWorkedExample() {
        try (TestMachine example = TestMachine.ofWorkedExample().initialised()) {
            int handle = example.start(WorkedExample.POLICY);
            example.activate(handle, TestMachine.PLAIN_ASID);
            example.updateWithExample(handle);
            example.measure(handle);

            assertThat(example.run(CommandId.ATTESTATION, attest(handle, TestMachine.OUTPUT, 0x1000)))
                    .isEqualTo(SevStatus.SUCCESS);

            assertThat(example.buffer(Attestation.SIZE)).isEqualTo(attest(handle, TestMachine.OUTPUT, 0xD0));
            Bytes report = example.read(TestMachine.OUTPUT, 0xD0);
            assertThat(report.slice(0, 0x40))
                    .isEqualTo(Bytes.concat(
                            NONCE,
                            WorkedExample.LAUNCH_DIGEST,
                            Bytes.fromHex("03000018"),
                            Bytes.fromHex("021000000200000000000000")));
            assertThat(WorkedExample.sha256(report).toHex())
                    .isEqualTo("32c8372bace429c6732b9b6644a844d3199c740c2b1c80773330c68bd4799ab9");
            assertThat(example.guest(handle).state()).isEqualTo(GuestState.LSECRET);
        }
    }

    @Test
    void signsWithThePekAndNothingElse() {
        int handle = machine.initialised().guestIn(GuestState.RUNNING);
        assertThat(machine.run(CommandId.ATTESTATION, attest(handle, TestMachine.OUTPUT, 0xD0)))
                .isEqualTo(SevStatus.SUCCESS);

        AttestationReport report = AttestationReport.CODEC.decode(machine.read(TestMachine.OUTPUT, 0xD0));

        EcPublicKey pek = machine.processor.identity().orElseThrow().pek().publicKey();
        assertThat(P384.verify(pek, DigestAlgorithm.SHA_256, report.signedBytes(), report.signature()))
                .isTrue();
        assertThat(P384.verify(
                        pek,
                        DigestAlgorithm.SHA_256,
                        Bytes.concat(report.signedBytes(), Bytes.of(0)),
                        report.signature()))
                .isFalse();
        assertThat(P384.verify(
                        machine.processor
                                .identity()
                                .orElseThrow()
                                .oca()
                                .orElseThrow()
                                .publicKey(),
                        DigestAlgorithm.SHA_256,
                        report.signedBytes(),
                        report.signature()))
                .isFalse();
    }

    @Test
    void outlivesAsidAndFinish() {
        int handle = machine.initialised().guestIn(GuestState.RUNNING);
        machine.deactivate(handle);

        assertThat(machine.run(CommandId.ATTESTATION, attest(handle, TestMachine.OUTPUT, 0xD0)))
                .isEqualTo(SevStatus.SUCCESS);
        assertThat(machine.read(TestMachine.OUTPUT + 0x10, 32))
                .isEqualTo(Bytes.fromHex("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));
    }

    private static Bytes attest(int handle, long address, int length) {
        return new Attestation(handle, address, NONCE, length).encode();
    }
}
