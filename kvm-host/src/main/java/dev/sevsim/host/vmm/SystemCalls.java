package dev.sevsim.host.vmm;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.HostVirtual;
import dev.sevsim.bus.Endpoint;
import dev.sevsim.bus.frame.DeviceCall;
import dev.sevsim.bus.frame.DeviceOperation;
import dev.sevsim.bus.frame.DevicePath;
import dev.sevsim.bus.frame.DeviceResult;
import dev.sevsim.host.process.UserProcess;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/** The VMM's system calls. Device calls are sent to the host; mmap is a call of its own process. */
record SystemCalls(Endpoint host, UserProcess process) {
    static final int READ_WRITE = 2;

    /** No device has this number. */
    private static final int NO_DEVICE = 0;

    /** A system call has no timeout; this one ends a run whose host no longer answers. */
    private static final Duration FOREVER = Duration.ofDays(1);

    long open(DevicePath path) {
        return call(new DeviceCall(DeviceOperation.OPEN, path.code(), READ_WRITE, 0));
    }

    /** Opens a path; ENOENT for a path that is no device. */
    long open(String path) {
        int code = Arrays.stream(DevicePath.values())
                .filter(device -> device.path().equals(path))
                .mapToInt(DevicePath::code)
                .findFirst()
                .orElse(NO_DEVICE);
        return call(new DeviceCall(DeviceOperation.OPEN, code, READ_WRITE, 0));
    }

    /** A descriptor is gone for its process whatever the host answers, and if it answers nothing. */
    void close(int fd) {
        var unused = result(new DeviceCall(DeviceOperation.CLOSE, fd, 0, 0));
    }

    long ioctl(int fd, int request, long argument) {
        return call(new DeviceCall(DeviceOperation.IOCTL, fd, request, argument));
    }

    /** The pages of a descriptor. */
    HostVirtual map(int fd) {
        long address = process.mmap(fd);
        if (address < 0) {
            throw new VmmException("mmap of descriptor " + fd + " failed: " + new CallResult(address, 0).errnoText());
        }
        return new HostVirtual(address);
    }

    /** Memory for the arguments of one call. */
    Argument argument(Bytes content) {
        return new Argument(content);
    }

    private long call(DeviceCall call) {
        return result(call)
                .orElseThrow(() -> new VmmException("host did not answer a system call"))
                .value();
    }

    private Optional<DeviceResult> result(DeviceCall call) {
        return host.call(call, FOREVER).filter(DeviceResult.class::isInstance).map(DeviceResult.class::cast);
    }

    /** A user buffer for as long as a call takes. */
    final class Argument implements AutoCloseable {
        private final HostVirtual address;
        private final int length;

        private Argument(Bytes content) {
            this.length = content.length();
            this.address = process.memory().map(Math.max(1, length));
            process.memory().write(address, content);
        }

        long address() {
            return address.value();
        }

        Bytes content() {
            return process.memory().read(address, length);
        }

        @Override
        public void close() {
            process.memory().unmap(address);
        }
    }
}
