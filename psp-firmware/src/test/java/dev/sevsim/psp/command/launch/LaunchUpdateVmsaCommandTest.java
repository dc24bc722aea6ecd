package dev.sevsim.psp.command.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.SecretBytes;
import dev.sevsim.abi.cert.SevCertificate;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.Decommission;
import dev.sevsim.abi.firmware.GuestState;
import dev.sevsim.abi.firmware.LaunchStart;
import dev.sevsim.abi.firmware.LaunchUpdate;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.abi.launch.TransportKeys;
import dev.sevsim.bus.memory.Encryption;
import dev.sevsim.psp.FirmwareProfile;
import dev.sevsim.psp.MachineTest;
import dev.sevsim.psp.TestMachine;
import dev.sevsim.psp.TestRandom;
import dev.sevsim.psp.WorkedExample;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LaunchUpdateVmsaCommandTest extends MachineTest {
    private static final int ASID = TestMachine.ES_ASID;
    private static final long PAGE = 0x30000;
    private static final int RECORDS = (1 << 20) / 64;
    private static final Bytes VMSA = WorkedExample.vector("vmsa/vmsa-seves-qemu-milan-0.bin");

    @Test
    void checksInOrder() {
        machine.expectRefusal(CommandId.LAUNCH_UPDATE_VMSA, update(9, 1, 0xFFF), SevStatus.INVALID_LENGTH);
        machine.expectRefusal(CommandId.LAUNCH_UPDATE_VMSA, update(9, 1, 0x1000), SevStatus.INVALID_PLATFORM_STATE);
        machine.initialisedWithEs();
        machine.expectRefusal(CommandId.LAUNCH_UPDATE_VMSA, update(9, 1, 0x1000), SevStatus.INVALID_PLATFORM_STATE);
        int handle = machine.start(TestMachine.ES_POLICY);
        machine.expectRefusal(CommandId.LAUNCH_UPDATE_VMSA, update(9, 1, 0x1000), SevStatus.INVALID_GUEST);
        machine.expectRefusal(CommandId.LAUNCH_UPDATE_VMSA, update(handle, 1, 0x1000), SevStatus.INACTIVE);
        machine.activate(handle, ASID);
        machine.expectRefusal(CommandId.LAUNCH_UPDATE_VMSA, update(handle, 1, 0x1000), SevStatus.INVALID_ADDRESS);
        machine.expectRefusal(CommandId.LAUNCH_UPDATE_VMSA, update(handle, -16, 0x1000), SevStatus.INVALID_ADDRESS);
        machine.expectRefusal(
                CommandId.LAUNCH_UPDATE_VMSA,
                update(handle, TestMachine.TRUSTED_REGION - 0x10, 0x1000),
                SevStatus.INVALID_ADDRESS);
        machine.measure(handle);
        machine.expectRefusal(CommandId.LAUNCH_UPDATE_VMSA, update(handle, 1, 0x1000), SevStatus.INVALID_GUEST_STATE);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 16, 0xFFF, 0x1001, 0x2000, -1})
    void testsTheLengthFirstOfAll(int length) {
        machine.expectRefusal(CommandId.LAUNCH_UPDATE_VMSA, update(0, 1, length), SevStatus.INVALID_LENGTH);
    }

    @Test
    void refusesAGuestWithoutEsBeforeItLooksForAnAsid() {
        machine.initialisedWithEs();
        int handle = machine.start(TestMachine.POLICY);

        machine.expectRefusal(CommandId.LAUNCH_UPDATE_VMSA, update(handle, PAGE, 0x1000), SevStatus.UNSUPPORTED);
        machine.measure(handle);
        machine.expectRefusal(
                CommandId.LAUNCH_UPDATE_VMSA, update(handle, PAGE, 0x1000), SevStatus.INVALID_GUEST_STATE);
    }

    @Test
    void patchesThePageOnlyAfterItWasMeasured() {
        int handle = launching();
        byte[] supplied = VMSA.toArray();
        for (int at = 0x380; at < 0x390; at++) {
            supplied[at] = (byte) 0xA5;
        }
        machine.write(PAGE, Bytes.copyOf(supplied));

        machine.updateVmsa(handle, PAGE);

        assertThat(machine.guest(handle).view().digestSoFar()).contains(WorkedExample.sha256(Bytes.copyOf(supplied)));
        Bytes inside = machine.guestReads(ASID, PAGE, 0x1000);
        assertThat(inside.slice(0, 0x380)).isEqualTo(VMSA.slice(0, 0x380));
        assertThat(inside.slice(0x380, 0x388).isAllZero()).isTrue();
        assertThat(inside.slice(0x388, 0x390).asLittleEndian().getLong()).isEqualTo(TestMachine.TRUSTED_REGION);
        assertThat(inside.from(0x390)).isEqualTo(VMSA.from(0x390));
        assertThat(machine.read(PAGE, 0x1000)).isNotEqualTo(inside);
        Bytes checksum = WorkedExample.sha256(inside.slice(0, 0xFC0)).slice(0, 8);
        assertThat(machine.read(TestMachine.TRUSTED_REGION, 64)).isEqualTo(checksum.paddedTo(64));
        assertThat(machine.platform().vmsaRecords().count(handle)).isEqualTo(1);
    }

    @ParameterizedTest(name = "{0}, {1} vCPUs")
    @CsvSource({
        "vmsa-seves-qemu-milan, 1, f9139ddb1a2720ba0641d22d7bf56f8f94889c4f6c5a38905398f11ce8d04736",
        "vmsa-seves-qemu-milan, 2, 48f39cb2b789eb5b519b72a224072043a40bf429392e9140c83aa152a69ac7fc",
        "vmsa-libvirt-25-1-1, 2, 9c50893e7d929e43d00b16b50af48f614965237eb86542997e0a90a8f768e875"
    })
    void givesTheDigestThatOtherToolsExpect(String files, int vcpus, String digest) {
        int handle = launching();

        loadImageAndSaveAreas(handle, files, vcpus);
        machine.measure(handle);

        assertThat(machine.guest(handle).launchDigest()).contains(Bytes.fromHex(digest));
        assertThat(machine.platform().vmsaRecords().count(handle)).isEqualTo(vcpus);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "vmsa-libvirt-25-1-1, 2120b1a93909086510b8dc684b3bbec7633b656393abf121311962d83ea1e31e",
        "vmsa-seves-qemu-milan, c998f9652a856b2fe91b0788d71b267a3334b17bf60a246326facab92cd0a1a1"
    })
    void givesTheMeasurementThatLibvirtAccepts(String files, String measure) {
        Bytes nonce = Bytes.fromHex("101112131415161718191a1b1c1d1e1f");
        TestRandom random = new TestRandom("libvirt").scripted("nonce", nonce);
        try (TestMachine libvirt =
                new TestMachine(FirmwareProfile.milan(), WorkedExample.identity(), random).initialisedWithEs()) {
            int handle = startUnderTheKeysOfTheRun(libvirt);
            libvirt.activate(handle, ASID);
            loadImageAndSaveAreas(libvirt, handle, files, 2);

            assertThat(libvirt.measure(handle)).isEqualTo(Bytes.concat(Bytes.fromHex(measure), nonce));
        }
    }

    @Test
    void takesTheHostsKeyForAPageWithTheCBit() {
        int handle = launching();
        byte[] page = VMSA.toArray();
        machine.memory.firmwarePort().write(Encryption.ENCRYPTED, PAGE, page, 0, page.length);

        machine.updateVmsa(handle, PAGE | 1L << 51);

        assertThat(machine.guest(handle).view().digestSoFar()).contains(WorkedExample.sha256(VMSA));
        assertThat(machine.guestReads(ASID, PAGE, 0x380)).isEqualTo(VMSA.slice(0, 0x380));
    }

    @Test
    void refusesWhenThePoolIsFullAndFreesItWithTheGuest() {
        int handle = launching();
        int other = machine.start(TestMachine.ES_POLICY);
        machine.activate(other, ASID + 1);
        for (int i = 0; i < RECORDS; i++) {
            machine.updateVmsa(handle, PAGE);
        }

        machine.expectRefusal(CommandId.LAUNCH_UPDATE_VMSA, update(handle, PAGE, 0x1000), SevStatus.RESOURCE_LIMIT);
        machine.expectRefusal(CommandId.LAUNCH_UPDATE_VMSA, update(other, -16, 0x1000), SevStatus.INVALID_ADDRESS);
        machine.expectRefusal(CommandId.LAUNCH_UPDATE_VMSA, update(other, 0, 0x1000), SevStatus.INVALID_PARAM);
        machine.expectRefusal(CommandId.LAUNCH_UPDATE_VMSA, update(other, PAGE, 0x1000), SevStatus.RESOURCE_LIMIT);
        assertThat(machine.read(TestMachine.TRUSTED_REGION + (1 << 20) - 64, 8).isAllZero())
                .isFalse();

        machine.deactivate(handle);
        assertThat(machine.run(CommandId.DECOMMISSION, new Decommission(handle).encode()))
                .isEqualTo(SevStatus.SUCCESS);
        assertThat(machine.read(TestMachine.TRUSTED_REGION, 1 << 20).isAllZero())
                .isTrue();
        machine.updateVmsa(other, PAGE);
        assertThat(machine.platform().vmsaRecords().count(other)).isEqualTo(1);
    }

    @Test
    void shutdownErasesTheRecords() {
        int handle = launching();
        machine.updateVmsa(handle, PAGE);

        assertThat(machine.run(CommandId.SHUTDOWN)).isEqualTo(SevStatus.SUCCESS);

        assertThat(machine.read(TestMachine.TRUSTED_REGION, 1 << 20).isAllZero())
                .isTrue();
        assertThat(machine.platform().vmsaRecords().count(handle)).isZero();
        machine.write(TestMachine.TRUSTED_REGION, VMSA);
        assertThat(machine.read(TestMachine.TRUSTED_REGION, 0x1000)).isEqualTo(VMSA);
    }

    @Test
    void keepsAllOthersFromWritingIntoTheArmedRegion() {
        int handle = launching();
        machine.updateVmsa(handle, PAGE);
        Bytes record = machine.read(TestMachine.TRUSTED_REGION, 64);
        long last = TestMachine.TRUSTED_REGION + (1 << 20) - 16;

        machine.write(TestMachine.TRUSTED_REGION, Bytes.zeros(64));
        machine.write(TestMachine.TRUSTED_REGION - 8, WorkedExample.dataB().slice(0, 16));
        machine.write(last, WorkedExample.dataB().slice(0, 32));
        machine.guestWrites(ASID, TestMachine.TRUSTED_REGION, WorkedExample.dataB());

        assertThat(machine.read(TestMachine.TRUSTED_REGION, 64)).isEqualTo(record);
        assertThat(machine.read(TestMachine.TRUSTED_REGION - 8, 8))
                .isEqualTo(WorkedExample.dataB().slice(0, 8));
        assertThat(machine.read(last, 16).isAllZero()).isTrue();
        assertThat(machine.read(last + 16, 16)).isEqualTo(WorkedExample.dataB().slice(16, 32));
        assertThat(machine.guest(handle).state()).isEqualTo(GuestState.LUPDATE);
    }

    private int launching() {
        machine.initialisedWithEs();
        int handle = machine.start(TestMachine.ES_POLICY);
        machine.activate(handle, ASID);
        machine.write(PAGE, VMSA);
        return handle;
    }

    private void loadImageAndSaveAreas(int handle, String files, int vcpus) {
        loadImageAndSaveAreas(machine, handle, files, vcpus);
    }

    private static void loadImageAndSaveAreas(TestMachine machine, int handle, String files, int vcpus) {
        Bytes image = WorkedExample.vector("fw/synth-amdsev.fd");
        machine.write(TestMachine.DATA, image);
        machine.update(handle, TestMachine.DATA, image.length());
        String cpu = files.contains("libvirt") ? "-cpu" : "-";
        for (int i = 0; i < vcpus; i++) {
            machine.write(PAGE + 0x1000L * i, WorkedExample.vector("vmsa/" + files + cpu + i + ".bin"));
            machine.updateVmsa(handle, PAGE + 0x1000L * i);
        }
    }

    /** TIK 00 to 0f, wrapped for the worked example's platform. */
    private static int startUnderTheKeysOfTheRun(TestMachine machine) {
        TransportKeys keys = new TransportKeys(
                SecretBytes.zeros(16), SecretBytes.of(Bytes.fromHex("000102030405060708090a0b0c0d0e0f")));
        Bytes session = keys.wrap(
                        SecretBytes.of(WorkedExample.Z),
                        Bytes.zeros(16),
                        Bytes.zeros(16),
                        Bytes.u32Le(TestMachine.ES_POLICY))
                .encode();
        machine.write(TestMachine.CERTIFICATE, WorkedExample.godhCertificate().encode());
        machine.write(TestMachine.SESSION, session);
        LaunchStart start = new LaunchStart(
                0,
                TestMachine.ES_POLICY,
                TestMachine.CERTIFICATE,
                SevCertificate.SIZE,
                TestMachine.SESSION,
                session.length());
        assertThat(machine.run(CommandId.LAUNCH_START, start.encode())).isEqualTo(SevStatus.SUCCESS);
        return LaunchStart.CODEC.decode(machine.buffer(LaunchStart.SIZE)).handle();
    }

    private static Bytes update(int handle, long address, int length) {
        return new LaunchUpdate(handle, address, length).encode();
    }
}
