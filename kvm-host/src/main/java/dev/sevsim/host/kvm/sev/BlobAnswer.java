package dev.sevsim.host.kvm.sev;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Errno;
import dev.sevsim.host.ccp.FirmwareReply;
import dev.sevsim.host.kernel.ErrnoException;
import dev.sevsim.host.kernel.KernelMemory;
import dev.sevsim.host.kernel.UserBlob;
import java.util.Map;

/**
 * The answer of LAUNCH_MEASURE and GET_ATTESTATION_REPORT, whose length the caller queries first.
 *
 * <p>Length 0 queries the length, which is written back together with EIO. Otherwise the whole buffer of the caller is
 * overwritten; after a failure the structure is unchanged. Source: docs/reference/kvm-host.md section 2.7.
 */
record BlobAnswer(SevCall call, Firmware firmware) {
    /** The firmware command behind the ioctl. */
    interface Firmware {
        /** Issues the command with a buffer at this physical address. */
        FirmwareReply ask(long physicalAddress, int length);

        /** The length in a command buffer afterwards. */
        int length(Bytes buffer);
    }

    void run(long userAddress, int length) {
        if (length == 0) {
            FirmwareReply reply = firmware.ask(0, 0);
            writeBack(reply);
            reply.requireSuccess();
        } else if (userAddress == 0) {
            writeBack(firmware.ask(0, 0).requireSuccess());
        } else {
            fetch(userAddress, length);
        }
    }

    private void fetch(long userAddress, int length) {
        if (Integer.compareUnsigned(length, UserBlob.MAX_SIZE) > 0) {
            throw new ErrnoException(Errno.EINVAL, Integer.toUnsignedString(length) + " bytes offered");
        }
        try (KernelMemory.Buffer blob = call.kernel().allocate(length)) {
            FirmwareReply reply = firmware.ask(blob.address().value(), length).requireSuccess();
            call.process().copyOut(userAddress, blob.read(length));
            writeBack(reply);
        }
    }

    private void writeBack(FirmwareReply reply) {
        call.writeBack(Map.of("len", firmware.length(reply.buffer())));
    }
}
