package dev.sevsim.psp.command.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.cert.EcPublicKey;
import dev.sevsim.abi.cert.SevCertificate;
import dev.sevsim.abi.chip.ChipGeneration;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.GuestState;
import dev.sevsim.abi.firmware.SendStart;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.abi.launch.LaunchSession;
import dev.sevsim.abi.launch.TransportKeys;
import dev.sevsim.bus.work.Workers;
import dev.sevsim.crypto.EcKeyPair;
import dev.sevsim.psp.FirmwareProfile;
import dev.sevsim.psp.Migration;
import dev.sevsim.psp.TestMachine;
import dev.sevsim.psp.TestRandom;
import dev.sevsim.psp.keys.ChipSecret;
import dev.sevsim.psp.keys.PlatformIdentity;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SendStartCommandTest {
    private static final int NODBG = 1;
    private static final int NOSEND = 1 << 3;
    private static final int DOMAIN = 1 << 4;
    private static final int SEV = 1 << 5;
    private static final int NEWER = 1 << 16 | 56 << 24;
    private static final int PEK = 0;
    private static final int OCA = 1;
    private static final int CEK = 2;

    private final TestMachine receiver =
            new TestMachine(FirmwareProfile.milan(), null, new TestRandom("receiver")).initialised();
    private final TestMachine machine = new TestMachine();

    @AfterEach
    void close() {
        machine.close();
    }

    @AfterEach
    void closeReceiver() {
        receiver.close();
    }

    @Test
    void checksInOrder() {
        SendStart empty = new SendStart(9, 0, -1, 0, -1, 0, -1, 0, -1, 0);
        machine.expectWorkingNeeded(CommandId.SEND_START, empty.encode());
        int handle = machine.start(NOSEND);
        machine.expectRefusal(CommandId.SEND_START, empty.encode(), SevStatus.INVALID_GUEST);
        assertThat(machine.run(CommandId.SEND_START, bare(handle, -1, 0, -1, 0x7F)))
                .isEqualTo(SevStatus.INVALID_LENGTH);
        machine.expectRefusal(CommandId.SEND_START, bare(handle, -1, 0, -1, 0x80), SevStatus.INVALID_GUEST_STATE);
        machine.measure(handle);
        machine.expectRefusal(CommandId.SEND_START, bare(handle, -1, 0, -1, 0x80), SevStatus.INVALID_GUEST_STATE);
        machine.finish(handle);
        machine.expectRefusal(CommandId.SEND_START, bare(handle, -1, 0, -1, 0x80), SevStatus.POLICY_FAILURE);
        int open = running(NODBG);
        machine.expectRefusal(CommandId.SEND_START, bare(open, -1, 0x823, -1, 0x80), SevStatus.INVALID_LENGTH);
        machine.expectRefusal(CommandId.SEND_START, bare(open, -1, 0x824, -1, 0x80), SevStatus.INVALID_ADDRESS);
        machine.write(Migration.PDH, Bytes.zeros(0x824));
        machine.expectRefusal(
                CommandId.SEND_START, bare(open, Migration.PDH, 0x824, -1, 0x80), SevStatus.INVALID_CERTIFICATE);
        Migration.introduce(receiver, machine);
        machine.expectRefusal(
                CommandId.SEND_START, bare(open, Migration.PDH, 0x824, -1, 0x80), SevStatus.INVALID_ADDRESS);
        machine.expectRefusal(CommandId.SEND_START, bare(open, Migration.PDH, 0x824, 0, 0x80), SevStatus.INVALID_PARAM);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 0x7F, 0x81, 0x1000, -1})
    void answersAnyOtherSessionLengthWithTheOneThatIsNeeded(int length) {
        int handle = machine.initialised().start(NODBG);

        assertThat(machine.run(CommandId.SEND_START, bare(handle, -1, 0, -1, length)))
                .isEqualTo(SevStatus.INVALID_LENGTH);

        assertThat(machine.buffer(SendStart.SIZE)).isEqualTo(bare(handle, -1, 0, -1, 0x80));
    }

    @Test
    void writesASessionThatTheReceiverCanOpenAndAnswersThePolicy() {
        int handle = introduced(NODBG);

        Migration.startSending(machine, handle);

        assertThat(machine.guest(handle).state()).isEqualTo(GuestState.SUPDATE);
        SendStart answer = SendStart.CODEC.decode(machine.buffer(SendStart.SIZE));
        assertThat(answer.policy()).isEqualTo(NODBG);
        assertThat(answer.sessionLength()).isEqualTo(0x80);
        LaunchSession session = LaunchSession.CODEC.decode(machine.read(Migration.SESSION, 0x80));
        SevCertificate pdh = machine.platform().keys().pdhCertificate();
        TransportKeys opened = TransportKeys.open(
                        session,
                        receiver.platform().keys().sharedSecret(EcPublicKey.decode(pdh.publicKey())),
                        Bytes.u32Le(NODBG))
                .orElseThrow();
        assertThat(opened).isEqualTo(machine.guest(handle).transportKeys());
    }

    @Test
    void drawsNewKeysForEveryChannel() {
        int first = introduced(NODBG);
        int second = running(NODBG);

        Migration.startSending(machine, first);
        Bytes session = machine.read(Migration.SESSION, 0x80);
        Migration.startSending(machine, second);

        assertThat(machine.read(Migration.SESSION, 0x80)).isNotEqualTo(session);
        assertThat(machine.guest(first).transportKeys())
                .isNotEqualTo(machine.guest(second).transportKeys());
    }

    @Test
    void needsNeitherPlatformNorAmdCertificatesWithoutTheirPolicyBits() {
        int handle = introduced(NODBG | NEWER);

        assertThat(machine.run(CommandId.SEND_START, bare(handle, Migration.PDH, 0x824, Migration.SESSION, 0x80)))
                .isEqualTo(SevStatus.SUCCESS);
    }

    @Test
    void sendsToAGenuinePlatformOnly() {
        int handle = introduced(SEV);

        Migration.startSending(machine, handle);

        assertThat(machine.guest(handle).state()).isEqualTo(GuestState.SUPDATE);
    }

    @ParameterizedTest(name = "platform certificates {0}, PDH {1}, AMD certificates {2}")
    @CsvSource({
        "0x186b, 0x824, 0xc80",
        "0, 0x824, 0xc80",
        "0x186d, 0x824, 0xc80",
        "0x186c, 0x823, 0xc80",
        "0x186c, 0x824, 0",
        "0x186c, 0x824, 0xc7f",
        "0x186c, 0x824, 0x681"
    })
    void refusesLengthsOfTheChain(String platform, String pdh, String amd) {
        int handle = introduced(SEV);
        SendStart request = new SendStart(
                handle,
                0,
                -1,
                Integer.decode(pdh),
                -1,
                Integer.decode(platform),
                -1,
                Integer.decode(amd),
                Migration.SESSION,
                0x80);

        machine.expectRefusal(CommandId.SEND_START, request.encode(), SevStatus.INVALID_LENGTH);
    }

    @Test
    void refusesAddressesOfTheChain() {
        int handle = introduced(SEV);
        machine.expectRefusal(CommandId.SEND_START, chain(handle, -1, -1, -1), SevStatus.INVALID_ADDRESS);
        machine.expectRefusal(CommandId.SEND_START, chain(handle, Migration.PDH, -1, -1), SevStatus.INVALID_ADDRESS);
        machine.expectRefusal(
                CommandId.SEND_START,
                chain(handle, Migration.PDH, Migration.PLATFORM_CERTS, -1),
                SevStatus.INVALID_ADDRESS);
        machine.expectRefusal(
                CommandId.SEND_START,
                chain(handle, Migration.PDH, Migration.PLATFORM_CERTS, 0),
                SevStatus.INVALID_PARAM);
    }

    @Test
    void looksAtEveryLinkFromTheRootDown() {
        int handle = introduced(SEV);

        flip(Migration.PDH + 0x41C);
        expect(handle, SevStatus.BAD_SIGNATURE);
        put(PEK, 0, 2);
        expect(handle, SevStatus.BAD_SIGNATURE);
        Migration.introduce(receiver, machine);
        machine.write(Migration.PLATFORM_CERTS, receiver.platform().keys().certificateChain());
        flip(Migration.PDH + 0x41C);
        expect(handle, SevStatus.INVALID_CERTIFICATE);
        flip(Migration.AMD_CERTS + 0xC80 - 1);
        expect(handle, SevStatus.BAD_SIGNATURE);
    }

    @Test
    void acceptsNoRootButItsOwn() {
        int handle = introduced(SEV);
        try (TestMachine rome =
                new TestMachine(FirmwareProfile.of(ChipGeneration.ROME), null, new TestRandom("rome")).initialised()) {
            Migration.introduce(rome, machine);

            expect(handle, SevStatus.INVALID_CERTIFICATE);
        }
    }

    @Test
    void asksForTheVersionThatThePekCertificateShows() {
        int handle = introduced(SEV | NEWER);

        expect(handle, SevStatus.POLICY_FAILURE);
        flip(Migration.PDH + 0x41C);
        expect(handle, SevStatus.BAD_SIGNATURE);
    }

    @Test
    void checksTheVersionBeforeTheOwner() {
        int handle = introduced(SEV | DOMAIN | NEWER);
        put(OCA, 0, 2);

        expect(handle, SevStatus.POLICY_FAILURE);
    }

    @Test
    void staysWithTheOwnersDomain() {
        int handle = introduced(DOMAIN);

        expect(handle, SevStatus.POLICY_FAILURE);
        try (TestMachine sibling = withTheSameOwner()) {
            Migration.introduce(sibling, machine);
            Migration.startSending(machine, handle);
            assertThat(machine.guest(handle).state()).isEqualTo(GuestState.SUPDATE);
        }
    }

    @Test
    void looksAtTheOwnersChainBeforeWhoTheOwnerIs() {
        int handle = introduced(DOMAIN);

        flip(Migration.PDH + 0x41C);
        expect(handle, SevStatus.BAD_SIGNATURE);
        flipCertificate(OCA, 0x41C);
        expect(handle, SevStatus.BAD_SIGNATURE);
        put(OCA, 0x414, 0x1003);
        expect(handle, SevStatus.INVALID_CERTIFICATE);
    }

    @Test
    void needsBothForBothPolicyBits() {
        int handle = introduced(SEV | DOMAIN);
        expect(handle, SevStatus.POLICY_FAILURE);
        try (TestMachine sibling = withTheSameOwner()) {
            Migration.introduce(sibling, machine);
            put(CEK, 0x414, 0x1000);
            put(CEK, 0x418, 0);
            expect(handle, SevStatus.INVALID_CERTIFICATE);
            Migration.introduce(sibling, machine);
            Migration.startSending(machine, handle);
        }
        assertThat(machine.guest(handle).state()).isEqualTo(GuestState.SUPDATE);
    }

    @ParameterizedTest
    @CsvSource({"0, 2", "8, 0x1002", "0xC, 2", "0x10, 1", "0x20, 7"})
    void looksAtThePdhItself(String offset, String value) {
        int handle = introduced(NODBG);
        machine.write(Migration.PDH + Integer.decode(offset), Bytes.u32Le(Integer.decode(value)));

        expect(handle, SevStatus.INVALID_CERTIFICATE);
    }

    private int introduced(int policy) {
        machine.initialised();
        Migration.introduce(receiver, machine);
        return running(policy);
    }

    private int running(int policy) {
        int handle = machine.start(policy);
        machine.measure(handle);
        machine.finish(handle);
        return handle;
    }

    private void expect(int handle, SevStatus expected) {
        machine.expectRefusal(CommandId.SEND_START, Migration.sendStart(handle).encode(), expected);
    }

    private void flip(long address) {
        machine.write(address, Bytes.of(machine.read(address, 1).u8(0) ^ 1));
    }

    private void flipCertificate(int which, int offset) {
        flip(Migration.PLATFORM_CERTS + 0x824L * which + offset);
    }

    private void put(int which, int offset, int value) {
        machine.write(Migration.PLATFORM_CERTS + 0x824L * which + offset, Bytes.u32Le(value));
    }

    /** Another chip under the same OCA. */
    private TestMachine withTheSameOwner() {
        TestRandom random = new TestRandom("sibling");
        FirmwareProfile milan = FirmwareProfile.milan();
        EcKeyPair oca = machine.processor.identity().orElseThrow().oca().orElseThrow();
        PlatformIdentity identity = PlatformIdentity.selfOwned(
                ChipSecret.burn(random),
                milan.version(),
                new PlatformIdentity.Keys(
                        oca, EcKeyPair.generate(random::nextBytes), EcKeyPair.generate(random::nextBytes)),
                Workers.direct());
        return new TestMachine(milan, identity, random).initialised();
    }

    private static Bytes bare(int handle, long pdh, int pdhLength, long session, int sessionLength) {
        return new SendStart(handle, 0, pdh, pdhLength, 0, 0, 0, 0, session, sessionLength).encode();
    }

    private static Bytes chain(int handle, long pdh, long platform, long amd) {
        return new SendStart(handle, 0, pdh, 0x824, platform, 0x186C, amd, 0xC80, -1, 0x80).encode();
    }
}
