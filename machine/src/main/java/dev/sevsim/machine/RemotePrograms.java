package dev.sevsim.machine;

import dev.sevsim.abi.Errno;
import dev.sevsim.bus.Endpoint;
import dev.sevsim.bus.Link;
import dev.sevsim.bus.Party;
import dev.sevsim.bus.frame.DeviceCall;
import dev.sevsim.bus.frame.DeviceOperation;
import dev.sevsim.bus.frame.DevicePath;
import dev.sevsim.bus.frame.DeviceResult;
import dev.sevsim.host.process.RemoteCaller;
import dev.sevsim.host.process.RemoteGroup;
import dev.sevsim.host.process.RemoteProcess;
import java.time.Duration;

/**
 * Programs of the machine that the simulator runs on, which call the simulated host as its VMM does: over the link that taps, acts
 * and the trace look at. They inherit descriptors from each other; several of these groups can share a machine.
 *
 * <p>They belong to the machine's thread, which deals with one call at a time.
 */
public final class RemotePrograms implements AutoCloseable {
    /** A system call has no timeout; this one ends a call whose host no longer answers. */
    private static final Duration FOREVER = Duration.ofDays(1);

    private final Machine machine;
    private final RemoteGroup group;
    private final Link link;
    private final Endpoint vmm;

    /** A group on a machine that is on. */
    public RemotePrograms(Machine machine) {
        this.machine = machine;
        this.group = machine.host().remoteGroup();
        this.link = machine.link(Party.VMM, Party.HOST);
        this.vmm = machine.acts().around(link.end(Party.VMM));
    }

    /** Adds a program. */
    public Program attach(RemoteCaller caller) {
        return new Program(group.attach(caller));
    }

    /** Closes a file whose last descriptor was closed; no effect for a number without an open file. */
    public void close(long file) {
        group.opening(file).ifPresent(opening -> {
            opening.process().name(opening.descriptor(), file);
            var unused = call(opening.process(), new DeviceCall(DeviceOperation.CLOSE, opening.descriptor(), 0, 0));
            machine.outside().removeDestroyed();
        });
    }

    /** Closes all files, the newest first: the programs have ended. */
    @Override
    public void close() {
        group.numbers().forEach(this::close);
    }

    /** One program. */
    public final class Program {
        private final RemoteProcess process;

        private Program(RemoteProcess process) {
            this.process = process;
        }

        /** Opens a device with the flags of open(2); the descriptor or a negative errno. */
        public long open(DevicePath path, int flags) {
            return call(process, new DeviceCall(DeviceOperation.OPEN, path.code(), flags, 0));
        }

        /**
         * The ioctl system call.
         *
         * @param descriptor as the program uses it
         * @param file number of the file that it refers to
         * @return zero or more, or a negative errno
         */
        public long ioctl(int descriptor, long file, int request, long argument) {
            process.name(descriptor, file);
            return call(process, new DeviceCall(DeviceOperation.IOCTL, descriptor, request, argument));
        }

        /** The program has ended; its files stay open for those that inherited them. */
        public void end() {
            process.end();
        }
    }

    /** EIO where the host does not answer. */
    private long call(RemoteProcess process, DeviceCall call) {
        link.end(Party.HOST).onRequest(process.systemCalls());
        try {
            return vmm.call(call, FOREVER)
                    .filter(DeviceResult.class::isInstance)
                    .map(result -> ((DeviceResult) result).value())
                    .orElse((long) -Errno.EIO.code());
        } finally {
            link.end(Party.HOST).onRequest(machine.host().systemCalls());
        }
    }
}
