package dev.sevsim.abi.uapi;

import static dev.sevsim.abi.layout.Direction.OUT;

import dev.sevsim.abi.layout.Struct;
import dev.sevsim.abi.layout.Wire;

/**
 * {@code struct sev_issue_cmd}: the argument of SEV_ISSUE_CMD on /dev/sev.
 *
 * <p>Source: docs/reference/kvm-host.md section 1.1.
 *
 * @param command command number, see {@link SevDeviceCommand}
 * @param data user address of the command's structure
 * @param error firmware status; all ones when the firmware was not called
 */
@Struct(size = 0x10)
public record SevIssueCmd(
        @Wire(at = 0x00, name = "cmd") int command,
        @Wire(at = 0x04) long data,
        @Wire(at = 0x0C, direction = OUT) int error)
        implements SevIssueCmdWire {}
