package dev.sevsim.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.EnumSet;
import org.jline.terminal.Attributes;
import org.jline.terminal.Attributes.ControlChar;
import org.jline.terminal.Attributes.InputFlag;
import org.jline.terminal.Attributes.LocalFlag;
import org.jline.terminal.impl.exec.ExecTerminalProvider;
import org.jline.terminal.spi.Pty;
import org.jline.terminal.spi.SystemStream;
import org.jspecify.annotations.Nullable;

/**
 * The terminal that sevsim was started at, with nothing between its keys and the guest; as it was before when this is
 * closed, and when the program ends by a signal.
 *
 * <p>Of the library only its access to the terminal's mode is used: its terminals ask questions of their own when they are
 * made, and whatever is typed meanwhile is lost.
 */
final class RawTerminal implements AutoCloseable {
    /** What the terminal would do with keys; line feeds in our own output stay complete. */
    private static final EnumSet<LocalFlag> EDITING =
            EnumSet.of(LocalFlag.ICANON, LocalFlag.ECHO, LocalFlag.IEXTEN, LocalFlag.ISIG);

    private static final EnumSet<InputFlag> TRANSLATING = EnumSet.of(InputFlag.ICRNL, InputFlag.INLCR, InputFlag.IXON);

    private final RawKeys keys;
    private final Thread onSignal = new Thread(this::restore, "sevsim-terminal");
    private @Nullable Pty terminal;
    private @Nullable Attributes before;

    /** Changes nothing before the first key is waited for. */
    RawTerminal(InputStream in) {
        this.keys = new RawKeys(() -> {
            open();
            return in;
        });
    }

    RawKeys keys() {
        return keys;
    }

    @Override
    public void close() {
        if (terminal != null && forget()) {
            restore();
        }
    }

    private void open() throws IOException {
        Pty opened = new ExecTerminalProvider().current(SystemStream.Output);
        before = opened.getAttr();
        terminal = opened;
        Runtime.getRuntime().addShutdownHook(onSignal);
        Attributes raw = new Attributes(before);
        raw.setLocalFlags(EDITING, false);
        raw.setInputFlags(TRANSLATING, false);
        raw.setControlChar(ControlChar.VMIN, 1);
        raw.setControlChar(ControlChar.VTIME, 0);
        opened.setAttr(raw);
    }

    /** False when the program is ending by a signal, which sets the terminal back by itself. */
    private boolean forget() {
        try {
            return Runtime.getRuntime().removeShutdownHook(onSignal);
        } catch (IllegalStateException e) {
            return false;
        }
    }

    private void restore() {
        try {
            if (terminal != null && before != null) {
                terminal.setAttr(before);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the terminal cannot be set back, type: stty sane", e);
        }
    }
}
