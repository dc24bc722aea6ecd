package dev.sevsim.psp.command;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.bus.trace.Explanation;

/** What a command came to. */
public sealed interface CommandResult {
    /** The status in CmdResp. */
    SevStatus status();

    /** The command buffer as it is to be written back; empty to leave it alone. */
    Bytes output();

    /**
     * Done.
     *
     * @param output the command buffer as it is to be written back; empty to leave it alone
     */
    record Completed(Bytes output) implements CommandResult {
        /** Done, with no output but the status. */
        public static Completed silently() {
            return new Completed(Bytes.EMPTY);
        }

        @Override
        public SevStatus status() {
            return SevStatus.SUCCESS;
        }
    }

    /**
     * Not done.
     *
     * @param status the status in CmdResp
     * @param explanation why, for the trace alone
     * @param output the command buffer with the length that is needed; empty to leave it alone
     */
    record Refused(SevStatus status, Explanation explanation, Bytes output) implements CommandResult {
        /** A refusal that leaves the command buffer alone. */
        public static Refused of(SevStatus status, String rule, String found, String source) {
            return new Refused(status, new Explanation(rule, found, source), Bytes.EMPTY);
        }

        /** Returns a copy that answers with a command buffer, which holds the length that is needed. */
        public Refused answering(Bytes buffer) {
            return new Refused(status, explanation, buffer);
        }
    }
}
