package dev.sevsim.bus.trace;

import dev.sevsim.bus.Party;

/**
 * A command that a party refused.
 *
 * @param by the party
 * @param command its name, such as {@code LAUNCH_START}
 * @param outcome name of its status or errno, such as {@code POLICY_FAILURE} or {@code EINVAL}
 * @param why the rule, what was found, and the source
 */
public record RefusedCommand(Party by, String command, String outcome, Explanation why) {}
