package dev.sevsim.psp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.chip.FirmwareFlaw;
import dev.sevsim.abi.chip.TweakMode;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.GuestState;
import dev.sevsim.abi.firmware.PlatformStatus;
import dev.sevsim.bus.cpu.CpuidResult;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class FirmwareProfileTest {
    /** Low bits of EBX that processors returned: docs/reference/sev-firmware-api.md section 7.3. */
    @ParameterizedTest
    @CsvSource({"ROME, 0x16F", "MILAN, 0x173"})
    void reportsTheRegisterOfRealProcessors(String name, String ebx) {
        FirmwareProfile profile = FirmwareProfile.named(name).orElseThrow();

        assertThat(profile.encryptionLeaf().ebx()).isEqualTo(Integer.decode(ebx));
    }

    @ParameterizedTest
    @CsvSource({
        "Naples, 0.17, 47, 5, 15, 5, 0x800f12, 0x10580, XE, 16",
        "Rome, 0.24, 47, 5, 509, 100, 0x830f10, 0x10980, XEX, 16",
        "Milan, 1.55, 51, 5, 509, 100, 0xa00f11, 0x10980, XEX, 16",
        "Genoa, 1.55, 51, 6, 1006, 100, 0xa10f10, 0x10980, XEX, 32"
    })
    void reportsTheFiguresOfItsGeneration(
            String name,
            String version,
            int cBit,
            int reduction,
            int maximumAsid,
            int minSevNoEsAsid,
            String signature,
            String cmdResp,
            TweakMode mode,
            int keyBytes) {
        FirmwareProfile profile =
                FirmwareProfile.named(name.toUpperCase(Locale.ROOT)).orElseThrow();

        assertThat(profile.name()).isEqualTo(name);
        assertThat(profile.version()).hasToString(version);
        CpuidResult leaf = profile.encryptionLeaf();
        assertThat(leaf.ebx() & 0x3F).isEqualTo(cBit);
        assertThat(leaf.ebx() >>> 6).isEqualTo(reduction);
        assertThat(leaf.ecx()).isEqualTo(maximumAsid);
        assertThat(leaf.edx()).isEqualTo(minSevNoEsAsid);
        assertThat(leaf.eax() & 0xA).as("SEV and SEV-ES").isEqualTo(0xA);
        assertThat(leaf.eax() & 1 << 4).as("SEV-SNP").isZero();
        assertThat(leaf.eax() >> 10 & 1).as("coherency").isEqualTo(name.equals("Naples") ? 0 : 1);
        assertThat(profile.cpu().signature()).isEqualTo(Integer.decode(signature));
        assertThat(profile.mailbox().cmdResp()).isEqualTo(Integer.decode(cmdResp));
        assertThat(profile.encryption().tweakMode()).isEqualTo(mode);
        assertThat(profile.encryption().keyBytes()).isEqualTo(keyBytes);
        assertThat(profile.flaws()).containsExactly(FirmwareFlaw.DIGEST_WITHOUT_PLACE);
    }

    @Test
    void findsNoOtherName() {
        assertThat(FirmwareProfile.named("turin")).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("dev.sevsim.psp.FirmwareProfile#generations")
    void launchesOnEveryGeneration(FirmwareProfile profile) {
        try (TestMachine machine = new TestMachine(profile, null, new TestRandom("generation")).initialised()) {
            int asid = profile.cpu().minSevNoEsAsid();
            int handle = machine.start(TestMachine.POLICY);
            machine.activate(handle, asid);
            machine.write(TestMachine.DATA, WorkedExample.dataB());
            machine.update(handle, TestMachine.DATA | 1L << profile.encryption().cBit(), 4096);
            machine.measure(handle);
            machine.finish(handle);

            assertThat(machine.guest(handle).state()).isEqualTo(GuestState.RUNNING);
            assertThat(machine.guest(handle).vek().length())
                    .isEqualTo(profile.encryption().keyBytes());
            machine.run(CommandId.PLATFORM_STATUS, Bytes.zeros(PlatformStatus.SIZE));
            PlatformStatus status = PlatformStatus.CODEC.decode(machine.buffer(PlatformStatus.SIZE));
            assertThat(status.apiMajor()).isEqualTo(profile.version().major());
            assertThat(status.apiMinor()).isEqualTo(profile.version().minor());
            assertThat(status.build()).isEqualTo(profile.build());
        }
    }

    @ParameterizedTest
    @MethodSource("dev.sevsim.psp.FirmwareProfile#generations")
    void namesItsRegistersOnceInTheTrace(FirmwareProfile profile) {
        try (TestMachine machine = new TestMachine(profile, null, new TestRandom("registers"))) {
            machine.run(CommandId.SHUTDOWN);
            machine.run(CommandId.SHUTDOWN);

            String offset = "0x" + Integer.toHexString(profile.mailbox().cmdResp());
            assertThat(machine.trace.stream().filter(event -> event.kind().equals("firmware.mailbox")))
                    .singleElement()
                    .satisfies(event -> assertThat(event.fields().get("registers"))
                            .asString()
                            .endsWith("CmdResp " + offset));
        }
    }
}
