package dev.sevsim.psp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.cert.SevCertificate;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.LaunchSecret;
import dev.sevsim.abi.firmware.LaunchStart;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.bus.trace.TraceEvent;
import dev.sevsim.psp.keys.PlatformIdentity;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** No key and no plain secret of a launch shows in the trace or in the text of anything that can be printed. */
class SecrecyTest {
    /** Of docs/reference/sev-firmware-api.md sections 9.2 and 9.3. */
    private static final Map<String, Bytes> SECRETS = Map.of(
            "TEK", Bytes.fromHex("101112131415161718191a1b1c1d1e1f"),
            "TIK", Bytes.fromHex("202122232425262728292a2b2c2d2e2f"),
            "Z", WorkedExample.Z,
            "M", Bytes.fromHex("9abd2b2a6bff9b7531879e5052dcab6a"),
            "KEK", Bytes.fromHex("2a43cf09fd37dffab277f35254587907"),
            "KIK", Bytes.fromHex("7926659f4773386bc681831e8210ae19"),
            "secret", WorkedExample.SECRET,
            "PDH private", Bytes.fromHex("0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20"),
            "PEK private", Bytes.fromHex("6162636465666768696a6b6c6d6e6f707172737475767778797a7b7c7d7e7f80"));

    @AutoClose
    private final TestMachine machine = TestMachine.ofWorkedExample();

    @Test
    void showsNoKeyOfALaunch() {
        machine.initialised();
        int handle = launch();
        refuse(handle);

        String shown = everythingShown(handle);

        assertThat(shown).contains(WorkedExample.MEASURE.toHex()).contains("WRAP_MAC ");
        SECRETS.forEach((name, secret) -> assertThat(shown).as(name).doesNotContain(forms(secret)));
        assertThat(shown)
                .as("VEK")
                .doesNotContain(forms(Bytes.copyOf(machine.guest(handle).vek().reveal())));
    }

    private int launch() {
        int handle = FullLaunchTest.startWithSession(
                machine, WorkedExample.POLICY, WorkedExample.godhCertificate().encode(), WorkedExample.SESSION);
        machine.activate(handle, TestMachine.PLAIN_ASID);
        machine.updateWithExample(handle);
        machine.measure(handle);
        machine.write(0x5000, WorkedExample.SECRET_HEADER);
        machine.write(0x6000, WorkedExample.SECRET_PAYLOAD);
        assertThat(machine.run(CommandId.LAUNCH_SECRET, secret(handle, 0x30000)))
                .isEqualTo(SevStatus.SUCCESS);
        return handle;
    }

    private void refuse(int handle) {
        machine.write(0x6000, Bytes.of(0));
        machine.expectRefusal(CommandId.LAUNCH_SECRET, secret(handle, 0x30000), SevStatus.BAD_MEASUREMENT);
        machine.expectRefusal(CommandId.LAUNCH_START, start(0x18000001), SevStatus.BAD_MEASUREMENT);
        machine.write(TestMachine.SESSION + 0x40, Bytes.of(0));
        machine.expectRefusal(CommandId.LAUNCH_START, start(WorkedExample.POLICY), SevStatus.BAD_MEASUREMENT);
    }

    private String everythingShown(int handle) {
        StringBuilder shown = new StringBuilder();
        for (TraceEvent event : machine.trace) {
            shown.append(event).append(event.raw().map(Bytes::toHex).orElse("")).append('\n');
        }
        PlatformIdentity identity = machine.processor.identity().orElseThrow();
        List<Object> printable = List.of(
                machine.processor,
                machine.processor.view(),
                machine.platform(),
                machine.platform().keys(),
                machine.guest(handle),
                machine.guest(handle).transportKeys(),
                machine.guest(handle).vek(),
                identity,
                identity.chip(),
                identity.pdh(),
                identity.encode());
        printable.forEach(object -> shown.append(object).append('\n'));
        return shown.toString();
    }

    /** Hexadecimal, base64, and the start of each as a shortened text would show it. */
    private static String[] forms(Bytes secret) {
        Bytes start = secret.slice(0, 15);
        return new String[] {start.toHex(), Base64.getEncoder().encodeToString(start.toArray())};
    }

    private static Bytes secret(int handle, long address) {
        return new LaunchSecret(handle, 0x5000, 0x34, address, 32, 0x6000, 32).encode();
    }

    private static Bytes start(int policy) {
        return new LaunchStart(0, policy, TestMachine.CERTIFICATE, SevCertificate.SIZE, TestMachine.SESSION, 0x80)
                .encode();
    }
}
