package dev.sevsim.bus.frame;

/**
 * VMM to Linux host: a system call on a file.
 *
 * <p>A pointer argument is an address in the VMM's own memory, which the host reads itself, as the kernel does.
 *
 * @param operation which system call
 * @param file file descriptor; for OPEN the number of the path in {@link DevicePath}
 * @param request ioctl number; for OPEN the open flags
 * @param argument ioctl argument: a number or a user address
 */
@Payload
public record DeviceCall(DeviceOperation operation, int file, int request, long argument) implements Frame {
    @Override
    public FrameType type() {
        return FrameType.DEVICE_CALL;
    }
}
