package dev.sevsim.kernel.shell;

/**
 * Standard input, output and error of a command.
 *
 * @param in standard input
 * @param out standard output
 * @param err standard error
 */
record Streams(Input in, Output out, Output err) {
    Streams withIn(Input other) {
        return new Streams(other, out, err);
    }

    /** With another output for descriptor 1 or 2. */
    Streams with(int descriptor, Output other) {
        return descriptor == 1 ? new Streams(in, other, err) : new Streams(in, out, other);
    }
}
