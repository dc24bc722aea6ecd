package dev.sevsim.abi.uapi;

import static dev.sevsim.abi.layout.Direction.OUT;

import dev.sevsim.abi.layout.Struct;
import dev.sevsim.abi.layout.Struct.Reserved;
import dev.sevsim.abi.layout.Wire;

/**
 * {@code struct kvm_sev_cmd}: the argument of KVM_MEMORY_ENCRYPT_OP.
 *
 * <p>Source: docs/reference/kvm-host.md section 2.2.
 *
 * @param id sub-command, see {@link KvmSevCommandId}
 * @param data user address of the sub-command's structure
 * @param error firmware status
 * @param sevFd file descriptor of /dev/sev
 */
@Struct(size = 0x18, reserved = @Reserved(at = 0x04, size = 4))
public record KvmSevCmd(
        @Wire(at = 0x00) int id,
        @Wire(at = 0x08) long data,
        @Wire(at = 0x10, direction = OUT) int error,
        @Wire(at = 0x14, name = "sev_fd") int sevFd)
        implements KvmSevCmdWire {}
