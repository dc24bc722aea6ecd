package dev.sevsim.host.ccp;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Errno;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.host.process.ErrnoException;
import dev.sevsim.host.process.HostProcess;
import dev.sevsim.host.process.KernelMemory;
import dev.sevsim.host.process.OpenMode;

/**
 * One SEV_ISSUE_CMD in flight.
 *
 * @param driver the driver
 * @param process the caller
 * @param mode how this descriptor was opened
 * @param data user address of the command's structure
 * @param error the caller's error field
 */
record SevDeviceCall(SevDriver driver, HostProcess process, OpenMode mode, long data, FirmwareError error) {
    void requireWritable() {
        if (!mode.isWritable()) {
            throw new ErrnoException(Errno.EPERM, "the descriptor is not open for writing");
        }
    }

    Bytes copyIn(int length) {
        return process.copyIn(data, length);
    }

    void copyOut(Bytes content) {
        process.copyOut(data, content);
    }

    FirmwareReply issue(CommandId command, Bytes request) {
        return driver.issue(command, request, error);
    }

    KernelMemory.Buffer allocate(int length) {
        return driver.kernel().allocate(length);
    }
}
