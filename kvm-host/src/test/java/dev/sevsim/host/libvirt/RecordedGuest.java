package dev.sevsim.host.libvirt;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.GuestPhysical;
import dev.sevsim.bus.frame.LaunchSecretPacket;
import dev.sevsim.host.vmm.SevCapabilities;
import dev.sevsim.host.vmm.SevInfo;
import dev.sevsim.host.vmm.SevState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The domain of the recorded conversation, with what was done to it. */
final class RecordedGuest implements LibvirtGuest {
    static final UUID ID = UUID.fromString("7c1f0a52-9b3a-4f6b-8f2e-2f7d2c1f9a11");

    final List<LaunchSecretPacket> injected = new ArrayList<>();
    final List<Optional<GuestPhysical>> addresses = new ArrayList<>();
    final List<String> acts = new ArrayList<>();
    State state = State.PAUSED;
    Optional<Bytes> measurement = Optional.of(Bytes.fromHex(
            "dcea41349321bada5748ce7acb8f548329c5903fb7f4ce0b71b714cb6eda9293" + "101112131415161718191a1b1c1d1e1f"));

    static LibvirtDomain domain(String xml, String capabilities) {
        return new LibvirtDomain("remote-hypervisor", "simvm", ID, 7, 4194304, 2, xml, capabilities);
    }

    @Override
    public State state() {
        return state;
    }

    @Override
    public SevInfo sevInfo() {
        return new SevInfo(true, 1, 55, 24, SevState.LAUNCH_SECRET, 1, 1);
    }

    @Override
    public Optional<Bytes> measurement() {
        return measurement;
    }

    @Override
    public SevCapabilities capabilities() {
        return new SevCapabilities(Bytes.of(1, 2, 3), Bytes.of(4, 5), Bytes.of(6), 51, 1);
    }

    @Override
    public void inject(LaunchSecretPacket packet, Optional<GuestPhysical> address) {
        injected.add(packet);
        addresses.add(address);
    }

    @Override
    public void resume() {
        state = State.RUNNING;
    }

    @Override
    public void suspend() {
        acts.add("suspend");
        state = State.PAUSED;
    }

    @Override
    public void shutDown() {
        acts.add("shutdown");
    }

    @Override
    public void reset() {
        acts.add("reset");
    }

    @Override
    public void destroy() {
        acts.add("destroy");
        state = State.SHUT_OFF;
    }
}
