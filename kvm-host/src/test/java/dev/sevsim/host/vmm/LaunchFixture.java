package dev.sevsim.host.vmm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sevsim.abi.Bytes;
import dev.sevsim.bus.frame.LaunchBundle;
import dev.sevsim.bus.frame.LaunchSecretPacket;
import dev.sevsim.host.HostFixture;
import dev.sevsim.host.Vectors;
import java.util.Optional;

/** A VMM over scripted firmware, with guests of 16 MiB. */
final class LaunchFixture {
    static final LaunchBundle BUNDLE = new LaunchBundle(0x01000001, Bytes.zeros(0x824), Bytes.zeros(0x80));
    static final LaunchSecretPacket PACKET = new LaunchSecretPacket(Bytes.zeros(0x34), Bytes.zeros(64));

    final HostFixture host = new HostFixture().quiet();

    Vmm vmm(VmmConfigBuilder config) {
        return new Vmm(
                host.vmmLink(),
                host.process(),
                host.host.profile(),
                config.ramBytes(16 << 20).build());
    }

    static VmmConfigBuilder amdSev() {
        return VmmConfigBuilder.forFirmware(Vectors.guestOwner("synth-amdsev.fd"));
    }

    static VmmConfigBuilder withKernel(String image) {
        return VmmConfigBuilder.forFirmware(Vectors.guestOwner(image))
                .directBoot(new DirectBoot(
                        Vectors.guestOwner("synth-kernel.bin"),
                        Optional.of(Vectors.guestOwner("synth-initrd.bin")),
                        Optional.of("console=ttyS0")));
    }

    /** Runs a step that has to end the VMM with this message. */
    static VmmException refused(String message, Runnable step) {
        VmmException refusal = catchThrowableOfType(VmmException.class, step::run);
        assertThat(refusal).hasMessage(message);
        return refusal;
    }
}
