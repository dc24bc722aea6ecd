package dev.sevsim.psp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.SecretBytes;
import dev.sevsim.abi.cert.SevCertificate;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.GuestState;
import dev.sevsim.abi.firmware.LaunchSecret;
import dev.sevsim.abi.firmware.LaunchStart;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.bus.memory.Encryption;
import dev.sevsim.bus.work.Workers;
import dev.sevsim.crypto.EcKeyPair;
import dev.sevsim.psp.keys.ChipSecret;
import dev.sevsim.psp.keys.PlatformIdentity;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Whole launches through the mailbox, against values that others computed. */
class FullLaunchTest {
    private static final int ASID = TestMachine.PLAIN_ASID;

    @Test
    void reproducesTheWorkedExample() {
        try (TestMachine machine = TestMachine.ofWorkedExample().initialised()) {
            int handle = startWithSession(
                    machine,
                    WorkedExample.POLICY,
                    WorkedExample.godhCertificate().encode(),
                    WorkedExample.SESSION);
            machine.activate(handle, ASID);
            machine.updateWithExample(handle);
            Bytes measured = machine.measure(handle);

            assertThat(machine.guest(handle).launchDigest()).contains(WorkedExample.LAUNCH_DIGEST);
            assertThat(measured).isEqualTo(Bytes.concat(WorkedExample.MEASURE, WorkedExample.NONCE));
            assertThat(machine.read(0x20000, 4096)).isNotEqualTo(WorkedExample.dataB());
            assertThat(guestReads(machine, 0x20000, 4096)).isEqualTo(WorkedExample.dataB());

            assertThat(inject(machine, handle, WorkedExample.SECRET_HEADER, WorkedExample.SECRET_PAYLOAD, 0x30000))
                    .isEqualTo(SevStatus.SUCCESS);
            assertThat(guestReads(machine, 0x30000, 32)).isEqualTo(WorkedExample.SECRET);
            assertThat(machine.read(0x30000, 32)).isNotEqualTo(WorkedExample.SECRET);

            assertThat(machine.memory.guestAccess().mayRun(ASID)).isFalse();
            machine.finish(handle);
            assertThat(machine.memory.guestAccess().mayRun(ASID)).isTrue();
            assertThat(machine.guest(handle).state()).isEqualTo(GuestState.RUNNING);
        }
    }

    @Test
    void measuresUnderZeroKeysWithoutASession() {
        try (TestMachine machine = TestMachine.ofWorkedExample().initialised()) {
            int handle = machine.start(WorkedExample.POLICY);
            machine.activate(handle, ASID);
            machine.updateWithExample(handle);

            assertThat(machine.measure(handle))
                    .isEqualTo(Bytes.concat(WorkedExample.UNOWNED_MEASURE, WorkedExample.NONCE));
        }
    }

    @Test
    void digestFollowsTheOrderOfCallsOnly() {
        try (TestMachine machine = TestMachine.ofWorkedExample().initialised()) {
            int handle = machine.start(WorkedExample.POLICY);
            machine.activate(handle, ASID);
            machine.write(TestMachine.DATA, WorkedExample.dataA());
            machine.write(0x20000, WorkedExample.dataB());
            machine.update(handle, 0x20000, 4096);
            machine.update(handle, TestMachine.DATA, 16);
            machine.measure(handle);

            assertThat(machine.guest(handle).launchDigest())
                    .contains(Bytes.fromHex("1bd6c284d1a1f8cdf7466950c09befb23e8e06b09ae23ebfb4ea79b65618ff55"));
        }
    }

