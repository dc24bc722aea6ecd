package dev.sevsim.host.kernel;

import static dev.sevsim.host.kernel.ErrnoAssertions.fails;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Errno;
import dev.sevsim.bus.frame.DeviceCall;
import dev.sevsim.bus.frame.DeviceOperation;
import dev.sevsim.bus.frame.DevicePath;
import dev.sevsim.bus.frame.DeviceResult;
import dev.sevsim.bus.trace.TraceEvent;
import dev.sevsim.testkit.guest.SparseMemory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HostProcessTest {
    private final SparseMemory dram = new SparseMemory(8 << 20);
    private final List<TraceEvent> trace = new ArrayList<>();
    private final List<String> calls = new ArrayList<>();
    private final HostProcess process = new HostProcess(
            new ProcessMemory(new FrameAllocator(dram, 0), dram),
            (path, mode) -> new Device(path + " " + mode),
            0x3000,
            trace::add);

    private final class Device implements OpenFile {
        private final String name;

        private Device(String name) {
            this.name = name;
        }

        @Override
        public long ioctl(HostProcess caller, int request, long argument) {
            calls.add(name + " " + request + " " + argument);
            if (request < 0) {
                ErrnoException failure = new ErrnoException(Errno.ENOTTY, "unknown request");
                throw argument == 0 ? failure : failure.afterRecord();
            }
            return 5;
        }

        @Override
        public String linkName() {
            return name;
        }

        @Override
        public void release() {
            calls.add("released " + name);
        }
    }

    private long call(DeviceOperation operation, int file, int request, long argument) {
        DeviceCall call = new DeviceCall(operation, file, request, argument);
        return ((DeviceResult) process.systemCalls().handle(call).orElseThrow()).value();
    }

    @Test
    void opensCallsAndClosesADevice() {
        int fd = (int) call(DeviceOperation.OPEN, DevicePath.DEV_KVM.code(), 2, 0);

        assertThat(call(DeviceOperation.IOCTL, fd, 9, 8)).isEqualTo(5);
        assertThat(call(DeviceOperation.CLOSE, fd, 0, 0)).isZero();
        assertThat(calls).containsExactly("DEV_KVM READ_WRITE 9 8", "released DEV_KVM READ_WRITE");
        assertThat(trace).isEmpty();
    }

    @Test
    void returnsAnErrnoAndRecordsItOnce() {
        int fd = (int) call(DeviceOperation.OPEN, DevicePath.DEV_SEV.code(), 0, 0);

        assertThat(call(DeviceOperation.IOCTL, fd, -1, 0)).isEqualTo(-Errno.ENOTTY.code());
        assertThat(trace).hasSize(1);
        assertThat(call(DeviceOperation.IOCTL, fd, -1, 1)).isEqualTo(-Errno.ENOTTY.code());
        assertThat(trace).as("recorded by the driver").hasSize(1);
    }

    @Test
    void failsWithEbadfEnoentAndEnodev() {
        assertThat(call(DeviceOperation.IOCTL, 3, 1, 0)).isEqualTo(-Errno.EBADF.code());
        assertThat(call(DeviceOperation.OPEN, 99, 0, 0)).isEqualTo(-Errno.ENOENT.code());
        int fd = (int) call(DeviceOperation.OPEN, DevicePath.DEV_KVM.code(), 0, 0);
        fails(Errno.ENODEV, () -> process.map(fd));
        fails(Errno.EBADF, () -> process.map(fd + 1));
    }

    @Test
    void copiesToAndFromUserMemory() {
        long address = process.memory().map(0x1000).value();

        process.copyOut(address + 0xFFE, Bytes.of(1, 2));

        assertThat(process.copyIn(address + 0xFFE, 2)).isEqualTo(Bytes.of(1, 2));
        fails(Errno.EFAULT, () -> process.copyIn(address + 0xFFF, 2));
        fails(Errno.EFAULT, () -> process.copyOut(address - 1, Bytes.of(1)));
    }
}
