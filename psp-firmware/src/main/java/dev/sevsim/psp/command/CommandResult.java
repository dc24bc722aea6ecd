package dev.sevsim.psp.command;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.bus.trace.Explanation;

/** What a command came to. */
public sealed interface CommandResult {
    /** What the host is told. */
    SevStatus status();

    /** The command buffer as it is to be written back; empty to leave it alone. */
    Bytes output();

    /**
     * Done.
     *
     * @param output the command buffer as it is to be written back; empty to leave it alone
     */
    record Completed(Bytes output) implements CommandResult {
        /** Done, with nothing to tell but the status. */
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
     * @param status what the host is told
     * @param explanation why, for the trace alone
     * @param output the command buffer with the length that is needed; empty to leave it alone
     */
    record Refused(SevStatus status, Explanation explanation, Bytes output) implements CommandResult {
        /** A refusal that leaves the command buffer alone. */
        public static Refused of(SevStatus status, String rule, String found, String source) {
            return new Refused(status, new Explanation(rule, found, source), Bytes.EMPTY);
        }

        /** This with the command buffer that tells the length that is needed. */
        public Refused answering(Bytes buffer) {
            return new Refused(status, explanation, buffer);
        }
    }
}
