package dev.sevsim.host.libvirt;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.GuestPhysical;
import dev.sevsim.bus.frame.LaunchSecretPacket;
import dev.sevsim.host.qmp.VmStartException;
import dev.sevsim.host.vmm.SevCapabilities;
import dev.sevsim.host.vmm.SevInfo;
import dev.sevsim.host.vmm.ShutdownCause;
import dev.sevsim.host.vmm.VirtualMachine;
import dev.sevsim.host.vmm.VmmException;
import java.util.Optional;

/** The VM that the monitor drives, as libvirt's procedures see it. */
public record HostedGuest(VirtualMachine machine) implements LibvirtGuest {
    @Override
    public State state() {
        return switch (machine.state()) {
            case RUNNING -> State.RUNNING;
            case PRELAUNCH, PAUSED -> State.PAUSED;
            case INTERNAL_ERROR -> State.CRASHED;
            case SHUTDOWN -> State.SHUT_OFF;
        };
    }

    @Override
    public SevInfo sevInfo() {
        return machine.sevInfo();
    }

    @Override
    public Optional<Bytes> measurement() {
        return machine.launchMeasurement();
    }

    @Override
    public SevCapabilities capabilities() {
        return machine.sevCapabilities();
    }

    @Override
    public void inject(LaunchSecretPacket packet, Optional<GuestPhysical> address) {
        machine.inject(packet, address);
    }

    /** As {@code cont} of the monitor: a launch that cannot be finished ends the VMM without an answer. */
    @Override
    public void resume() {
        if (state() == State.RUNNING) {
            throw new LibvirtException(LibvirtException.Code.OPERATION_INVALID, "domain is already running");
        }
        if (state() == State.CRASHED) {
            throw new LibvirtException(
                    LibvirtException.Code.OPERATION_INVALID, "Resetting the Virtual Machine is required");
        }
        try {
            machine.resume();
        } catch (VmmException e) {
            throw new VmStartException(e);
        }
    }

    @Override
    public void suspend() {
        machine.stop();
    }

    @Override
    public void shutDown() {
        machine.powerdown();
    }

    @Override
    public void reset() {
        machine.reset(ShutdownCause.HOST_QMP_SYSTEM_RESET);
    }

    /** As the signal with which libvirt ends a VMM. */
    @Override
    public void destroy() {
        machine.shutDown(ShutdownCause.HOST_SIGNAL);
    }
}
