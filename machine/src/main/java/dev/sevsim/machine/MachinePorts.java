package dev.sevsim.machine;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.SystemPhysical;
import dev.sevsim.abi.firmware.ApiVersion;
import dev.sevsim.amd.SimulatedAmd;
import dev.sevsim.bus.Endpoint;
import dev.sevsim.bus.Party;
import dev.sevsim.bus.RequestHandler;
import dev.sevsim.bus.memory.MemoryPort;
import dev.sevsim.bus.trace.Trace;
import dev.sevsim.host.process.UserMemory;
import dev.sevsim.host.profile.KernelProfile;
import dev.sevsim.machine.act.HostPorts;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What the host of a machine can use. The machine is asked only when an act is due: its host boots after the acts are planned.
 *
 * @param machine the machine
 * @param processor the host's end of the link to the Secure Processor, without acts on it
 * @param others second hosts by their firmware
 */
record MachinePorts(Machine machine, Endpoint processor, Map<String, Machine> others) implements HostPorts {
    MachinePorts(Machine machine, Endpoint processor) {
        this(machine, processor, new TreeMap<>());
    }

    /** Its firmware is in the trace of the machine; the seed is another one, so that its keys are. */
    @Override
    public HostPorts second(String firmware) {
        Machine second = others.computeIfAbsent(firmware, version -> {
            MachineSpec spec = MachineSpec.builder()
                    .chip(machine.spec().chip().withFirmware(version))
                    .seed(machine.spec().seed().orElse(0L) + 1)
                    .build();
            return Machine.of(spec)
                    .trace(machine.trace())
                    .clock(machine.clock())
                    .keys(machine.keys())
                    .assemble();
        });
        return new MachinePorts(second, second.link(Party.HOST, Party.PSP).end(Party.HOST));
    }

    @Override
    public void close() {
        others.values().forEach(Machine::close);
        others.clear();
    }

    @Override
    public MemoryPort memory() {
        return machine.hostMemory();
    }

    @Override
    public Endpoint systemCalls() {
        return machine.link(Party.VMM, Party.HOST).end(Party.VMM);
    }

    @Override
    public Endpoint owner() {
        return machine.link(Party.OWNER, Party.VMM).end(Party.VMM);
    }

    @Override
    public KernelProfile kernel() {
        return machine.host().profile().kernel().version();
    }

    @Override
    public RequestHandler childCalls() {
        return machine.host().childCalls();
    }

    @Override
    public Bytes amdCertificates() {
        return machine.amdCertificates();
    }

    @Override
    public Bytes signedCek() {
        return machine.signedCek().encode();
    }

    @Override
    public Bytes firmwareImage(ApiVersion version, int build) {
        SimulatedAmd amd = machine.amd();
        return machine.processor()
                .profile()
                .withFirmware(version, build)
                .image(amd.ask().modulus().length(), amd::signFirmware);
    }

    @Override
    public void writeBackCaches() {
        for (int core = 0; core < machine.memory().cores(); core++) {
            machine.memory().writeBackInvalidate(core);
        }
    }

    @Override
    public boolean disableEncryption(int core) {
        if (core >= machine.memory().cores() || machine.memory().systemConfiguration(core) == 0) {
            return false;
        }
        machine.memory().writeSystemConfiguration(core, 0);
        return true;
    }

    @Override
    public UserMemory vmm() {
        return machine.host().process().memory();
    }

    @Override
    public SystemPhysical takeFrames(int count) {
        return machine.host().takeFrames(count);
    }

    @Override
    public Trace trace() {
        return machine.trace();
    }

    @Override
    public Optional<Guest> guest() {
        return machine.latestVm().map(MachinePorts::guest);
    }

    @Override
    public Optional<Guest> guest(long nestedCr3) {
        return machine.vm(nestedCr3).map(MachinePorts::guest);
    }

    private static Guest guest(HostVm vm) {
        return new Guest(vm.pages(), vm.vm(), vm::monitor);
    }
}
