package dev.sevsim.kernel.shell;

/** Standard input of a command: what came through a pipe, or nothing, since the terminal belongs to the shell. */
final class Input {
    private final byte[] content;

    Input(byte[] content) {
        this.content = content.clone();
    }

    byte[] content() {
        return content.clone();
    }
}