    @Test
    void acceptsSessionMeasurementAndSecretOfSevTool() {
        Bytes json = WorkedExample.vector("sev-tool/session.json");
        Bytes scalar = Bytes.fromHex(field(json, "pdh_private_scalar_p384"));
        TestRandom random =
                new TestRandom("sev-tool").scripted("nonce", Bytes.fromHex("101112131415161718191a1b1c1d1e1f"));
        FirmwareProfile milan = FirmwareProfile.milan();
        PlatformIdentity identity = PlatformIdentity.selfOwned(
                ChipSecret.burn(random),
                milan.version(),
                new PlatformIdentity.Keys(
                        EcKeyPair.generate(random::nextBytes),
                        EcKeyPair.generate(random::nextBytes),
                        EcKeyPair.ofScalar(SecretBytes.of(scalar))),
                Workers.direct());
        Bytes image = WorkedExample.vector("fw/synth-amdsev.fd");
        try (TestMachine machine = new TestMachine(milan, identity, random).initialised()) {
            int handle = startWithSession(
                    machine,
                    1,
                    WorkedExample.vector("sev-tool/godh.cert"),
                    WorkedExample.vector("sev-tool/launch_blob.bin"));
            assertThat(machine.guest(handle).transportKeys().tek())
                    .isEqualTo(SecretBytes.of(
                            WorkedExample.vector("sev-tool/tmp_tk.bin").slice(0, 16)));
            machine.activate(handle, ASID);
            machine.write(TestMachine.DATA, image);
            machine.update(handle, TestMachine.DATA, image.length());

            assertThat(machine.measure(handle).slice(0, 32))
                    .isEqualTo(Bytes.fromHex("f8a5ba7feb888e0c8f7470d77faf4413045bdea3bd2a9ffc98548dd059b9b918"));
            assertThat(inject(
                            machine,
                            handle,
                            WorkedExample.vector("sev-tool/packaged_secret_header.bin"),
                            WorkedExample.vector("sev-tool/packaged_secret.bin"),
                            0x30000))
                    .isEqualTo(SevStatus.SUCCESS);
            assertThat(guestReads(machine, 0x30000, 32)).isEqualTo(WorkedExample.vector("sev-tool/secret.txt"));
        }
    }

    @Test
    void givesEqualBytesForEqualSeeds() {
        try (TestMachine one = new TestMachine().initialised();
                TestMachine two = new TestMachine().initialised()) {
            for (TestMachine machine : new TestMachine[] {one, two}) {
                int handle = machine.guestIn(GuestState.LUPDATE);
                machine.write(TestMachine.DATA, WorkedExample.dataB());
                machine.update(handle, TestMachine.DATA, 4096);
                machine.measure(handle);
            }

            assertThat(one.state()).isEqualTo(two.state());
            assertThat(one.trace).isEqualTo(two.trace);
            assertThat(one.signedCek()).isEqualTo(two.signedCek());
        }
    }

    static int startWithSession(TestMachine machine, int policy, Bytes certificate, Bytes session) {
        machine.write(TestMachine.CERTIFICATE, certificate);
        machine.write(TestMachine.SESSION, session);
        LaunchStart in =
                new LaunchStart(0, policy, TestMachine.CERTIFICATE, SevCertificate.SIZE, TestMachine.SESSION, 0x80);
        assertThat(machine.run(CommandId.LAUNCH_START, in.encode())).isEqualTo(SevStatus.SUCCESS);
        return LaunchStart.CODEC.decode(machine.buffer(LaunchStart.SIZE)).handle();
    }

    private static SevStatus inject(TestMachine machine, int handle, Bytes header, Bytes payload, long address) {
        machine.write(0x5000, header);
        machine.write(0x6000, payload);
        int length = payload.length();
        return machine.run(
                CommandId.LAUNCH_SECRET,
                new LaunchSecret(handle, 0x5000, header.length(), address, length, 0x6000, length).encode());
    }

    private static Bytes guestReads(TestMachine machine, long address, int length) {
        byte[] target = new byte[length];
        machine.memory.guestAccess().read(ASID, Encryption.ENCRYPTED, address, target, 0, length);
        return Bytes.copyOf(target);
    }

    private static String field(Bytes json, String name) {
        Matcher matcher = Pattern.compile("\"" + name + "\": \"([^\"]*)\"").matcher(json.toUtf8());
        assertThat(matcher.find()).isTrue();
        return matcher.group(1);
    }
}
