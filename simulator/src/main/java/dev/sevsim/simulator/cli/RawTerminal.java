package dev.sevsim.simulator.cli;

import dev.sevsim.simulator.RawKeys;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.jline.terminal.Attributes;
import org.jline.terminal.Attributes.InputFlag;
import org.jline.terminal.Attributes.LocalFlag;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.NonBlockingInputStream;
import org.jspecify.annotations.Nullable;

/**
 * The terminal that sevsim was started at, with nothing between its keys and the guest; as it was before when this is
 * closed, and when the program ends by a signal.
 */
final class RawTerminal implements AutoCloseable {
    /** Works through {@code stty}, without native code of its own. */
    private static final String PROVIDER = "exec";

    private static final long FOR_EVER = 0;

    private final RawKeys keys;
    private @Nullable Terminal terminal;

    /** Changes nothing before the first key is waited for. */
    RawTerminal() {
        this.keys = new RawKeys(this::open);
    }

    RawKeys keys() {
        return keys;
    }

    @Override
    public void close() {
        try {
            if (terminal != null) {
                terminal.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the terminal cannot be set back, type: stty sane", e);
        }
    }

    /** Line editing, echo and signals are the guest's; line feeds in our own output stay complete. */
    private InputStream open() throws IOException {
        Terminal opened = TerminalBuilder.builder()
                .system(true)
                .provider(PROVIDER)
                .dumb(false)
                .build();
        terminal = opened;
        Attributes unused = opened.enterRawMode();
        Attributes raw = opened.getAttributes();
        raw.setLocalFlag(LocalFlag.ISIG, false);
        raw.setInputFlag(InputFlag.ICRNL, false);
        raw.setInputFlag(InputFlag.IXON, false);
        opened.setAttributes(raw);
        return opened.input() instanceof NonBlockingInputStream keyboard ? new Pieces(keyboard) : opened.input();
    }

    /** Reads what is there. */
    private static final class Pieces extends InputStream {
        private final NonBlockingInputStream keyboard;

        Pieces(NonBlockingInputStream keyboard) {
            this.keyboard = keyboard;
        }

        @Override
        public int read() throws IOException {
            return keyboard.read();
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            return keyboard.readBuffered(target, offset, length, FOR_EVER);
        }
    }
}
